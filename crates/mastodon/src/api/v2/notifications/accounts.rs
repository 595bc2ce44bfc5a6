//! `GET /api/v2/notifications/:group_key/accounts`

use axum::Json;

use crate::access::Me;
use crate::app::{self, App};
use crate::entity::Account;
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v2/notifications/:group_key/accounts` — who did what a group tells of, newest first.
pub(super) async fn accounts(
    app: App,
    Me(caller): Me,
    Target(key): Target<String>,
) -> Answer<Vec<Account>> {
    let Json(accounts) = app::accounts(app.social.notification_group_people(&caller, key).await?);
    Ok(Json(accounts))
}
