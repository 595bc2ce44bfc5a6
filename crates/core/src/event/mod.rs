//! Signed events: what people say on a network where everything is signed on its own, kept exactly as it was signed.
//!
//! What an event means is its network's to know. The core keeps it under the rules that all who keep events follow: what
//! is newer replaces what is older, what its author took back does not come again, and what is for somebody alone is
//! given to nobody else.

mod acting;
mod errand;
mod file;
mod find;
mod keep;
mod key;
mod keyring;
mod merge;
mod signer_app;

use model::AccountId;
use store::event::EventRow;

use crate::post::ReadyPost;

pub use errand::{Errand, EventHost};
pub use file::OpenFile;
pub use find::{EventQuery, Item, MOST_COUNTED};
pub use key::EventKey;
pub(crate) use key::last_key;
pub use keyring::{Keyring, ShownKey};
pub use signer_app::SignerApp;

/// Something that somebody signed. That the id and the signature are right was checked before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedEvent {
    /// What it is called: the hash of what was signed.
    pub id: [u8; 32],
    /// The key of its author.
    pub author: [u8; 32],
    /// What it is, as its network counts.
    pub kind: u16,
    /// When it says it was written, in seconds since 1970.
    pub created_at: i64,
    /// Exactly as it is given to those who ask.
    pub body: String,
    /// What it may be found by: names of one letter, and values.
    pub tags: Vec<(char, String)>,
    /// What its author said before under this name for this kind is replaced; `None`: nothing is.
    pub address: Option<String>,
    /// When nobody shall be given it any more, in seconds since 1970.
    pub expires_at: Option<i64>,
    /// The words that it is found by; empty for nothing.
    pub words: String,
    /// The keys of those who alone may be given it; empty: it is for everyone.
    pub readers: Vec<[u8; 32]>,
}

/// What an author takes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deletion {
    /// One event.
    Id([u8; 32]),
    /// All that was said under a name for a kind, until a moment.
    Address {
        /// The kind.
        kind: u16,
        /// The name.
        d: String,
        /// The moment, in seconds since 1970.
        until: i64,
    },
}

/// An event that is to be kept, and what it is here.
#[derive(Debug)]
pub struct KeepEvent {
    /// The event.
    pub event: SignedEvent,
    /// Whose it is, if its author is somebody who is known here.
    pub account: Option<AccountId>,
    /// The id of what it says here: a post, a like.
    pub subject: Option<i64>,
    /// The posts that are made with it: both or neither are here.
    pub posts: Vec<ReadyPost>,
    /// What it takes back of its author's.
    pub deletes: Vec<Deletion>,
    /// Everything of its author's until this moment goes, in seconds since 1970.
    pub vanishes_until: Option<i64>,
}

/// What became of an event that was to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is here now, and was not before.
    New,
    /// It was here.
    Known,
    /// What its author said later stands in its place.
    Older,
    /// Its author took it back.
    Deleted,
    /// Its author took everything back.
    Vanished,
}

/// An event as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptEvent {
    /// When it came, among all.
    pub num: i64,
    /// What it is called.
    pub id: [u8; 32],
    /// The key of its author.
    pub author: [u8; 32],
    /// What it is.
    pub kind: u16,
    /// When it says it was written, in seconds since 1970.
    pub created_at: i64,
    /// Exactly as it is given to those who ask.
    pub body: String,
    /// The keys of those who alone may be given it; empty: it is for everyone.
    pub readers: Vec<[u8; 32]>,
    /// What it says here.
    pub subject: Option<i64>,
    /// Whose it is, if they are known here.
    pub account: Option<AccountId>,
}

impl KeptEvent {
    fn read(row: EventRow) -> Self {
        Self {
            num: row.num,
            id: bytes(&row.id),
            author: bytes(&row.author),
            kind: u16::try_from(row.kind).unwrap_or_default(),
            created_at: row.created_at,
            body: row.body,
            readers: row.readers.as_deref().map(keys).unwrap_or_default(),
            subject: row.subject_id,
            account: row.account_id.map(AccountId::from),
        }
    }
}

/// A name that things are replaced under, as databases have it: none of them holds a NUL.
fn name(d: &str) -> String {
    d.replace('\0', "\u{fffd}")
}

/// The 32 bytes that the database was given.
fn bytes(kept: &[u8]) -> [u8; 32] {
    kept.try_into().unwrap_or_default()
}

/// Keys, one after the other.
fn keys(kept: &[u8]) -> Vec<[u8; 32]> {
    kept.chunks_exact(32).map(bytes).collect()
}
