//! `POST /api/v1/notifications/clear`

use axum::Json;

use crate::access::Me;
use crate::app::App;
use crate::entity::Empty;
use crate::error::Answer;

/// `POST /api/v1/notifications/clear` — forgets all my notifications.
pub(super) async fn clear(app: App, Me(caller): Me) -> Answer<Empty> {
    app.social.clear_notifications(&caller).await?;
    Ok(Json(Empty {}))
}
