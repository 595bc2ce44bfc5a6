//! `PUT /api/v1/folkmoot/drafts/:id`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::api::v1::statuses::params::NewStatus;
use crate::app::App;
use crate::entity::DraftStatus;
use crate::error::Answer;
use crate::form::{Form, Target};

/// `PUT /api/v1/folkmoot/drafts/:id` — puts something else in its place.
pub(super) async fn update(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
    Form(form): Form<NewStatus>,
) -> Answer<DraftStatus> {
    let draft = form.into_draft()?;
    let view = app.social.update_draft(&caller, id, &draft).await?;
    Ok(Json(view.into()))
}
