//! `/api/v1/blocks`

use crate::access::Me;
use crate::app::App;
use crate::entity::Account;
use crate::error::Result;
use crate::paging::{Listed, Pages};

/// `GET /api/v1/blocks` — whom I block.
pub(super) async fn blocks(app: App, Me(caller): Me, pages: Pages) -> Result<Listed<Vec<Account>>> {
    let slice = app.social.blocked(&caller, pages.of_accounts()).await?;
    Ok(pages.listed(&app, slice.map(Account::from)))
}
