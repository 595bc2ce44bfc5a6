//! `GET /api/v1/accounts/:id/collections` and `…/in_collections`

use model::AccountId;
use social::Viewer;
use social::collection::CollectionPart;
use social::trend::Part;

use super::super::trends::Wanted;
use crate::access::{Eyes, Me};
use crate::app::App;
use crate::entity::{Collections, Lens};
use crate::error::Result;
use crate::form::{Form, Target};
use crate::paging::Listed;

/// `GET /api/v1/accounts/:id/collections` — the collections they made.
pub(super) async fn collections(
    app: App,
    Eyes(viewer): Eyes,
    Target(id): Target<AccountId>,
    Form(wanted): Form<Wanted>,
) -> Result<Listed<Collections>> {
    let part = part_of(&wanted);
    let found = app.social.collections_of(viewer, id, part).await?;
    let path = format!("/api/v1/accounts/{id}/collections");
    Ok(listed(&app, viewer, &path, part, found))
}

/// `GET /api/v1/accounts/:id/in_collections` — the collections I am in.
pub(super) async fn in_collections(
    app: App,
    Me(caller): Me,
    Target(id): Target<AccountId>,
    Form(wanted): Form<Wanted>,
) -> Result<Listed<Collections>> {
    let part = part_of(&wanted);
    let found = app.social.collections_with(&caller, id, part).await?;
    let path = format!("/api/v1/accounts/{id}/in_collections");
    Ok(listed(&app, caller.viewer(), &path, part, found))
}

/// 40, at most 80, and not nothing: nothing would have no end.
fn part_of(wanted: &Wanted) -> Part {
    let part = wanted.part(40, 80);
    Part {
        limit: part.limit.max(1),
        ..part
    }
}

fn listed(
    app: &App,
    viewer: Viewer,
    path: &str,
    part: Part,
    found: CollectionPart,
) -> Listed<Collections> {
    let lens = Lens::new(&app.social, viewer);
    let entity = Collections::new(found.collections, &lens);
    Listed::counted(app, path, part, found.has_more, entity)
}
