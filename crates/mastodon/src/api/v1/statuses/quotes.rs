//! `GET /api/v1/statuses/:id/quotes`

use model::PostId;

use crate::access::Me;
use crate::app::App;
use crate::entity::Status;
use crate::error::Result;
use crate::form::Target;
use crate::paging::{Listed, Pages};

/// `GET /api/v1/statuses/:id/quotes` — the posts that quote a post, as far as I may see them.
pub(super) async fn quotes(
    app: App,
    Me(caller): Me,
    Target(id): Target<PostId>,
    pages: Pages,
) -> Result<Listed<Vec<Status>>> {
    let slice = app.social.quotes(&caller, id, pages.of_statuses()).await?;
    let lens = app.lens(caller.viewer());
    Ok(pages.listed(&app, slice.map(|post| Status::new(post, &lens))))
}
