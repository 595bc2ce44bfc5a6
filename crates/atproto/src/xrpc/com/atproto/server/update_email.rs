//! `com.atproto.server.updateEmail`

use axum::extract::State;

use super::no_letters;
use crate::auth::{AtCaller, Auth};
use crate::xrpc::XrpcError;

/// POST `com.atproto.server.updateEmail` — would change the address; nobody could say that the new one is the caller's.
pub(super) async fn update_email(State(_): State<Auth>, caller: AtCaller) -> Result<(), XrpcError> {
    caller.check_full()?;
    Err(no_letters(
        "Please ask whoever looks after it to change your address.",
    ))
}
