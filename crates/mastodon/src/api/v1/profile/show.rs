//! `GET /api/v1/profile`

use axum::Json;

use crate::access::Me;
use crate::app::App;
use crate::entity::Profile;
use crate::error::Answer;

/// `GET /api/v1/profile` — my profile, as I typed it.
pub(super) async fn show(app: App, Me(caller): Me) -> Answer<Profile> {
    let account = app
        .social
        .account(caller.viewer(), caller.account_id)
        .await?;
    Ok(Json(account.into()))
}
