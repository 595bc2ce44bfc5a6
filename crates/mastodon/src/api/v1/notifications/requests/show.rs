//! `GET /api/v1/notifications/requests/:id`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::NotificationRequest;
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v1/notifications/requests/:id` — one of those whose notifications wait.
pub(super) async fn show(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
) -> Answer<NotificationRequest> {
    let view = app.social.notification_request(&caller, id).await?;
    Ok(Json(NotificationRequest::new(
        view,
        &app.lens(caller.viewer()),
    )))
}
