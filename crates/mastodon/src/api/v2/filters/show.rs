//! `GET /api/v2/filters/:id`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::Filter;
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v2/filters/:id` — one of my filters.
pub(super) async fn show(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<Filter> {
    Ok(Json(app.social.filter(&caller, id).await?.into()))
}
