//! `GET /api/v1/admin/accounts`

use serde::Deserialize;
use social::caller::Role;
use social::staff::{AccountStatus, StaffFilter};
use social::timeline::Only;

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminAccount;
use crate::error::Result;
use crate::form::Form;
use crate::paging::{Listed, Pages};

/// The filters of version 1: one switch each.
#[expect(clippy::struct_excessive_bools, reason = "the switches are the API's")]
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filter {
    local: bool,
    remote: bool,
    active: bool,
    pending: bool,
    disabled: bool,
    silenced: bool,
    suspended: bool,
    sensitized: bool,
    staff: bool,
    username: String,
    display_name: String,
    by_domain: String,
    email: String,
    ip: String,
}

impl From<Filter> for StaffFilter {
    fn from(filter: Filter) -> Self {
        let only = match (filter.local, filter.remote) {
            (true, false) => Some(Only::Local),
            (false, true) => Some(Only::Remote),
            _ => None,
        };
        let switches = [
            (filter.suspended, AccountStatus::Suspended),
            (filter.silenced, AccountStatus::Silenced),
            (filter.disabled, AccountStatus::Disabled),
            (filter.pending, AccountStatus::Pending),
            (filter.sensitized, AccountStatus::Sensitized),
            (filter.active, AccountStatus::Active),
        ];
        let status = switches.into_iter().find(|(is_on, _)| *is_on);
        Self {
            only,
            status: status.map(|(_, status)| status),
            roles: if filter.staff { staff() } else { Vec::new() },
            invited_by: None,
            username: filter.username,
            display_name: filter.display_name,
            domain: filter.by_domain,
            email: filter.email,
            ip: filter.ip,
        }
    }
}

/// Those who look after the community.
pub(super) fn staff() -> Vec<Role> {
    let all = Role::ALL.into_iter();
    all.filter(|role| *role >= Role::Moderator).collect()
}

/// `GET /api/v1/admin/accounts` — accounts, newest first.
pub(super) async fn index(
    app: App,
    Me(caller): Me,
    pages: Pages,
    Form(filter): Form<Filter>,
) -> Result<Listed<Vec<AdminAccount>>> {
    let slice = app
        .social
        .staff_accounts(&caller, filter.into(), pages.of_staff())
        .await?;
    Ok(pages.listed(&app, slice.map(AdminAccount::from)))
}
