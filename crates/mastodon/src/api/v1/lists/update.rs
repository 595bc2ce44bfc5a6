//! `PUT /api/v1/lists/:id`

use axum::Json;
use model::Id;

use super::Draft;
use crate::access::Me;
use crate::app::App;
use crate::entity::List;
use crate::error::Answer;
use crate::form::{Form, Target};

/// `PUT /api/v1/lists/:id` — changes a list.
pub(super) async fn update(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
    Form(draft): Form<Draft>,
) -> Answer<List> {
    let list = app.social.update_list(&caller, id, draft.into()).await?;
    Ok(Json(list.into()))
}
