//! What a server tells those who follow its repositories along: frames of `com.atproto.sync.subscribeRepos`
//! (<https://atproto.com/specs/event-stream>, <https://atproto.com/specs/sync>).
//!
//! A frame is two DAG-CBOR objects, one after the other: what it is, and what it says.

use std::collections::BTreeMap;

use ipld_core::ipld::Ipld;
use serde::Deserialize;
use serde_bytes::ByteBuf;

use crate::cid::Cid;
use crate::mst::Op;
use crate::syntax::{Did, Tid};

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

    /// Reads a frame, and its number if it has one. `None` for a kind of frame that is not known (the specification
    /// has those passed over).
    pub fn read(frame: &[u8]) -> Result<Option<(Option<i64>, Self)>, FrameError> {
        if frame.len() > MAX_FRAME_BYTES {
            return Err(FrameError::TooLarge);
        }
        let mut stream = serde_ipld_dagcbor::de::Deserializer::from_slice(frame);
        let header = Header::deserialize(&mut stream).or(Err(FrameError::Malformed))?;
        let mut body = stream;
        macro_rules! read {
            ($type:ty) => {
                <$type>::deserialize(&mut body).or(Err(FrameError::Malformed))?
            };
        }
        let event = match (header.op, header.t.as_deref()) {
            (1, Some("#commit")) => {
                let read: CommitBody = read!(CommitBody);
                (Some(read.seq), Self::Commit(read.event()?))
            }
            (1, Some("#sync")) => {
                let read: SyncBody = read!(SyncBody);
                let event = Self::Sync {
                    did: read.did,
                    rev: read.rev,
                    blocks: read.blocks.into_vec(),
                    time: read.time,
                };
                (Some(read.seq), event)
            }
            (1, Some("#identity")) => {
                let read: IdentityBody = read!(IdentityBody);
                let event = Self::Identity {
                    did: read.did,
                    handle: read.handle,
                    time: read.time,
                };
                (Some(read.seq), event)
            }
            (1, Some("#account")) => {
                let read: AccountBody = read!(AccountBody);
                let event = Self::Account {
                    did: read.did,
                    active: read.active,
                    status: read.status,
                    time: read.time,
                };
                (Some(read.seq), event)
            }
            (1, Some("#info")) => {
                let read: InfoBody = read!(InfoBody);
                let message = read.message.unwrap_or_default();
                (
                    None,
                    Self::Info {
                        name: read.name,
                        message,
                    },
                )
            }
            (-1, _) => {
                let read: ErrorBody = read!(ErrorBody);
                let message = read.message.unwrap_or_default();
                (
                    None,
                    Self::Error {
                        error: read.error,
                        message,
                    },
                )
            }
            _ => return Ok(None),
        };
        Ok(Some(event))
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

/// Why a frame cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// More than [`MAX_FRAME_BYTES`].
    #[error("the frame is too large")]
    TooLarge,
    /// Not what its kind should hold.
    #[error("the frame is malformed")]
    Malformed,
}

#[derive(Deserialize)]
struct Header {
    op: i64,
    t: Option<String>,
}

#[derive(Deserialize)]
struct CommitBody {
    seq: i64,
    repo: Did,
    commit: Cid,
    rev: Tid,
    since: Option<Tid>,
    blocks: ByteBuf,
    ops: Vec<OpBody>,
    #[serde(rename = "prevData", default)]
    before: Option<Cid>,
    time: String,
    #[serde(rename = "tooBig", default)]
    too_big: bool,
}

#[derive(Deserialize)]
struct OpBody {
    action: String,
    path: String,
    cid: Option<Cid>,
    #[serde(default)]
    prev: Option<Cid>,
}

impl CommitBody {
    fn event(self) -> Result<CommitEvent, FrameError> {
        if self.too_big || self.ops.len() > crate::repo::MAX_OPS {
            return Err(FrameError::TooLarge);
        }
        let ops = self.ops.into_iter().map(|op| {
            let is_right = match op.action.as_str() {
                "create" => op.cid.is_some() && op.prev.is_none(),
                "update" => op.cid.is_some(),
                "delete" => op.cid.is_none(),
                _ => false,
            };
            is_right.then_some(Op {
                key: op.path,
                now: op.cid,
                before: op.prev,
            })
        });
        Ok(CommitEvent {
            did: self.repo,
            commit: self.commit,
            rev: self.rev,
            since: self.since,
            before: self.before,
            ops: ops.collect::<Option<_>>().ok_or(FrameError::Malformed)?,
            blocks: self.blocks.into_vec(),
            time: self.time,
        })
    }
}

#[derive(Deserialize)]
struct SyncBody {
    seq: i64,
    did: Did,
    rev: Tid,
    blocks: ByteBuf,
    time: String,
}

#[derive(Deserialize)]
struct IdentityBody {
    seq: i64,
    did: Did,
    #[serde(default)]
    handle: Option<String>,
    time: String,
}

#[derive(Deserialize)]
struct AccountBody {
    seq: i64,
    did: Did,
    active: bool,
    #[serde(default)]
    status: Option<String>,
    time: String,
}

#[derive(Deserialize)]
struct InfoBody {
    name: String,
    #[serde(default)]
    message: Option<String>,
}

#[derive(Deserialize)]
struct ErrorBody {
    error: String,
    #[serde(default)]
    message: Option<String>,
}

#[cfg(test)]
mod tests;
