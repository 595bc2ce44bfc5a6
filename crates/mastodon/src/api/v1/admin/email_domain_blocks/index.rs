//! `GET /api/v1/admin/email_domain_blocks`

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminEmailDomainBlock;
use crate::error::Result;
use crate::paging::{Listed, Pages};

/// `GET /api/v1/admin/email_domain_blocks` — servers whose addresses may not join.
pub(super) async fn index(
    app: App,
    Me(caller): Me,
    pages: Pages,
) -> Result<Listed<Vec<AdminEmailDomainBlock>>> {
    let slice = app
        .social
        .email_domain_blocks(&caller, pages.of_staff())
        .await?;
    Ok(pages.listed(&app, slice.map(AdminEmailDomainBlock::from)))
}
