//! `GET /api/v1/accounts/:id/following`

use model::AccountId;

use crate::access::Eyes;
use crate::app::App;
use crate::entity::Account;
use crate::error::Result;
use crate::form::Target;
use crate::paging::{Listed, Pages};

/// `GET /api/v1/accounts/:id/following` — whom somebody follows.
pub(super) async fn following(
    app: App,
    Eyes(viewer): Eyes,
    Target(id): Target<AccountId>,
    pages: Pages,
) -> Result<Listed<Vec<Account>>> {
    let slice = app
        .social
        .following(viewer, id, pages.of_accounts())
        .await?;
    Ok(pages.listed(&app, slice.map(Account::from)))
}
