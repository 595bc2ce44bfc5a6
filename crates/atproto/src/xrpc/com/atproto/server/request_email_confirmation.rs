//! `com.atproto.server.requestEmailConfirmation`

use axum::extract::State;

use super::no_letters;
use crate::auth::{AtCaller, Auth};
use crate::xrpc::XrpcError;

/// POST `com.atproto.server.requestEmailConfirmation` — would send a letter; there are none here, and every address counts as confirmed.
pub(super) async fn request_email_confirmation(
    State(_): State<Auth>,
    caller: AtCaller,
) -> Result<(), XrpcError> {
    caller.check_full()?;
    Err(no_letters("Your address counts as confirmed."))
}
