//! `POST /api/v1/notifications/requests/:id/accept` and `POST /api/v1/notifications/requests/accept`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::Empty;
use crate::error::Answer;
use crate::form::{Form, Ids, Target};

/// `POST /api/v1/notifications/requests/:id/accept` — lets through what waited, and all that comes later.
pub(super) async fn accept(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<Empty> {
    app.social
        .accept_notification_requests(&caller, vec![id])
        .await?;
    Ok(Json(Empty {}))
}

/// `POST /api/v1/notifications/requests/accept?id[]=` — the same for some of them.
pub(super) async fn accept_many(
    app: App,
    Me(caller): Me,
    Form(which): Form<Ids<Id>>,
) -> Answer<Empty> {
    app.social
        .accept_notification_requests(&caller, which.into_vec())
        .await?;
    Ok(Json(Empty {}))
}
