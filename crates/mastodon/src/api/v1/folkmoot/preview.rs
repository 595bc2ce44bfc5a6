//! `POST /api/v1/folkmoot/preview`

use axum::Json;

use crate::access::Me;
use crate::api::v1::statuses::params::NewStatus;
use crate::app::App;
use crate::entity::Preview;
use crate::error::Answer;
use crate::form::Form;

/// `POST /api/v1/folkmoot/preview` — who would see a post with the parameters of `POST /api/v1/statuses`. Nothing is
/// written.
pub(super) async fn preview(
    app: App,
    Me(caller): Me,
    Form(form): Form<NewStatus>,
) -> Answer<Preview> {
    let draft = form.into_post(&app, &caller).await?;
    Ok(Json(app.social.preview_post(&caller, draft).await?.into()))
}
