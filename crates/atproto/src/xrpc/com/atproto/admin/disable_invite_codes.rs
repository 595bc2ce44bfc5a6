//! `com.atproto.admin.disableInviteCodes`

use at_proto::syntax::Did;
use axum::extract::State;
use serde::Deserialize;
use social::staff::MAX_ENDED;

use super::Staff;
use crate::xrpc::{Input, Shared, XrpcError};

#[derive(Debug, Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct Body {
    codes: Vec<String>,
    accounts: Vec<Did>,
}

/// POST `com.atproto.admin.disableInviteCodes` — ends invites by their codes, and all invites of some members. For
/// moderators.
pub(super) async fn handle(
    State(at): State<Shared>,
    Staff(caller): Staff,
    Input(body): Input<Body>,
) -> Result<(), XrpcError> {
    if body.codes.len() > MAX_ENDED || body.accounts.len() > MAX_ENDED {
        let message = format!("codes and accounts may be {MAX_ENDED} each at most");
        return Err(XrpcError::invalid_request(message));
    }
    let mut accounts = Vec::new();
    for did in &body.accounts {
        accounts.push(at.member_repo(did).await?.account_id);
    }
    let ended = at.social.end_invites(&caller, body.codes, accounts);
    Ok(ended.await?)
}
