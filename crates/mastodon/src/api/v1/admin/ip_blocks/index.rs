//! `GET /api/v1/admin/ip_blocks`

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminIpBlock;
use crate::error::Result;
use crate::paging::{Listed, Pages};

/// `GET /api/v1/admin/ip_blocks` — blocked addresses, newest first.
pub(super) async fn index(
    app: App,
    Me(caller): Me,
    pages: Pages,
) -> Result<Listed<Vec<AdminIpBlock>>> {
    let slice = app.social.ip_blocks(&caller, pages.of_staff()).await?;
    Ok(pages.listed(&app, slice.map(AdminIpBlock::from)))
}
