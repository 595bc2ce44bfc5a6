//! `com.atproto.server.confirmEmail`

use axum::extract::State;

use super::no_letters;
use crate::auth::{AtCaller, Auth};
use crate::xrpc::XrpcError;

/// POST `com.atproto.server.confirmEmail` — would take the code of a letter; there are no letters here, and every address counts as confirmed.
pub(super) async fn confirm_email(
    State(_): State<Auth>,
    caller: AtCaller,
) -> Result<(), XrpcError> {
    caller.check_full()?;
    Err(no_letters("Your address counts as confirmed."))
}
