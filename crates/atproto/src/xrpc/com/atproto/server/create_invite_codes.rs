//! `com.atproto.server.createInviteCodes`

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::create_invite_code::check_for;
use crate::auth::{AtCaller, Auth};
use crate::xrpc::{Input, XrpcError};

/// The most at once.
const MAX_CODES: i64 = 20;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sent {
    #[serde(default = "one")]
    code_count: i64,
    use_count: i64,
    #[serde(default)]
    for_accounts: Vec<String>,
}

const fn one() -> i64 {
    1
}

/// POST `com.atproto.server.createInviteCodes` — some invites of the caller's own. Only with the own password.
pub(super) async fn create_invite_codes(
    State(auth): State<Auth>,
    caller: AtCaller,
    Input(sent): Input<Sent>,
) -> Result<Json<Value>, XrpcError> {
    caller.check_full()?;
    if !(1..=MAX_CODES).contains(&sent.code_count) {
        return Err(XrpcError::invalid_request(
            "codeCount must be between 1 and 20",
        ));
    }
    for account in &sent.for_accounts {
        check_for(&caller, Some(account))?;
    }
    let mut codes = Vec::new();
    for _ in 0..sent.code_count {
        let invite = auth
            .social()
            .create_invite(&caller.caller, Some(sent.use_count), None)
            .await?;
        codes.push(invite.code);
    }
    Ok(Json(
        json!({ "codes": [{ "account": caller.did.as_str(), "codes": codes }] }),
    ))
}
