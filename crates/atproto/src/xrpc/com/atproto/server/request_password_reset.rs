//! `com.atproto.server.requestPasswordReset`

use super::no_letters;
use crate::xrpc::XrpcError;

/// POST `com.atproto.server.requestPasswordReset` — would send a letter with a code; there are no letters here. The same for everybody, so that nobody
/// learns who is here.
pub(super) async fn request_password_reset() -> XrpcError {
    no_letters("Please ask whoever looks after it for a new password.")
}
