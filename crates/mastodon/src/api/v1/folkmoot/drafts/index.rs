//! `GET /api/v1/folkmoot/drafts`

use crate::access::Me;
use crate::app::App;
use crate::entity::DraftStatus;
use crate::error::Result;
use crate::paging::{Listed, Pages};

/// `GET /api/v1/folkmoot/drafts` — my drafts, the newest first.
pub(super) async fn index(
    app: App,
    Me(caller): Me,
    pages: Pages,
) -> Result<Listed<Vec<DraftStatus>>> {
    let slice = app.social.drafts(&caller, pages.of_statuses()).await?;
    Ok(pages.listed(&app, slice.map(DraftStatus::from)))
}
