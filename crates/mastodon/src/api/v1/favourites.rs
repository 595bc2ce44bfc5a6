//! `/api/v1/favourites`

use crate::access::Me;
use crate::app::App;
use crate::entity::Status;
use crate::error::Result;
use crate::paging::{Listed, Pages};

/// `GET /api/v1/favourites` — the posts I like.
pub(super) async fn favourites(
    app: App,
    Me(caller): Me,
    pages: Pages,
) -> Result<Listed<Vec<Status>>> {
    let slice = app.social.likes(&caller, pages.of_statuses()).await?;
    let lens = app.lens(caller.viewer());
    Ok(pages.listed(&app, slice.map(|post| Status::new(post, &lens))))
}
