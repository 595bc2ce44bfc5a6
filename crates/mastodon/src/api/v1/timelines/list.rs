//! `GET /api/v1/timelines/list/:list_id`

use model::Id;

use crate::access::Me;
use crate::app::App;
use crate::entity::Status;
use crate::error::Result;
use crate::form::Target;
use crate::paging::{Listed, Pages};

/// `GET /api/v1/timelines/list/:list_id` — the posts of those on one of my lists.
pub(super) async fn list(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
    pages: Pages,
) -> Result<Listed<Vec<Status>>> {
    let slice = app
        .social
        .list_timeline(&caller, id, pages.of_statuses())
        .await?;
    let lens = app.lens(caller.viewer());
    Ok(pages.listed(&app, slice.map(|post| Status::new(post, &lens))))
}
