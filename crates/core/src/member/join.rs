//! Becoming a member, whichever way: everything slow first, then one transaction.

use std::net::IpAddr;

use crypto::MAX_PASSWORD_BYTES;
use model::{AccountId, AccountKind, Id, Username};
use store::Tx;
use store::member::MemberRow;
use store::repo::RepoRow;

use super::{BroughtRepo, Email, MemberSettings, password, reason, refuse};
use crate::account::Birth;
use crate::caller::Role;
use crate::community::Registration;
use crate::repo::RepoState;
use crate::{Error, Result, Social};

/// Whether a newcomer is in at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// In.
    Active,
    /// Waits for approval.
    Pending,
}

impl State {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Active => store::member::ACTIVE,
            Self::Pending => store::member::PENDING,
        }
    }
}

/// Somebody whose name, address and password may be had.
pub(crate) struct Newcomer {
    pub(crate) username: Username,
    pub(crate) email: Email,
    pub(crate) password: String,
    pub(crate) role: Role,
    pub(crate) state: State,
    /// Why they want to join.
    pub(crate) reason: String,
    /// The code of an invite, and what the community makes of invites.
    pub(crate) invite: Option<(String, Registration)>,
    pub(crate) settings: MemberSettings,
    /// From where they come, and with which app.
    pub(crate) ip: Option<IpAddr>,
    pub(crate) app_id: Option<Id>,
    /// The repository that comes with them.
    pub(crate) brings: Option<BroughtRepo>,
}

impl Newcomer {
    /// A member who is in at once, if the three can be had.
    pub(crate) fn new(username: &str, email: &str, password: String) -> Result<Self> {
        let username = choose_username(username)?;
        let email = Email::parse("email", email)?;
        password::check("password", &password, &[username.as_str(), &email.text])?;
        Ok(Self {
            username,
            email,
            password,
            role: Role::Member,
            state: State::Active,
            reason: String::new(),
            invite: None,
            settings: MemberSettings::default(),
            ip: None,
            app_id: None,
            brings: None,
        })
    }
}

/// A name that may be chosen here, or why it may not.
pub(super) fn choose_username(text: &str) -> Result<Username> {
    use model::handle::BadUsername;
    Username::choose(text).map_err(|bad| {
        let code = match bad {
            BadUsername::Length if text.trim().is_empty() => "blank",
            BadUsername::Length => "too_long",
            BadUsername::Characters => "invalid",
            BadUsername::Reserved => "reserved",
        };
        Error::invalid("username", code, bad.to_string())
    })
}

/// Somebody about to become a member: everything slow is done, nothing is written.
#[derive(Clone)]
pub(crate) struct Joining {
    birth: Birth,
    member: MemberRow,
    email_folded: String,
    invite: Option<(String, Registration)>,
    brings: Option<BroughtRepo>,
}

impl Social {
    /// Hashes the password and makes the keys.
    pub(crate) async fn prepare_joining(&self, newcomer: Newcomer) -> Result<Joining> {
        debug_assert!(
            newcomer.password.len() <= MAX_PASSWORD_BYTES,
            "checked before"
        );
        let username = newcomer.username.as_str();
        let password_hash = self.hash_password(newcomer.password).await?;
        let birth = Birth::prepare(self, username, AccountKind::Person).await?;
        let member = MemberRow {
            account_id: birth.account_id().get(),
            email: newcomer.email.text,
            password_hash,
            role: newcomer.role.as_str().to_owned(),
            state: newcomer.state.as_str().to_owned(),
            reason: newcomer.reason,
            invite_id: None,
            settings: newcomer.settings.to_json()?,
            created_at: self.now().micros(),
            confirmed_at: Some(self.now().micros()),
            sign_up_ip: newcomer.ip.map_or(String::new(), |ip| ip.to_string()),
            sign_up_app_id: newcomer.app_id.map(Id::get),
            ..MemberRow::default()
        };
        let email_folded = newcomer.email.folded;
        Ok(Joining {
            birth,
            member,
            email_folded,
            invite: newcomer.invite,
            brings: newcomer.brings,
        })
    }
}

impl Joining {
    /// Who it will be.
    pub(crate) fn account_id(&self) -> AccountId {
        self.birth.account_id()
    }

    /// Writes the member and all that belongs to one. The caller tells the readers after the commit.
    pub(crate) fn insert(&self, tx: &mut Tx) -> store::Result<State> {
        let mut member = self.member.clone();
        if let Some((code, registration)) = &self.invite {
            let now = self.member.created_at;
            let used =
                store::invite::consume(tx, code, now)?.ok_or_else(|| refuse(unusable_invite()))?;
            member.invite_id = Some(used.id);
            if lets_in(*registration, Role::from_word(&used.creator_role)) {
                State::Active.as_str().clone_into(&mut member.state);
            }
        }
        if self.birth.is_taken(tx)? {
            return Err(refuse(name_taken()));
        }
        if store::member::has_email(tx, &self.email_folded)? {
            return Err(refuse(email_taken()));
        }
        self.birth.insert(tx)?;
        store::member::insert(tx, &member, &self.email_folded)?;
        if let Some(repo) = &self.brings {
            self.bring(tx, repo)?;
        }
        let is_active = member.state == store::member::ACTIVE;
        Ok(if is_active {
            State::Active
        } else {
            State::Pending
        })
    }
}

impl Joining {
    /// The repository is theirs before anybody could begin another one for them.
    fn bring(&self, tx: &mut Tx, repo: &BroughtRepo) -> store::Result<()> {
        store::repo::forget_deleted(tx, &repo.did, &repo.handle)?;
        let row = RepoRow {
            account_id: self.account_id().get(),
            did: repo.did.clone(),
            handle: repo.handle.clone(),
            state: RepoState::Deactivated.as_str().to_owned(),
            head: None,
        };
        store::repo::insert(tx, &row, self.member.created_at).map(drop)
    }
}

/// Whether an invite of somebody with this role is as good as an approval.
fn lets_in(registration: Registration, inviter: Role) -> bool {
    match registration {
        Registration::Open | Registration::Invite => true,
        Registration::Approval => inviter >= Role::Moderator,
        Registration::Closed => false,
    }
}

/// What is said to somebody with an invite that is used up, over or made up.
pub(super) fn unusable_invite() -> Error {
    Error::invalid(
        "invite",
        "invalid",
        "has been used up or has expired, please ask for a new one",
    )
}

/// What is said to somebody who wants a name that is or was somebody's.
pub(super) fn name_taken() -> Error {
    Error::invalid("username", "taken", "is taken, please choose another")
}

/// What is said to somebody with an address that is a member's.
pub(super) fn email_taken() -> Error {
    Error::invalid("email", "taken", "belongs to somebody here already")
}

/// What a failed joining means. Two newcomers of one name can pass the check at the same moment on PostgreSQL; then
/// the unique key decides, and the one who comes second is told what both would have been.
pub(crate) fn explain_taken(error: store::Error) -> Error {
    match error {
        store::Error::Conflict(key) if key.contains("email") => email_taken(),
        store::Error::Conflict(key) if key.contains("username") => name_taken(),
        store::Error::Conflict(key) if key.contains("repo") => {
            Error::Conflict("This account, or its handle, is here already.")
        }
        other => reason(other),
    }
}

#[cfg(test)]
mod tests {
    use super::{explain_taken, lets_in};
    use crate::caller::Role;
    use crate::community::Registration;

    #[test]
    fn where_moderators_decide_a_members_invite_is_not_enough() {
        assert!(lets_in(Registration::Invite, Role::Member));
        assert!(!lets_in(Registration::Approval, Role::Member));
        assert!(lets_in(Registration::Approval, Role::Moderator));
        assert!(!lets_in(Registration::Closed, Role::Admin));
    }

    #[test]
    fn the_names_of_both_engines_keys_are_understood() {
        for (key, field) in [
            ("account.domain_id, account.username_folded", "username"),
            ("account_domain_id_username_folded_key", "username"),
            ("member.email_folded", "email"),
            ("member_email_folded_key", "email"),
        ] {
            let error = explain_taken(store::Error::Conflict(key.to_owned()));
            assert!(
                matches!(&error, crate::Error::Invalid { field: f, code: "taken", .. } if *f == field)
            );
        }
    }
}
