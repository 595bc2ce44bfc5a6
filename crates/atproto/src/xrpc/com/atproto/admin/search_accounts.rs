//! `com.atproto.admin.searchAccounts`

use axum::Json;
use axum::extract::State;
use model::{AccountId, Id};
use serde::Deserialize;
use serde_json::Value;
use social::Page;
use social::staff::StaffFilter;
use social::timeline::Only;

use super::Staff;
use crate::xrpc::{Params, Shared, XrpcError, page};

/// The most members on a page.
const MOST: u32 = 100;

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    email: String,
    cursor: Option<Id>,
    #[serde(default = "usual")]
    limit: u32,
}

const fn usual() -> u32 {
    50
}

/// GET `com.atproto.admin.searchAccounts` — members whose address begins with this, the newest first. For moderators.
pub(super) async fn handle(
    State(at): State<Shared>,
    Staff(caller): Staff,
    Params(query): Params<Query>,
) -> Result<Json<Value>, XrpcError> {
    if !(1..=MOST).contains(&query.limit) {
        let message = format!("limit must be between 1 and {MOST}");
        return Err(XrpcError::invalid_request(message));
    }
    let filter = StaffFilter {
        only: Some(Only::Local),
        email: query.email,
        ..StaffFilter::default()
    };
    let wanted = match query.cursor {
        Some(cursor) => Page::before(cursor, query.limit),
        None => Page::first(query.limit),
    };
    let found = at.social.staff_accounts(&caller, filter, wanted).await?;
    let ids: Vec<AccountId> = found.items.iter().map(|view| view.account.id).collect();
    let accounts = at.account_views(&caller, &ids).await?;
    let next = found.oldest.map(|id| id.to_string());
    Ok(Json(page("accounts", accounts, next)))
}
