//! What a server tells those who follow its repositories along: frames of `com.atproto.sync.subscribeRepos`
//! (<https://atproto.com/specs/event-stream>, <https://atproto.com/specs/sync>).
//!
//! A frame is two DAG-CBOR objects, one after the other: what it is, and what it says.

mod read;

use std::collections::BTreeMap;

use crate::cid::Cid;
use crate::mst::Op;
use crate::syntax::{Did, Tid};
use ipld_core::ipld::Ipld;

pub use read::FrameError;

/// The largest frame (specification, "limits").
pub const MAX_FRAME_BYTES: usize = 5_000_000;

/// A commit, as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitEvent {
    /// Whose repository.
    pub did: Did,
    /// The commit's name.
    pub commit: Cid,
    /// When it was made.
    pub rev: Tid,
    /// When the one before was; `None` for the first.
    pub since: Option<Tid>,
    /// The tree before; `None` for the first commit.
    pub before: Option<Cid>,
    /// What it does.
    pub ops: Vec<Op>,
    /// A CAR file: the commit, the nodes around what changed, the records.
    pub blocks: Vec<u8>,
    /// When it was told, as [`crate::syntax::Datetime`] says it.
    pub time: String,
}

/// What a frame says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A commit.
    Commit(CommitEvent),
    /// The newest commit of a repository, without how it came to be.
    Sync {
        /// Whose repository.
        did: Did,
        /// When it was made.
        rev: Tid,
        /// A CAR file with the commit alone.
        blocks: Vec<u8>,
        /// When it was told.
        time: String,
    },
    /// A name or a key may have changed.
    Identity {
        /// Whose.
        did: Did,
        /// The handle, when it is known.
        handle: Option<String>,
        /// When it was told.
        time: String,
    },
    /// An account came, went, or is kept back.
    Account {
        /// Whose.
        did: Did,
        /// Whether it may be shown.
        active: bool,
        /// Why not: `deactivated`, `suspended`, `takendown`, `deleted`.
        status: Option<String>,
        /// When it was told.
        time: String,
    },
    /// Something for whoever follows.
    Info {
        /// `OutdatedCursor`.
        name: String,
        /// In words.
        message: String,
    },
    /// Nothing more comes.
    Error {
        /// `FutureCursor`, `ConsumerTooSlow`.
        error: String,
        /// In words.
        message: String,
    },
}

fn text(text: impl Into<String>) -> Ipld {
    Ipld::String(text.into())
}

fn link(cid: &Cid) -> Ipld {
    Ipld::Link((*cid).into())
}

fn optional<T>(value: Option<T>, write: impl Fn(T) -> Ipld) -> Ipld {
    value.map_or(Ipld::Null, write)
}

fn map<const N: usize>(fields: [(&str, Ipld); N]) -> BTreeMap<String, Ipld> {
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

impl Event {
    /// The frame, with its number.
    pub fn frame(&self, seq: i64) -> Vec<u8> {
        let (kind, mut body) = self.parts();
        let header = match kind {
            Some(kind) => map([("op", Ipld::Integer(1)), ("t", text(kind))]),
            None => map([("op", Ipld::Integer(-1))]),
        };
        if !matches!(self, Self::Info { .. } | Self::Error { .. }) {
            body.insert("seq".to_owned(), Ipld::Integer(seq.into()));
        }
        // Text, numbers and bytes can always be written.
        let mut frame = serde_ipld_dagcbor::to_vec(&Ipld::Map(header)).unwrap_or_default();
        frame.extend(serde_ipld_dagcbor::to_vec(&Ipld::Map(body)).unwrap_or_default());
        frame
    }

    fn parts(&self) -> (Option<&'static str>, BTreeMap<String, Ipld>) {
        match self {
            Self::Commit(commit) => (Some("#commit"), commit.body()),
            Self::Sync {
                did,
                rev,
                blocks,
                time,
            } => {
                let body = map([
                    ("did", text(did.as_str())),
                    ("rev", text(rev.as_str())),
                    ("blocks", Ipld::Bytes(blocks.clone())),
                    ("time", text(time)),
                ]);
                (Some("#sync"), body)
            }
            Self::Identity { did, handle, time } => {
                let mut body = map([("did", text(did.as_str())), ("time", text(time))]);
                body.extend(
                    handle
                        .iter()
                        .map(|handle| ("handle".to_owned(), text(handle))),
                );
                (Some("#identity"), body)
            }
            Self::Account {
                did,
                active,
                status,
                time,
            } => {
                let mut body = map([
                    ("did", text(did.as_str())),
                    ("active", Ipld::Bool(*active)),
                    ("time", text(time)),
                ]);
                body.extend(
                    status
                        .iter()
                        .map(|status| ("status".to_owned(), text(status))),
                );
                (Some("#account"), body)
            }
            Self::Info { name, message } => (
                Some("#info"),
                map([("name", text(name)), ("message", text(message))]),
            ),
            Self::Error { error, message } => (
                None,
                map([("error", text(error)), ("message", text(message))]),
            ),
        }
    }
}

impl CommitEvent {
    fn body(&self) -> BTreeMap<String, Ipld> {
        let mut body = map([
            ("repo", text(self.did.as_str())),
            ("commit", link(&self.commit)),
            ("rev", text(self.rev.as_str())),
            (
                "since",
                optional(self.since.as_ref(), |rev| text(rev.as_str())),
            ),
            ("blocks", Ipld::Bytes(self.blocks.clone())),
            ("ops", Ipld::List(self.ops.iter().map(write_op).collect())),
            // These four say nothing any more, and readers want them.
            ("blobs", Ipld::List(Vec::new())),
            ("rebase", Ipld::Bool(false)),
            ("tooBig", Ipld::Bool(false)),
            ("time", text(&self.time)),
        ]);
        body.extend(
            self.before
                .as_ref()
                .map(|cid| ("prevData".to_owned(), link(cid))),
        );
        body
    }
}

fn write_op(op: &Op) -> Ipld {
    let action = match (&op.before, &op.now) {
        (None, _) => "create",
        (Some(_), Some(_)) => "update",
        (Some(_), None) => "delete",
    };
    let mut fields = map([
        ("action", text(action)),
        ("path", text(&op.key)),
        ("cid", optional(op.now.as_ref(), link)),
    ]);
    fields.extend(op.before.as_ref().map(|cid| ("prev".to_owned(), link(cid))));
    Ipld::Map(fields)
}

#[cfg(test)]
mod tests;
