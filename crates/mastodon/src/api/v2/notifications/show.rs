//! `GET /api/v2/notifications/:group_key`

use axum::Json;

use crate::access::Me;
use crate::app::App;
use crate::entity::{Expand, GroupedNotifications};
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v2/notifications/:group_key` — one group.
pub(super) async fn show(
    app: App,
    Me(caller): Me,
    Target(key): Target<String>,
) -> Answer<GroupedNotifications> {
    let group = app.social.notification_group(&caller, key).await?;
    Ok(Json(GroupedNotifications::new(
        vec![group],
        Expand::Full,
        &app.lens(caller.viewer()),
    )))
}
