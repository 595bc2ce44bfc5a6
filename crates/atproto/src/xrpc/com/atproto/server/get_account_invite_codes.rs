//! `com.atproto.server.getAccountInviteCodes`

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::auth::{AtCaller, Auth, datetime};
use crate::xrpc::{Params, XrpcError};

/// How often an invite without a limit is said to be good.
const MANY: i64 = 1_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Asked {
    #[serde(default = "yes")]
    include_used: bool,
}

const fn yes() -> bool {
    true
}

/// GET `com.atproto.server.getAccountInviteCodes` — the caller's invites. Who used them is not told. None is made by looking
/// (`createAvailable`).
pub(super) async fn get_account_invite_codes(
    State(auth): State<Auth>,
    caller: AtCaller,
    Params(asked): Params<Asked>,
) -> Result<Json<Value>, XrpcError> {
    caller.check_full()?;
    let invites = auth.social().invites(&caller.caller).await?;
    let now = auth.social().now();
    let codes: Vec<Value> = invites
        .into_iter()
        .filter(|invite| asked.include_used || invite.max_uses.is_none_or(|max| invite.uses < max))
        .map(|invite| {
            json!({
                "code": invite.code,
                "available": invite.max_uses.unwrap_or(MANY),
                "disabled": invite.expires_at.is_some_and(|end| end <= now),
                "forAccount": caller.did.as_str(),
                "createdBy": caller.did.as_str(),
                "createdAt": datetime(invite.created_at),
                "uses": [],
            })
        })
        .collect();
    Ok(Json(json!({ "codes": codes })))
}
