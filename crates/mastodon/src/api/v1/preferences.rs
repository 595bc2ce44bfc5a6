//! `/api/v1/preferences`

use axum::Json;

use crate::access::Me;
use crate::app::App;
use crate::entity::Preferences;
use crate::error::Answer;

/// `GET /api/v1/preferences` — how I like to read and write.
pub(super) async fn preferences(app: App, Me(caller): Me) -> Answer<Preferences> {
    let member = app.social.member(&caller).await?;
    Ok(Json(member.settings.into()))
}
