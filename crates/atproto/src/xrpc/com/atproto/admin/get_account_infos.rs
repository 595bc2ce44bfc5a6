//! `com.atproto.admin.getAccountInfos`

use axum::Json;
use axum::extract::{RawQuery, State};
use serde_json::{Value, json};

use super::Staff;
use crate::xrpc::com::atproto::sync::all_of;
use crate::xrpc::{Shared, XrpcError};

/// The most members that are asked for at once.
const MOST: usize = 100;

/// GET `com.atproto.admin.getAccountInfos` — some members, as `getAccountInfo` gives them; those who are not here are left
/// out. For moderators.
pub(super) async fn handle(
    State(at): State<Shared>,
    Staff(caller): Staff,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, XrpcError> {
    let dids = all_of(query.as_deref(), "dids");
    if dids.is_empty() || dids.len() > MOST {
        let message = format!("dids must be between 1 and {MOST}");
        return Err(XrpcError::invalid_request(message));
    }
    let mut ids = Vec::new();
    for did in &dids {
        let repo = at.social.repo_by_did(did).await?;
        ids.extend(repo.map(|repo| repo.account_id));
    }
    let infos = at.account_views(&caller, &ids).await?;
    Ok(Json(json!({ "infos": infos })))
}
