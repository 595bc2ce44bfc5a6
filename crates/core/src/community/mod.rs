//! The community as its host decided it: its name, its rules, who may join; and how it came to be.
//!
//! Always true here: there is one row that says the community is set up, and whoever writes it first is its first
//! admin. Nothing can write it a second time.

mod activity;
mod set_up;
mod show;
mod stats;
mod update;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use model::{AccountId, Time};
use serde::{Deserialize, Serialize};

use crate::member::Fresh;

pub use activity::Week;
pub use set_up::SetUp;
pub use stats::Stats;
pub use update::CommunityUpdate;

pub(crate) use set_up::mark_set_up;

/// The setting that holds the host's decisions, as JSON.
const COMMUNITY: &str = "community";
/// The setting that says when the community was set up.
const SET_UP_AT: &str = "set_up_at";

/// The community, as anyone may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Community {
    /// Its name.
    pub name: String,
    /// What it is about, as the host wrote it.
    pub description: String,
    /// What it is about. Safe HTML.
    pub description_html: String,
    /// What is asked of everyone, one rule an item.
    pub rules: Vec<String>,
    /// Where the host can be written to; may be empty.
    pub contact_email: String,
    /// Who may join.
    pub registration: Registration,
    /// Its colour, as an angle: 0–359.
    pub hue: u16,
    /// Whom to ask.
    pub contact_account: Option<AccountId>,
    /// The languages that are spoken, as BCP 47 tags; never empty.
    pub languages: Vec<String>,
    /// Whether links are asked what they lead to.
    pub link_previews: bool,
    /// Whether a moderator must agree before something trends.
    pub reviews_trends: bool,
    /// What becomes of what people entrust to the community, as the host wrote it.
    pub privacy: Option<Paper>,
    /// The terms of service, the newest first.
    pub terms: Vec<Paper>,
    /// Whether only servers that were let in are heard.
    pub is_allow_list: bool,
    /// Whether somebody has taken charge.
    pub is_set_up: bool,
}

/// A text of the host that holds from a moment on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// The text as typed.
    pub text: String,
    /// Since when, or from when on.
    pub from: Time,
}

/// Who may join.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Registration {
    /// Everyone.
    Open,
    /// Everyone who says why, once a moderator has agreed.
    Approval,
    /// Those who were invited.
    Invite,
    /// Nobody.
    #[default]
    Closed,
}

impl Registration {
    /// The stable word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Approval => "approval",
            Self::Invite => "invite",
            Self::Closed => "closed",
        }
    }

    /// Reads the stable word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Open, Self::Approval, Self::Invite, Self::Closed]
            .into_iter()
            .find(|registration| registration.as_str() == word)
    }
}

/// What the host decided, as it is stored; what they did not decide is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
struct Decisions {
    name: Option<String>,
    description: String,
    rules: Vec<String>,
    contact_email: String,
    registration: Option<Registration>,
    hue: Option<u16>,
    contact_account: Option<AccountId>,
    languages: Vec<String>,
    link_previews: Option<bool>,
    reviews_trends: Option<bool>,
    privacy: Option<Paper>,
    terms: Vec<Paper>,
    is_allow_list: bool,
}

/// How long other processes may show the community as it was.
const SNAPSHOT_KEEPS: Duration = Duration::from_secs(3);
/// How old numbers may be.
const STATS_KEEP: Duration = Duration::from_mins(5);

/// What is remembered of the community between requests.
#[derive(Debug)]
pub(crate) struct CommunityMemory {
    snapshot: Fresh<(), Arc<Community>>,
    stats: Fresh<(), Stats>,
}

impl Default for CommunityMemory {
    fn default() -> Self {
        Self {
            snapshot: Fresh::new(1, SNAPSHOT_KEEPS),
            stats: Fresh::new(1, STATS_KEEP),
        }
    }
}

impl crate::Social {
    /// Reads the community anew the next time.
    pub(crate) fn forget_community(&self) {
        self.memory().community.snapshot.cut();
    }
}
