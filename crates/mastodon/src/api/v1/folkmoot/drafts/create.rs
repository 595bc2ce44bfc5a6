//! `POST /api/v1/folkmoot/drafts`

use axum::Json;

use crate::access::Me;
use crate::api::v1::statuses::params::NewStatus;
use crate::app::App;
use crate::entity::DraftStatus;
use crate::error::Answer;
use crate::form::Form;

/// `POST /api/v1/folkmoot/drafts` — keeps what could be posted, or will be.
pub(super) async fn create(
    app: App,
    Me(caller): Me,
    Form(form): Form<NewStatus>,
) -> Answer<DraftStatus> {
    let draft = form.into_draft()?;
    Ok(Json(app.social.keep_draft(&caller, &draft).await?.into()))
}
