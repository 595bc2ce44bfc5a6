//! `GET /api/v1/timelines/link`

use serde::Deserialize;

use crate::access::Eyes;
use crate::app::App;
use crate::entity::Status;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::paging::{Listed, Pages};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    url: String,
}

/// `GET /api/v1/timelines/link` — public posts with a link.
pub(super) async fn link(
    app: App,
    Eyes(viewer): Eyes,
    pages: Pages,
    Form(which): Form<Which>,
) -> Result<Listed<Vec<Status>>> {
    if which.url.trim().is_empty() {
        return Err(Error::parameter("url", "can't be blank"));
    }
    let page = pages.of_statuses();
    let slice = app
        .social
        .link_timeline(viewer, which.url.trim(), page)
        .await?;
    let lens = app.lens(viewer);
    Ok(pages.listed(&app, slice.map(|post| Status::new(post, &lens))))
}
