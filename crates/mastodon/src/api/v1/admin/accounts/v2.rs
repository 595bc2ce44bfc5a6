//! `GET /api/v2/admin/accounts`

use model::AccountId;
use serde::Deserialize;
use social::caller::Role;
use social::staff::{AccountStatus, StaffFilter};
use social::timeline::Only;

use super::index::staff;
use crate::access::Me;
use crate::app::App;
use crate::entity::{AdminAccount, role_from_id};
use crate::error::{Error, Result};
use crate::form::Form;
use crate::paging::{Listed, Pages};

/// The filters of version 2: a word each.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::api) struct Filter {
    origin: String,
    status: String,
    permissions: String,
    role_ids: Vec<String>,
    invited_by: String,
    username: String,
    display_name: String,
    by_domain: String,
    email: String,
    ip: String,
}

impl TryFrom<Filter> for StaffFilter {
    type Error = Error;

    fn try_from(filter: Filter) -> Result<Self> {
        let only = match filter.origin.as_str() {
            "" => None,
            "local" => Some(Only::Local),
            "remote" => Some(Only::Remote),
            _ => return Err(Error::parameter("origin", "must be local or remote")),
        };
        let status = match filter.status.as_str() {
            "" => None,
            word => Some(
                AccountStatus::from_word(word)
                    .ok_or(Error::parameter("status", "is not one that is known"))?,
            ),
        };
        let invited_by = match filter.invited_by.as_str() {
            "" => None,
            id => Some(
                id.parse::<AccountId>()
                    .or(Err(Error::parameter("invited_by", "must be an id")))?,
            ),
        };
        Ok(Self {
            only,
            status,
            roles: roles(&filter)?,
            invited_by,
            username: filter.username,
            display_name: filter.display_name,
            domain: filter.by_domain,
            email: filter.email,
            ip: filter.ip,
        })
    }
}

fn roles(filter: &Filter) -> Result<Vec<Role>> {
    let known = filter.role_ids.iter().take(Role::ALL.len()).map(|id| {
        role_from_id(id).ok_or(Error::parameter(
            "role_ids",
            "are not all roles that are known",
        ))
    });
    let mut roles: Vec<Role> = known.collect::<Result<_>>()?;
    match filter.permissions.as_str() {
        "" => {}
        "staff" => roles.extend(staff()),
        _ => return Err(Error::parameter("permissions", "must be staff")),
    }
    Ok(roles)
}

/// `GET /api/v2/admin/accounts` — accounts, newest first.
pub(in crate::api) async fn index(
    app: App,
    Me(caller): Me,
    pages: Pages,
    Form(filter): Form<Filter>,
) -> Result<Listed<Vec<AdminAccount>>> {
    let filter = StaffFilter::try_from(filter)?;
    let slice = app
        .social
        .staff_accounts(&caller, filter, pages.of_staff())
        .await?;
    Ok(pages.listed(&app, slice.map(AdminAccount::from)))
}
