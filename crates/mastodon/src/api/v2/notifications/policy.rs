//! `/api/v2/notifications/policy`

use axum::Json;
use edge::forms::non_blank;
use serde::Deserialize;
use social::notification::{PolicyUpdate, Treatment};

use crate::access::Me;
use crate::app::App;
use crate::entity::Policy;
use crate::error::Answer;
use crate::form::Form;

#[expect(clippy::struct_field_names, reason = "the names are the API's")]
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Changes {
    #[serde(deserialize_with = "non_blank")]
    for_not_following: Option<Treatment>,
    #[serde(deserialize_with = "non_blank")]
    for_not_followers: Option<Treatment>,
    #[serde(deserialize_with = "non_blank")]
    for_new_accounts: Option<Treatment>,
    #[serde(deserialize_with = "non_blank")]
    for_private_mentions: Option<Treatment>,
    #[serde(deserialize_with = "non_blank")]
    for_limited_accounts: Option<Treatment>,
    #[serde(deserialize_with = "non_blank")]
    for_bots: Option<Treatment>,
}

/// `GET /api/v2/notifications/policy` — from whom I want to hear, and how much waits.
pub(super) async fn show(app: App, Me(caller): Me) -> Answer<Policy> {
    let policy = app.social.notification_policy(&caller).await?;
    let pending = app.social.pending_notifications(&caller).await?;
    Ok(Json(Policy::new(policy, pending)))
}

/// `PATCH /api/v2/notifications/policy` — changes it.
pub(super) async fn update(
    app: App,
    Me(caller): Me,
    Form(changes): Form<Changes>,
) -> Answer<Policy> {
    let update = PolicyUpdate {
        not_following: changes.for_not_following,
        not_followers: changes.for_not_followers,
        new_accounts: changes.for_new_accounts,
        private_mentions: changes.for_private_mentions,
        limited_accounts: changes.for_limited_accounts,
        bots: changes.for_bots,
    };
    let policy = app
        .social
        .update_notification_policy(&caller, update)
        .await?;
    let pending = app.social.pending_notifications(&caller).await?;
    Ok(Json(Policy::new(policy, pending)))
}
