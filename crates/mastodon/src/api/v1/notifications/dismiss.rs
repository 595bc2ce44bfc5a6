//! `POST /api/v1/notifications/:id/dismiss`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::Empty;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/notifications/:id/dismiss` — forgets one.
pub(super) async fn dismiss(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<Empty> {
    app.social.dismiss_notification(&caller, id).await?;
    Ok(Json(Empty {}))
}
