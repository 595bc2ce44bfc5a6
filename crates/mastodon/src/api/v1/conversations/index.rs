//! `GET /api/v1/conversations`

use crate::access::Me;
use crate::app::App;
use crate::entity::Conversation;
use crate::error::Result;
use crate::paging::{Listed, Pages};

/// `GET /api/v1/conversations` — my conversations, by their newest posts; the ids of a page are those of the posts.
pub(super) async fn index(
    app: App,
    Me(caller): Me,
    pages: Pages,
) -> Result<Listed<Vec<Conversation>>> {
    let slice = app
        .social
        .conversations(&caller, pages.of_statuses())
        .await?;
    let lens = app.lens(caller.viewer());
    Ok(pages.listed(&app, slice.map(|view| Conversation::new(view, &lens))))
}
