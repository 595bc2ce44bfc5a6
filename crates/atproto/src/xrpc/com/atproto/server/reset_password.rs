//! `com.atproto.server.resetPassword`

use super::no_letters;
use crate::xrpc::XrpcError;

/// POST `com.atproto.server.resetPassword` — would take the code of a letter; there are no letters here. The same for everybody, so that nobody
/// learns who is here.
pub(super) async fn reset_password() -> XrpcError {
    no_letters("Please ask whoever looks after it for a new password.")
}
