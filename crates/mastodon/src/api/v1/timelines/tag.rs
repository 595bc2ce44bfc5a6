//! `GET /api/v1/timelines/tag/:hashtag`

use serde::Deserialize;
use social::timeline::TagFilter;

use super::only;
use crate::access::Eyes;
use crate::app::App;
use crate::entity::Status;
use crate::error::Result;
use crate::form::{Form, Target};
use crate::paging::{Listed, Pages};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    any: Vec<String>,
    all: Vec<String>,
    none: Vec<String>,
    local: bool,
    remote: bool,
    only_media: bool,
}

/// `GET /api/v1/timelines/tag/:hashtag` — public posts with a tag.
pub(super) async fn tag(
    app: App,
    Eyes(viewer): Eyes,
    Target(tag): Target<String>,
    pages: Pages,
    Form(which): Form<Which>,
) -> Result<Listed<Vec<Status>>> {
    let filter = TagFilter {
        only: only(which.local, which.remote),
        any: which.any,
        all: which.all,
        none: which.none,
        only_media: which.only_media,
    };
    let slice = app
        .social
        .tag_timeline(viewer, &tag, filter, pages.of_statuses())
        .await?;
    let lens = app.lens(viewer);
    Ok(pages.listed(&app, slice.map(|post| Status::new(post, &lens))))
}
