//! `GET /api/v1/accounts/:id/statuses`

use model::AccountId;
use serde::Deserialize;
use social::account::PostFilter;

use crate::access::Eyes;
use crate::app::App;
use crate::entity::Status;
use crate::error::Result;
use crate::form::{Form, Target};
use crate::paging::{Listed, Pages};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    exclude_replies: bool,
    exclude_reblogs: bool,
    only_media: bool,
    pinned: bool,
    tagged: Option<String>,
}

/// `GET /api/v1/accounts/:id/statuses` — what somebody posted.
pub(super) async fn statuses(
    app: App,
    Eyes(viewer): Eyes,
    Target(id): Target<AccountId>,
    pages: Pages,
    Form(which): Form<Which>,
) -> Result<Listed<Vec<Status>>> {
    let filter = PostFilter {
        exclude_replies: which.exclude_replies,
        exclude_boosts: which.exclude_reblogs,
        only_media: which.only_media,
        pinned: which.pinned,
        tagged: which.tagged.filter(|tag| !tag.is_empty()),
    };
    let slice = app
        .social
        .account_posts(viewer, id, filter, pages.of_statuses())
        .await?;
    let lens = app.lens(viewer);
    Ok(pages.listed(&app, slice.map(|post| Status::new(post, &lens))))
}
