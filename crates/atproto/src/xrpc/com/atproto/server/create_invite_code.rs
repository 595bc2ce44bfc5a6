//! `com.atproto.server.createInviteCode`

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::auth::{AtCaller, Auth};
use crate::xrpc::{Input, XrpcError};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sent {
    use_count: i64,
    for_account: Option<String>,
}

/// POST `com.atproto.server.createInviteCode` — an invite of the caller's own. Only with the own password.
pub(super) async fn create_invite_code(
    State(auth): State<Auth>,
    caller: AtCaller,
    Input(sent): Input<Sent>,
) -> Result<Json<Value>, XrpcError> {
    caller.check_full()?;
    check_for(&caller, sent.for_account.as_deref())?;
    let invite = auth
        .social()
        .create_invite(&caller.caller, Some(sent.use_count), None)
        .await?;
    Ok(Json(json!({ "code": invite.code })))
}

/// Invites are made by those who answer for them, not handed out.
pub(super) fn check_for(caller: &AtCaller, account: Option<&str>) -> Result<(), XrpcError> {
    if account.is_none_or(|did| did == caller.did.as_str()) {
        return Ok(());
    }
    Err(XrpcError::invalid_request(
        "Invites can be made for yourself only.",
    ))
}
