//! `GET /api/v1/follow_requests`

use crate::access::Me;
use crate::app::App;
use crate::entity::Account;
use crate::error::Result;
use crate::paging::{Listed, Pages};

/// `GET /api/v1/follow_requests` — who waits for my answer.
pub(super) async fn index(app: App, Me(caller): Me, pages: Pages) -> Result<Listed<Vec<Account>>> {
    let slice = app
        .social
        .follow_requests(&caller, pages.of_accounts())
        .await?;
    Ok(pages.listed(&app, slice.map(Account::from)))
}
