//! Accounts, for staff.

use std::collections::HashMap;

use model::{AccountId, Domain, Id, Time};
use store::Conn;
use store::account::AccountRow;
use store::member::MemberRow;
use store::staff::Wanted;

use super::{StaffMember, StaffView};
use crate::caller::Role;
use crate::member::{MemberSettings, Standing, require};
use crate::timeline::Only;
use crate::{Caller, Error, Page, Result, Slice, Social};

/// Longer texts in a filter fit nothing.
const MAX_TYPED_CHARS: usize = 300;
/// The most addresses of a member that are shown.
const MAX_ADDRESSES: usize = 50;

/// Which accounts staff want to see.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StaffFilter {
    /// Of one side only.
    pub only: Option<Only>,
    /// How they stand.
    pub status: Option<AccountStatus>,
    /// With one of these roles; none for any.
    pub roles: Vec<Role>,
    /// Invited by this member.
    pub invited_by: Option<AccountId>,
    /// How the name begins.
    pub username: String,
    /// How the name that is shown begins.
    pub display_name: String,
    /// Of this server.
    pub domain: String,
    /// How the e-mail address begins.
    pub email: String,
    /// Who came from this address.
    pub ip: String,
}

/// How accounts stand that staff want to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountStatus {
    /// Not suspended.
    Active,
    /// Waiting for approval.
    Pending,
    /// With a frozen login.
    Disabled,
    /// Silenced.
    Silenced,
    /// Suspended.
    Suspended,
    /// With media hidden at first.
    Sensitized,
}

impl AccountStatus {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Pending => "pending",
            Self::Disabled => "disabled",
            Self::Silenced => "silenced",
            Self::Suspended => "suspended",
            Self::Sensitized => "sensitized",
        }
    }

    /// Reads the word for it.
    pub fn from_word(word: &str) -> Option<Self> {
        [
            Self::Active,
            Self::Pending,
            Self::Disabled,
            Self::Silenced,
            Self::Suspended,
            Self::Sensitized,
        ]
        .into_iter()
        .find(|status| status.as_str() == word)
    }
}

impl Social {
    /// Accounts, here and elsewhere, newest first. For moderators.
    pub async fn staff_accounts(
        &self,
        caller: &Caller,
        filter: StaffFilter,
        page: Page,
    ) -> Result<Slice<StaffView>> {
        require(caller, Role::Moderator)?;
        let (wanted, window) = (wanted(&filter)?, page.window());
        let read = self.store().read(move |conn| {
            let ids = store::staff::list(conn, &wanted, &window)?;
            Ok((Loaded::read(conn, &ids)?, ids))
        });
        let (loaded, ids) = read.await?;
        Ok(Slice::of(self.staff_views(&ids, loaded), &ids))
    }

    /// One account. For moderators.
    pub async fn staff_account(&self, caller: &Caller, id: AccountId) -> Result<StaffView> {
        require(caller, Role::Moderator)?;
        self.staff_view(id).await
    }

    /// Some accounts, in the order of `ids`; those that are not there are left out. For moderators.
    pub async fn staff_accounts_by_id(
        &self,
        caller: &Caller,
        ids: &[AccountId],
    ) -> Result<Vec<StaffView>> {
        require(caller, Role::Moderator)?;
        let ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
        let wanted = ids.clone();
        let read = self.store().read(move |conn| Loaded::read(conn, &wanted));
        Ok(self.staff_views(&ids, read.await?))
    }

    pub(super) async fn staff_view(&self, id: AccountId) -> Result<StaffView> {
        let ids = [id.get()];
        let loaded = self.store().read(move |conn| Loaded::read(conn, &ids));
        self.staff_views(&ids, loaded.await?)
            .pop()
            .ok_or(Error::NotFound("This account"))
    }

    /// Views in the order of `ids`; those that are not there are left out.
    pub(crate) fn staff_views(&self, ids: &[i64], loaded: Loaded) -> Vec<StaffView> {
        let mut accounts = self.views_by_id(loaded.accounts);
        let members: HashMap<i64, MemberRow> = loaded
            .members
            .into_iter()
            .map(|member| (member.account_id, member))
            .collect();
        ids.iter()
            .filter_map(|id| {
                let member = members.get(id).map(|row| {
                    let inviter = loaded.inviters.iter().find(|(who, _)| who == id);
                    staff_member(row, &loaded.addresses, inviter.map(|(_, by)| *by))
                });
                Some(StaffView {
                    account: accounts.remove(id)?,
                    member,
                })
            })
            .collect()
    }
}

/// All that is shown of some accounts.
pub(crate) struct Loaded {
    accounts: Vec<AccountRow>,
    members: Vec<MemberRow>,
    addresses: Vec<(i64, String, i64)>,
    inviters: Vec<(i64, i64)>,
}

impl Loaded {
    /// Four statements, however many accounts.
    pub(crate) fn read(conn: &mut Conn, ids: &[i64]) -> store::Result<Self> {
        Ok(Self {
            accounts: store::account::load(conn, ids)?,
            members: store::member::load(conn, ids)?,
            addresses: store::staff::addresses(conn, ids)?,
            inviters: store::staff::inviters(conn, ids)?,
        })
    }
}

fn staff_member(
    row: &MemberRow,
    addresses: &[(i64, String, i64)],
    invited_by: Option<i64>,
) -> StaffMember {
    let addresses = addresses
        .iter()
        .filter(|(who, ..)| *who == row.account_id)
        .take(MAX_ADDRESSES);
    StaffMember {
        email: row.email.clone(),
        role: Role::from_word(&row.role),
        standing: Standing::from(row),
        is_confirmed: row.confirmed_at.is_some(),
        confirmed_at: row.confirmed_at.map(Time::from_micros),
        is_approved: row.state == store::member::ACTIVE,
        is_disabled: row.disabled_at.is_some(),
        locale: MemberSettings::from_json(&row.settings).locale,
        reason: row.reason.clone(),
        invited_by: invited_by.map(AccountId::from),
        app_id: row.sign_up_app_id.map(Id::from),
        addresses: addresses
            .map(|(_, ip, at)| (ip.clone(), Time::from_micros(*at)))
            .collect(),
    }
}

fn wanted(filter: &StaffFilter) -> Result<Wanted> {
    let typed = |text: &str| -> String {
        text.trim()
            .chars()
            .filter(|c| *c != '\0')
            .take(MAX_TYPED_CHARS)
            .collect()
    };
    let host = match typed(&filter.domain) {
        none if none.is_empty() => none,
        name => Domain::parse(&name)
            .map_err(|bad| Error::invalid("by_domain", "invalid", bad.to_string()))?
            .as_str()
            .to_owned(),
    };
    Ok(Wanted {
        origin: match filter.only {
            None => String::new(),
            Some(Only::Local) => "local".to_owned(),
            Some(Only::Remote) => "remote".to_owned(),
        },
        status: filter
            .status
            .map_or(String::new(), |status| status.as_str().to_owned()),
        roles: filter
            .roles
            .iter()
            .map(|role| role.as_str().to_owned())
            .collect(),
        username: typed(&filter.username),
        display_name: typed(&filter.display_name),
        host,
        email: typed(&filter.email),
        ip: typed(&filter.ip),
        invited_by: filter.invited_by.map_or(0, AccountId::get),
    })
}
