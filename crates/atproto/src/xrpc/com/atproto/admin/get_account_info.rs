//! `com.atproto.admin.getAccountInfo`

use at_proto::syntax::Did;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::Value;

use super::Staff;
use crate::xrpc::{Params, Shared, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    did: Did,
}

/// GET `com.atproto.admin.getAccountInfo` — a member, with their address and their invites. For moderators.
pub(super) async fn handle(
    State(at): State<Shared>,
    Staff(caller): Staff,
    Params(query): Params<Query>,
) -> Result<Json<Value>, XrpcError> {
    let repo = at.member_repo(&query.did).await?;
    let mut found = at.account_views(&caller, &[repo.account_id]).await?;
    let missing = || XrpcError::bad("NotFound", "Account not found");
    found.pop().map(Json).ok_or_else(missing)
}
