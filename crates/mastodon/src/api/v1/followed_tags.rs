//! `/api/v1/followed_tags`

use crate::access::Me;
use crate::app::App;
use crate::entity::Tag;
use crate::error::Result;
use crate::paging::{Listed, Pages};

/// `GET /api/v1/followed_tags` — the tags I follow: 100 on a page, at most 200.
pub(super) async fn followed_tags(
    app: App,
    Me(caller): Me,
    pages: Pages,
) -> Result<Listed<Vec<Tag>>> {
    let slice = app.social.followed_tags(&caller, pages.of_tags()).await?;
    let lens = app.lens(caller.viewer());
    Ok(pages.listed(&app, slice.map(|tag| Tag::new(tag, &lens))))
}
