//! `GET /api/v1/timelines/home`

use crate::access::Me;
use crate::app::App;
use crate::entity::Status;
use crate::error::Result;
use crate::paging::{Listed, Pages};

/// `GET /api/v1/timelines/home` — the posts of those I follow.
pub(super) async fn home(app: App, Me(caller): Me, pages: Pages) -> Result<Listed<Vec<Status>>> {
    let slice = app.social.home(&caller, pages.of_statuses()).await?;
    let lens = app.lens(caller.viewer());
    Ok(pages.listed(&app, slice.map(|post| Status::new(post, &lens))))
}
