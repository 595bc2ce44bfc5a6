//! `GET /api/v1/filters/:id`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::V1Filter;
use crate::error::{Answer, Error};
use crate::form::Target;

/// `GET /api/v1/filters/:id` — a word of my filters.
pub(super) async fn show(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<V1Filter> {
    let filter = app.social.filter_of_keyword(&caller, id).await?;
    V1Filter::find(&filter, id).map(Json).ok_or(Error::NotFound)
}
