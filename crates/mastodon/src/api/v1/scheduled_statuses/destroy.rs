//! `DELETE /api/v1/scheduled_statuses/:id`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::Empty;
use crate::error::Answer;
use crate::form::Target;

/// `DELETE /api/v1/scheduled_statuses/:id` — will not have it posted after all.
pub(super) async fn destroy(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<Empty> {
    app.social.cancel_scheduled_post(&caller, id).await?;
    Ok(Json(Empty {}))
}
