//! `GET /api/v1/admin/canonical_email_blocks`

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminCanonicalEmailBlock;
use crate::error::Result;
use crate::paging::{Listed, Pages};

/// `GET /api/v1/admin/canonical_email_blocks` — addresses that may not join, by their hashes.
pub(super) async fn index(
    app: App,
    Me(caller): Me,
    pages: Pages,
) -> Result<Listed<Vec<AdminCanonicalEmailBlock>>> {
    let slice = app
        .social
        .canonical_blocks(&caller, pages.of_staff())
        .await?;
    Ok(pages.listed(&app, slice.map(AdminCanonicalEmailBlock::from)))
}
