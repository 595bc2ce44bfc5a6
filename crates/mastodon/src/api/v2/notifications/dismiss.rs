//! `POST /api/v2/notifications/:group_key/dismiss`

use axum::Json;

use super::group::members;
use crate::access::Me;
use crate::app::App;
use crate::entity::{Empty, GroupKey};
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v2/notifications/:group_key/dismiss` — forgets a whole group.
pub(super) async fn dismiss(
    app: App,
    Me(caller): Me,
    Target(key): Target<GroupKey>,
) -> Answer<Empty> {
    for member in members(&app, &caller, &key).await? {
        app.social.dismiss_notification(&caller, member.id).await?;
    }
    Ok(Json(Empty {}))
}
