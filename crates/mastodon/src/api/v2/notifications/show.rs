//! `GET /api/v2/notifications/:group_key`

use axum::Json;

use super::group::members;
use crate::access::Me;
use crate::app::App;
use crate::entity::{GroupKey, GroupedNotifications};
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v2/notifications/:group_key` — one group.
pub(super) async fn show(
    app: App,
    Me(caller): Me,
    Target(key): Target<GroupKey>,
) -> Answer<GroupedNotifications> {
    let members = members(&app, &caller, &key).await?;
    Ok(Json(GroupedNotifications::new(
        members,
        &app.lens(caller.viewer()),
    )))
}
