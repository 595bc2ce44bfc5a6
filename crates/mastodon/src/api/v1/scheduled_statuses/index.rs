//! `GET /api/v1/scheduled_statuses`

use crate::access::Me;
use crate::app::App;
use crate::entity::ScheduledStatus;
use crate::error::Result;
use crate::paging::{Listed, Pages};

/// `GET /api/v1/scheduled_statuses` — what I have scheduled.
pub(super) async fn index(
    app: App,
    Me(caller): Me,
    pages: Pages,
) -> Result<Listed<Vec<ScheduledStatus>>> {
    let slice = app
        .social
        .scheduled_posts(&caller, pages.of_statuses())
        .await?;
    Ok(pages.listed(&app, slice.map(ScheduledStatus::from)))
}
