//! Those with a login here: how they join, log in and out, and what they decide for themselves.
//!
//! Always true here:
//! - Of passwords only an Argon2id hash is stored, of tokens only their SHA-256.
//! - A newcomer's account, keys, faces, login, invite and journal entry are one transaction.
//! - Whether a name is known here cannot be told from how a log-in fails, nor from how long that takes.

mod app_log_in;
mod app_password;
mod attempts;
mod change_password;
mod check_sign_up;
mod code;
mod confirm;
mod create;
mod email;
mod end_sessions;
mod fresh;
mod invite;
mod join;
mod leave;
mod log_in;
mod moving;
mod password;
mod pending;
mod prune;
mod refusal;
mod role;
mod session;
mod settings;
mod show;
mod sign_up;
mod slow;
mod standing;
mod update_profile;

#[cfg(test)]
mod tests;

use std::time::Duration;

use model::{AccountId, Audience, Field, Id, Permission, Showing, Time};
use serde::{Deserialize, Serialize};

use crate::caller::Role;
use crate::media::Arrived;
use crate::{AccountView, Caller, Error, Result};

pub use app_log_in::{APP_LOG_IN_LIVES, AppLogIn, LoggedInWith, Named, Renewed};
pub use app_password::{AppPasswordKind, AppPasswordView, NewAppPassword};
pub use code::CodePurpose;
pub use create::NewMember;
pub use sign_up::{BroughtRepo, SignUp, Welcome};
pub use standing::Standing;

pub(crate) use change_password::end_all_access;
pub(crate) use email::Email;
pub(crate) use fresh::Fresh;
pub(crate) use join::{Newcomer, State, explain_taken};
pub(crate) use password::check as check_password;
pub(crate) use refusal::{reason, refuse};
pub(crate) use session::SEEN_WITHIN;

/// Where a log-in comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Device {
    /// The address of the one who asks.
    pub ip: String,
    /// The browser, as it calls itself.
    pub user_agent: String,
}

/// What a browser keeps to stay logged in. A secret: `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(pub String);

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

/// A log-in, for the one it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionView {
    /// Its id.
    pub id: Id,
    /// The browser, as it calls itself.
    pub user_agent: String,
    /// From where.
    pub ip: String,
    /// When it began.
    pub created_at: Time,
    /// When it was last used, to within ten minutes.
    pub last_seen_at: Time,
    /// Whether it is the one that asks.
    pub is_current: bool,
}

/// A member, for themselves.
#[derive(Debug, Clone, PartialEq)]
pub struct MemberView {
    /// Their account.
    pub account: AccountView,
    /// Where to write to.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// Since when they are here.
    pub created_at: Time,
    /// What they chose.
    pub settings: MemberSettings,
    /// How many ask to follow them.
    pub follow_requests_count: i64,
}

/// What a member chose for themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MemberSettings {
    /// For whom a post is when nothing else is said.
    pub default_audience: Audience,
    /// Whether media are hidden at first.
    pub default_sensitive: bool,
    /// The language of a post when nothing else is said.
    pub default_language: Option<String>,
    /// Who may quote a post when nothing else is said.
    pub default_quote: Permission,
    /// The language of the pages.
    pub locale: Option<String>,
    /// The look of the pages.
    pub theme: Option<String>,
    /// What becomes of files that nobody described.
    pub undescribed: Undescribed,
    /// The public networks that they do not want to be on, by [`NetworkId`](crate::NetworkId).
    pub networks_off: Vec<String>,
}

/// What becomes of a post whose files have no words for those who cannot see or hear them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Undescribed {
    /// The pages remind of it once; it can be posted.
    #[default]
    Remind,
    /// It is refused, whatever it is written with.
    Refuse,
    /// Nothing is said.
    Accept,
}

impl Undescribed {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Remind, Self::Refuse, Self::Accept];

    /// The word for it in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Remind => "remind",
            Self::Refuse => "refuse",
            Self::Accept => "accept",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }
}

impl Default for MemberSettings {
    fn default() -> Self {
        Self {
            default_audience: Audience::Public,
            default_sensitive: false,
            default_language: None,
            default_quote: Permission::Anyone,
            locale: None,
            theme: None,
            undescribed: Undescribed::default(),
            networks_off: Vec::new(),
        }
    }
}

/// What a member changes about their profile. `None` leaves it as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProfileUpdate {
    /// The name that is shown; empty for the username.
    pub display_name: Option<String>,
    /// The biography, as typed.
    pub note: Option<String>,
    /// The rows of the profile, as typed.
    pub fields: Option<Vec<Field>>,
    /// Whether followers are approved one by one.
    pub is_locked: Option<bool>,
    /// Whether a program posts here.
    pub is_bot: Option<bool>,
    /// Whether the account may be recommended.
    pub is_discoverable: Option<bool>,
    /// Whether its public posts may be searched.
    pub is_indexable: Option<bool>,
    /// What else they choose.
    pub settings: Option<MemberSettings>,
    /// How the account shows itself.
    pub showing: Option<Showing>,
    /// A new picture; empty for none.
    pub avatar: Option<Arrived>,
    /// A new banner; empty for none.
    pub header: Option<Arrived>,
}

/// Somebody who waits to be let in, for those who decide.
#[derive(Debug, Clone, PartialEq)]
pub struct PendingView {
    /// Who.
    pub account: AccountView,
    /// Where to write to.
    pub email: String,
    /// Why they want to join.
    pub reason: String,
    /// Since when they wait.
    pub created_at: Time,
}

/// An invite, for the one who made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InviteView {
    /// Its id.
    pub id: Id,
    /// What a newcomer shows.
    pub code: String,
    /// The sign-up page with the code filled in, absolute.
    pub url: String,
    /// How many joined with it.
    pub uses: i64,
    /// How many may.
    pub max_uses: Option<i64>,
    /// Until when.
    pub expires_at: Option<Time>,
    /// Since when.
    pub created_at: Time,
}

/// For how long a session that was looked up may be trusted.
const SESSION_KEEPS: Duration = Duration::from_secs(5);
/// How many sessions are remembered between requests.
const SESSIONS_IN_MEMORY: usize = 10_000;

/// What is remembered of members between requests, and the pool for slow work.
#[derive(Debug)]
pub(crate) struct MemberMemory {
    sessions: Fresh<[u8; 32], Caller>,
    app_log_ins: Fresh<i64, AppLogIn>,
    slow: slow::Pool,
    attempts: attempts::Attempts,
}

impl Default for MemberMemory {
    fn default() -> Self {
        Self {
            sessions: Fresh::new(SESSIONS_IN_MEMORY, SESSION_KEEPS),
            app_log_ins: Fresh::new(SESSIONS_IN_MEMORY, SESSION_KEEPS),
            slow: slow::Pool::default(),
            attempts: attempts::Attempts::default(),
        }
    }
}

/// Refuses a caller of a lower role.
pub(crate) fn require(caller: &Caller, role: Role) -> Result<()> {
    if caller.role >= role {
        return Ok(());
    }
    Err(Error::Forbidden(match role {
        Role::Owner => "Only the owner may do that.",
        Role::Admin => "Only an admin may do that.",
        Role::Moderator | Role::Member => "Only a moderator may do that.",
    }))
}

impl crate::Social {
    /// Forgets every session and token that was looked up, and tells streams of this account to end. Called after
    /// any access of the account has ended.
    pub(crate) fn end_access(&self, account: AccountId) {
        self.memory().members.sessions.cut();
        self.memory().members.app_log_ins.cut();
        self.memory().access.cut();
        self.bus().tell(crate::LiveEvent::AccessEnded(account));
    }
}
