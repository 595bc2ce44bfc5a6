//! `GET /api/v1/lists/:id`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::List;
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v1/lists/:id` — one of my lists.
pub(super) async fn show(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<List> {
    Ok(Json(app.social.list(&caller, id).await?.into()))
}
