//! `GET /api/v1/statuses/:id/favourited_by`

use model::PostId;

use crate::access::Eyes;
use crate::app::App;
use crate::entity::Account;
use crate::error::Result;
use crate::form::Target;
use crate::paging::{Listed, Pages};

/// `GET /api/v1/statuses/:id/favourited_by` — who likes a post.
pub(super) async fn favourited_by(
    app: App,
    Eyes(viewer): Eyes,
    Target(id): Target<PostId>,
    pages: Pages,
) -> Result<Listed<Vec<Account>>> {
    let slice = app.social.liked_by(viewer, id, pages.of_accounts()).await?;
    Ok(pages.listed(&app, slice.map(Account::from)))
}
