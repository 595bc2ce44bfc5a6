//! `GET /api/v1/scheduled_statuses/:id`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::ScheduledStatus;
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v1/scheduled_statuses/:id` — one post that I have scheduled.
pub(super) async fn show(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
) -> Answer<ScheduledStatus> {
    Ok(Json(app.social.scheduled_post(&caller, id).await?.into()))
}
