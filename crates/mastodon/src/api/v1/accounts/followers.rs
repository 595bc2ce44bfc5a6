//! `GET /api/v1/accounts/:id/followers`

use model::AccountId;

use crate::access::Eyes;
use crate::app::App;
use crate::entity::Account;
use crate::error::Result;
use crate::form::Target;
use crate::paging::{Listed, Pages};

/// `GET /api/v1/accounts/:id/followers` — who follows somebody.
pub(super) async fn followers(
    app: App,
    Eyes(viewer): Eyes,
    Target(id): Target<AccountId>,
    pages: Pages,
) -> Result<Listed<Vec<Account>>> {
    let slice = app
        .social
        .followers(viewer, id, pages.of_accounts())
        .await?;
    Ok(pages.listed(&app, slice.map(Account::from)))
}
