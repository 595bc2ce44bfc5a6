//! `GET /api/v1/notifications/unread_count`

use axum::Json;

use crate::access::Me;
use crate::app::App;
use crate::entity::Count;
use crate::error::Answer;

/// `GET /api/v1/notifications/unread_count` — how many came since I last looked.
pub(in crate::api) async fn unread_count(app: App, Me(caller): Me) -> Answer<Count> {
    Ok(Json(Count {
        count: app.social.unread_notifications(&caller).await?,
    }))
}
