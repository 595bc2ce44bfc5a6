//! `GET /api/v1/admin/reports`

use edge::forms::non_blank;
use model::AccountId;
use serde::Deserialize;
use social::report::ReportFilter;

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminReport;
use crate::error::Result;
use crate::form::Form;
use crate::paging::{Listed, Pages};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filter {
    resolved: bool,
    #[serde(deserialize_with = "non_blank")]
    account_id: Option<AccountId>,
    #[serde(deserialize_with = "non_blank")]
    target_account_id: Option<AccountId>,
}

/// `GET /api/v1/admin/reports` — reports that are open, or that are closed, newest first.
pub(super) async fn index(
    app: App,
    Me(caller): Me,
    pages: Pages,
    Form(filter): Form<Filter>,
) -> Result<Listed<Vec<AdminReport>>> {
    let filter = ReportFilter {
        is_resolved: filter.resolved,
        by: filter.account_id,
        about: filter.target_account_id,
    };
    let slice = app
        .social
        .staff_reports(&caller, filter, pages.of_staff())
        .await?;
    Ok(pages.listed(&app, slice.map(AdminReport::from)))
}
