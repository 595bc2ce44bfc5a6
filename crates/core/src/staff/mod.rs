//! What those do who look after the community: accounts, reports, and who may come in or be heard from.
//!
//! Always true here:
//! - Every verb asks for the caller's role before it asks the database (security row E4).
//! - Nobody decides about somebody of their own rank or above (security row E10).
//! - What a decision does, its note and the entry that tells of it are one transaction.

mod accounts;
mod act;
mod change;
mod delete;
mod invites;
mod pardon;
mod remove;
mod strikes;

use model::{AccountId, Id, PostId, Time};

pub use accounts::{AccountStatus, StaffFilter};
pub use invites::{InviteOrder, MAX_ENDED, MemberInvites, StaffInvite};
pub use pardon::Pardon;

pub(crate) use accounts::Loaded;
pub(crate) use delete::end_account;

use crate::caller::Role;
use crate::member::Standing;
use crate::{AccountView, Caller, Error, Result};

/// An account as staff see it.
#[derive(Debug, Clone, PartialEq)]
pub struct StaffView {
    /// The account.
    pub account: AccountView,
    /// What is known of its member; `None` for accounts elsewhere.
    pub member: Option<StaffMember>,
}

/// A member as staff see one.
#[derive(Debug, Clone, PartialEq)]
pub struct StaffMember {
    /// Where to write to.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// What keeps them from acting, if anything.
    pub standing: Standing,
    /// Whether the e-mail address is confirmed.
    pub is_confirmed: bool,
    /// When it was.
    pub confirmed_at: Option<Time>,
    /// Whether they were let in.
    pub is_approved: bool,
    /// Whether the login is frozen.
    pub is_disabled: bool,
    /// The language of their pages.
    pub locale: Option<String>,
    /// Why they wanted to join.
    pub reason: String,
    /// Who invited them.
    pub invited_by: Option<AccountId>,
    /// The app they joined with.
    pub app_id: Option<Id>,
    /// From where they came, the latest first.
    pub addresses: Vec<(String, Time)>,
}

/// What staff may do about an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Action {
    /// A warning, and nothing else.
    #[default]
    None,
    /// Its media are hidden at first.
    Sensitive,
    /// The login is frozen.
    Disable,
    /// Only its followers find it.
    Silence,
    /// Nobody sees it.
    Suspend,
}

impl Action {
    const ALL: [Self; 5] = [
        Self::None,
        Self::Sensitive,
        Self::Disable,
        Self::Silence,
        Self::Suspend,
    ];

    /// The stable word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Sensitive => "sensitive",
            Self::Disable => "disable",
            Self::Silence => "silence",
            Self::Suspend => "suspend",
        }
    }

    /// Reads the stable word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == word)
    }
}

/// A decision about an account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decision {
    /// What to do.
    pub action: Action,
    /// What the account is told.
    pub text: String,
    /// The report that it answers, which is closed.
    pub report: Option<Id>,
    /// Whether a member is also told by letter.
    pub by_letter: bool,
}

/// A decision that was made, for the account it is about.
#[derive(Debug, Clone, PartialEq)]
pub struct StrikeView {
    /// Its id.
    pub id: Id,
    /// What was done.
    pub action: Action,
    /// What the account is told.
    pub text: String,
    /// Posts that it is about.
    pub posts: Vec<PostId>,
    /// About whom.
    pub account: AccountView,
    /// When.
    pub created_at: Time,
}

/// Refuses to decide about oneself, or about somebody of the same rank or above.
fn check_rank(caller: &Caller, target: i64, role: Option<Role>) -> Result<()> {
    let is_self = caller.account_id.get() == target;
    if is_self || role.is_some_and(|role| role >= caller.role) {
        return Err(Error::Forbidden("This action is not allowed"));
    }
    Ok(())
}
