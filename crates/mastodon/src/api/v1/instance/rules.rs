//! `GET /api/v1/instance/rules`

use axum::Json;

use crate::app::App;
use crate::entity::Rule;
use crate::error::Answer;

/// `GET /api/v1/instance/rules` — what is asked of everyone here.
pub(super) async fn rules(app: App) -> Answer<Vec<Rule>> {
    Ok(Json(Rule::all(app.social.community().await?.rules)))
}
