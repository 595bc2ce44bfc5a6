//! `com.atproto.server.requestAccountDelete`

use axum::extract::State;
use social::member::CodePurpose;

use crate::auth::{AtCaller, Auth};
use crate::xrpc::XrpcError;

/// POST `com.atproto.server.requestAccountDelete` — draws a code for `deleteAccount`. Others send it by mail; here it stands
/// on the page of settings, which only the member sees.
pub(super) async fn request_account_delete(
    State(auth): State<Auth>,
    caller: AtCaller,
) -> Result<(), XrpcError> {
    caller.check_full()?;
    let purpose = CodePurpose::Deletion;
    Ok(auth
        .social()
        .draw_code(caller.account_id(), purpose)
        .await?)
}
