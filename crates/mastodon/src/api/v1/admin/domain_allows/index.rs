//! `GET /api/v1/admin/domain_allows`

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminDomainAllow;
use crate::error::Result;
use crate::paging::{Listed, Pages};

/// `GET /api/v1/admin/domain_allows` — servers that are let in, newest first.
pub(super) async fn index(
    app: App,
    Me(caller): Me,
    pages: Pages,
) -> Result<Listed<Vec<AdminDomainAllow>>> {
    let slice = app.social.domain_allows(&caller, pages.of_staff()).await?;
    Ok(pages.listed(&app, slice.map(AdminDomainAllow::from)))
}
