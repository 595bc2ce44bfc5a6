//! `GET /api/v1/timelines/direct`

use crate::access::Me;
use crate::app::App;
use crate::entity::Status;
use crate::error::Result;
use crate::paging::{Listed, Pages};

/// `GET /api/v1/timelines/direct` — the posts of my conversations, for apps that do not know conversations.
pub(super) async fn direct(app: App, Me(caller): Me, pages: Pages) -> Result<Listed<Vec<Status>>> {
    let slice = app
        .social
        .private_posts(&caller, pages.of_statuses())
        .await?;
    let lens = app.lens(caller.viewer());
    Ok(pages.listed(&app, slice.map(|post| Status::new(post, &lens))))
}
