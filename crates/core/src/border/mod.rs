//! Which servers are kept out, or at a distance, and which are let in where only some are.
//!
//! Always true here: what is decided about a server is meant for all below it, and whoever reaches out or is reached
//! asks [`Social::border`](crate::Social::border) first.

mod allow;
mod block;
mod check;
mod public;

use std::time::Duration;

use model::{Id, Time};

use crate::member::Fresh;

pub use public::{PublicBlock, digest};

pub(crate) use check::names;

/// How much a server is kept out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Severity {
    /// Not at all, but for files and reports if so decided.
    Noop,
    /// Its people are found by those who follow them only.
    #[default]
    Silence,
    /// Nothing comes from it, nothing goes to it, and nobody sees its people.
    Suspend,
}

impl Severity {
    /// The stable word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Noop => "noop",
            Self::Silence => "silence",
            Self::Suspend => "suspend",
        }
    }

    /// Reads the stable word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Noop, Self::Silence, Self::Suspend]
            .into_iter()
            .find(|severity| severity.as_str() == word)
    }
}

/// What is decided about a server. `None` leaves it as it is, or as it usually is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BlockTerms {
    /// How much it is kept out.
    pub severity: Option<Severity>,
    /// Whether its files are not shown.
    pub rejects_media: Option<bool>,
    /// Whether its reports are not heard.
    pub rejects_reports: Option<bool>,
    /// Whether its name is not shown in full.
    pub is_obfuscated: Option<bool>,
    /// Why, for everyone.
    pub public_comment: Option<String>,
    /// Why, for staff.
    pub private_comment: Option<String>,
}

/// A server that is kept out, for staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockView {
    /// Its id.
    pub id: Id,
    /// The server.
    pub host: String,
    /// How much.
    pub severity: Severity,
    /// Its files are not shown.
    pub rejects_media: bool,
    /// Its reports are not heard.
    pub rejects_reports: bool,
    /// Its name is not shown in full.
    pub is_obfuscated: bool,
    /// Why, for everyone.
    pub public_comment: Option<String>,
    /// Why, for staff.
    pub private_comment: Option<String>,
    /// Since when.
    pub created_at: Time,
}

/// A server that is let in where only some are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowView {
    /// Its id.
    pub id: Id,
    /// The server.
    pub host: String,
    /// Since when.
    pub created_at: Time,
}

/// What stands between this server and another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Border {
    /// Nothing comes from it and nothing goes to it.
    pub is_closed: bool,
    /// Since when its people are found by those who follow them only.
    pub silenced_at: Option<Time>,
    /// Its files are not shown.
    pub rejects_media: bool,
    /// Its reports are not heard.
    pub rejects_reports: bool,
}

/// How long another process may not know of a change.
const KEEPS: Duration = Duration::from_secs(5);
/// How many servers are remembered.
const IN_MEMORY: usize = 10_000;

/// What is remembered of servers between requests.
#[derive(Debug)]
pub(crate) struct BorderMemory {
    borders: Fresh<String, Border>,
}

impl Default for BorderMemory {
    fn default() -> Self {
        Self {
            borders: Fresh::new(IN_MEMORY, KEEPS),
        }
    }
}
