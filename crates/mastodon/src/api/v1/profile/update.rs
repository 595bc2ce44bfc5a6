//! `PATCH /api/v1/profile`

use axum::Json;

use crate::access::Me;
use crate::api::v1::accounts::update_credentials::{Sent, change};
use crate::app::App;
use crate::entity::Profile;
use crate::error::Answer;

/// `PATCH /api/v1/profile` — changes my profile.
pub(super) async fn update(app: App, Me(caller): Me, form: Sent) -> Answer<Profile> {
    let account = change(&app, &caller, form).await?;
    Ok(Json(account.into()))
}
