//! `GET /api/v1/admin/domain_blocks`

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminDomainBlock;
use crate::error::Result;
use crate::paging::{Listed, Pages};

/// `GET /api/v1/admin/domain_blocks` — servers that are kept out, newest first.
pub(super) async fn index(
    app: App,
    Me(caller): Me,
    pages: Pages,
) -> Result<Listed<Vec<AdminDomainBlock>>> {
    let slice = app.social.domain_blocks(&caller, pages.of_staff()).await?;
    Ok(pages.listed(&app, slice.map(AdminDomainBlock::from)))
}
