//! `POST /api/v1/notifications/requests/:id/dismiss` and `POST /api/v1/notifications/requests/dismiss`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::Empty;
use crate::error::Answer;
use crate::form::{Form, Ids, Target};

/// `POST /api/v1/notifications/requests/:id/dismiss` — forgets what waited.
pub(super) async fn dismiss(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<Empty> {
    app.social
        .dismiss_notification_requests(&caller, vec![id])
        .await?;
    Ok(Json(Empty {}))
}

/// `POST /api/v1/notifications/requests/dismiss?id[]=` — the same for some of them.
pub(super) async fn dismiss_many(
    app: App,
    Me(caller): Me,
    Form(which): Form<Ids<Id>>,
) -> Answer<Empty> {
    app.social
        .dismiss_notification_requests(&caller, which.into_vec())
        .await?;
    Ok(Json(Empty {}))
}
