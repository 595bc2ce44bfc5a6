//! `/api/v1/bookmarks`

use edge::forms::non_blank;
use model::Id;
use serde::Deserialize;

use crate::access::Me;
use crate::app::App;
use crate::entity::Status;
use crate::error::Result;
use crate::form::Form;
use crate::paging::{Listed, Pages};

#[derive(Deserialize)]
pub(super) struct Where {
    /// As Pleroma has it: only what is in this folder.
    #[serde(default, deserialize_with = "non_blank")]
    folder_id: Option<Id>,
}

/// `GET /api/v1/bookmarks` — the posts I bookmarked.
pub(super) async fn bookmarks(
    app: App,
    Me(caller): Me,
    pages: Pages,
    Form(place): Form<Where>,
) -> Result<Listed<Vec<Status>>> {
    let slice = app
        .social
        .bookmarks(&caller, place.folder_id, pages.of_statuses())
        .await?;
    let lens = app.lens(caller.viewer());
    Ok(pages.listed(&app, slice.map(|post| Status::new(post, &lens))))
}
