//! `GET /api/v1/folkmoot/drafts/:id`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::DraftStatus;
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v1/folkmoot/drafts/:id` — one draft of mine.
pub(super) async fn show(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<DraftStatus> {
    Ok(Json(app.social.draft(&caller, id).await?.into()))
}
