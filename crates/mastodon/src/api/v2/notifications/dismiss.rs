//! `POST /api/v2/notifications/:group_key/dismiss`

use axum::Json;

use crate::access::Me;
use crate::app::App;
use crate::entity::Empty;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v2/notifications/:group_key/dismiss` — forgets a whole group.
pub(super) async fn dismiss(
    app: App,
    Me(caller): Me,
    Target(key): Target<String>,
) -> Answer<Empty> {
    app.social.dismiss_notification_group(&caller, key).await?;
    Ok(Json(Empty {}))
}
