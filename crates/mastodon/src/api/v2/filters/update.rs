//! `PUT /api/v2/filters/:id`

use axum::Json;
use model::Id;

use super::params::Draft;
use crate::access::Me;
use crate::app::App;
use crate::entity::Filter;
use crate::error::Answer;
use crate::form::{Form, Target};

/// `PUT /api/v2/filters/:id` — changes a filter, and those of its words that are named.
pub(super) async fn update(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
    Form(draft): Form<Draft>,
) -> Answer<Filter> {
    let filter = app.social.update_filter(&caller, id, draft.into()).await?;
    Ok(Json(filter.into()))
}
