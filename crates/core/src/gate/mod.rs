//! Who may not join: by the server of their e-mail address, by the address itself, or by where they come from.

mod check;
mod email;
mod ip;

use std::time::Duration;

use ipnet::IpNet;
use model::{Id, Time};

use crate::member::Fresh;

pub use email::canonical_hash;
pub use ip::IpTerms;

pub(crate) use check::{Door, email_door};
pub(crate) use email::day;

/// How much is refused to an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum IpSeverity {
    /// Newcomers wait for approval.
    Approval,
    /// Nobody joins.
    SignUpBlock,
    /// Nobody comes in at all.
    NoAccess,
}

impl IpSeverity {
    /// The stable word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approval => "sign_up_requires_approval",
            Self::SignUpBlock => "sign_up_block",
            Self::NoAccess => "no_access",
        }
    }

    /// Reads the stable word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Approval, Self::SignUpBlock, Self::NoAccess]
            .into_iter()
            .find(|severity| severity.as_str() == word)
    }
}

/// Addresses from which nobody joins, or comes in at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IpBlockView {
    /// Its id.
    pub id: Id,
    /// `192.0.2.0/24`.
    pub network: String,
    /// How much is refused.
    pub severity: IpSeverity,
    /// Why, for staff.
    pub comment: String,
    /// Until when.
    pub expires_at: Option<Time>,
    /// Since when.
    pub created_at: Time,
}

/// A server whose e-mail addresses may not join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailDomainView {
    /// Its id.
    pub id: Id,
    /// The server.
    pub domain: String,
    /// Since when.
    pub created_at: Time,
    /// How many were refused in the last seven days: the day, and how many, the latest first.
    pub refused: Vec<(Time, i64)>,
}

/// An e-mail address that may not join, by its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CanonicalView {
    /// Its id.
    pub id: Id,
    /// Hexadecimal SHA-256 of the address in its canonical spelling.
    pub hash: String,
}

/// How long another process may not know of a change.
const KEEPS: Duration = Duration::from_secs(5);

/// What is remembered between requests.
#[derive(Debug)]
pub(crate) struct GateMemory {
    ips: Fresh<(), std::sync::Arc<Vec<(IpNet, IpSeverity)>>>,
}

impl Default for GateMemory {
    fn default() -> Self {
        Self {
            ips: Fresh::new(1, KEEPS),
        }
    }
}
