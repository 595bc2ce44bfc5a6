//! `PUT /api/v1/scheduled_statuses/:id`

use axum::Json;
use model::Id;
use serde::Deserialize;

use crate::access::Me;
use crate::app::App;
use crate::entity::ScheduledStatus;
use crate::error::Answer;
use crate::form::{Form, Target, moment};

#[derive(Deserialize)]
pub(super) struct When {
    #[serde(default)]
    scheduled_at: Option<String>,
}

/// `PUT /api/v1/scheduled_statuses/:id` — sets another time; without one, nothing changes.
pub(super) async fn update(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
    Form(when): Form<When>,
) -> Answer<ScheduledStatus> {
    let view = match moment("scheduled_at", when.scheduled_at.as_deref())? {
        Some(due_at) => app.social.reschedule_post(&caller, id, due_at).await?,
        None => app.social.scheduled_post(&caller, id).await?,
    };
    Ok(Json(view.into()))
}
