//! <https://docs.joinmastodon.org/entities/Admin_Account/>

use model::{AccountId, Id, Time};
use serde::Serialize;
use social::staff::StaffView;

use super::Account;
use super::role::RoleEntity;

/// An account as staff see it. Of accounts elsewhere, what only a login has is `null`.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct AdminAccount {
    id: AccountId,
    username: String,
    domain: Option<String>,
    created_at: Time,
    email: Option<String>,
    ip: Option<String>,
    ips: Vec<Ip>,
    locale: Option<String>,
    invite_request: Option<String>,
    role: Option<RoleEntity>,
    confirmed: bool,
    approved: bool,
    disabled: bool,
    silenced: bool,
    suspended: bool,
    sensitized: bool,
    account: Account,
    created_by_application_id: Option<Id>,
    invited_by_account_id: Option<AccountId>,
}

/// <https://docs.joinmastodon.org/entities/Admin_Ip/>
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct Ip {
    ip: String,
    used_at: Time,
}

impl From<StaffView> for AdminAccount {
    fn from(view: StaffView) -> Self {
        let (account, member) = (view.account, view.member);
        let seen = member.as_ref().map_or(&[][..], |member| &member.addresses);
        let ips: Vec<Ip> = seen
            .iter()
            .map(|(ip, at)| Ip {
                ip: ip.clone(),
                used_at: *at,
            })
            .collect();
        let (known, of) = (member.as_ref(), |reason: &String| {
            Some(reason.clone()).filter(|text| !text.is_empty())
        });
        Self {
            id: account.id,
            username: account.username.clone(),
            domain: account.domain.clone(),
            created_at: account.created_at,
            email: known.map(|member| member.email.clone()),
            ip: ips.first().map(|ip| ip.ip.clone()),
            ips,
            locale: known.map(|member| member.locale.clone().unwrap_or_else(|| "en".to_owned())),
            invite_request: known.and_then(|member| of(&member.reason)),
            role: known.map(|member| member.role.into()),
            confirmed: known.is_some_and(|member| member.is_confirmed),
            approved: known.is_some_and(|member| member.is_approved),
            disabled: known.is_some_and(|member| member.is_disabled),
            silenced: account.is_silenced,
            suspended: account.is_suspended,
            sensitized: account.is_sensitized,
            created_by_application_id: known.and_then(|member| member.app_id),
            invited_by_account_id: known.and_then(|member| member.invited_by),
            account: account.into(),
        }
    }
}
