//! `GET /api/v1/timelines/public`

use serde::Deserialize;
use social::timeline::PublicFilter;

use super::only;
use crate::access::Eyes;
use crate::app::App;
use crate::entity::Status;
use crate::error::Result;
use crate::form::Form;
use crate::paging::{Listed, Pages};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    local: bool,
    remote: bool,
    only_media: bool,
}

/// `GET /api/v1/timelines/public` — what everybody posts for everybody.
pub(super) async fn public(
    app: App,
    Eyes(viewer): Eyes,
    pages: Pages,
    Form(which): Form<Which>,
) -> Result<Listed<Vec<Status>>> {
    let filter = PublicFilter {
        only: only(which.local, which.remote),
        only_media: which.only_media,
    };
    let slice = app
        .social
        .public_timeline(viewer, filter, pages.of_statuses())
        .await?;
    let lens = app.lens(viewer);
    Ok(pages.listed(&app, slice.map(|post| Status::new(post, &lens))))
}
