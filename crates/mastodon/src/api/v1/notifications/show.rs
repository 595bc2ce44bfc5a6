//! `GET /api/v1/notifications/:id`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::Notification;
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v1/notifications/:id` — one of my notifications.
pub(super) async fn show(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<Notification> {
    let view = app.social.notification(&caller, id).await?;
    Ok(Json(Notification::new(view, &app.lens(caller.viewer()))))
}
