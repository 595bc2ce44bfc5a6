//! `GET /api/v1/notifications/requests`

use crate::access::Me;
use crate::app::App;
use crate::entity::NotificationRequest;
use crate::error::Result;
use crate::paging::{Listed, Pages};

/// `GET /api/v1/notifications/requests` — those whose notifications wait.
pub(super) async fn index(
    app: App,
    Me(caller): Me,
    pages: Pages,
) -> Result<Listed<Vec<NotificationRequest>>> {
    let page = pages.of_notifications();
    let slice = app.social.notification_requests(&caller, page).await?;
    let lens = app.lens(caller.viewer());
    Ok(pages.listed(
        &app,
        slice.map(|view| NotificationRequest::new(view, &lens)),
    ))
}
