//! `com.atproto.server.requestEmailUpdate`

use axum::extract::State;

use super::no_letters;
use crate::auth::{AtCaller, Auth};
use crate::xrpc::XrpcError;

/// POST `com.atproto.server.requestEmailUpdate` — would send a letter with a code; there are no letters here.
pub(super) async fn request_email_update(
    State(_): State<Auth>,
    caller: AtCaller,
) -> Result<(), XrpcError> {
    caller.check_full()?;
    Err(no_letters(
        "Please ask whoever looks after it to change your address.",
    ))
}
