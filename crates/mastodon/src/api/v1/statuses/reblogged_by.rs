//! `GET /api/v1/statuses/:id/reblogged_by`

use model::PostId;

use crate::access::Eyes;
use crate::app::App;
use crate::entity::Account;
use crate::error::Result;
use crate::form::Target;
use crate::paging::{Listed, Pages};

/// `GET /api/v1/statuses/:id/reblogged_by` — who boosted a post.
pub(super) async fn reblogged_by(
    app: App,
    Eyes(viewer): Eyes,
    Target(id): Target<PostId>,
    pages: Pages,
) -> Result<Listed<Vec<Account>>> {
    let slice = app
        .social
        .boosted_by(viewer, id, pages.of_accounts())
        .await?;
    Ok(pages.listed(&app, slice.map(Account::from)))
}
