//! `POST /api/v1/announcements/:id/dismiss`

use axum::Json;
use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::Empty;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/announcements/:id/dismiss` — I have read it.
pub(super) async fn dismiss(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<Empty> {
    app.social.dismiss_announcement(&caller, id).await?;
    Ok(Json(Empty {}))
}
