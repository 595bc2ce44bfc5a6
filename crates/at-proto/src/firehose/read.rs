//! Reading frames.

use serde::Deserialize;
use serde_bytes::ByteBuf;

use super::{CommitEvent, Event, MAX_FRAME_BYTES};
use crate::cid::Cid;
use crate::mst::Op;
use crate::syntax::{Did, Tid};

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

impl Event {
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
        Ok(Some(match (header.op, header.t.as_deref()) {
            (1, Some("#commit")) => {
                let body: CommitBody = read!(CommitBody);
                (Some(body.seq), Self::Commit(body.event()?))
            }
            (1, Some("#sync")) => read!(SyncBody).event(),
            (1, Some("#identity")) => read!(IdentityBody).event(),
            (1, Some("#account")) => read!(AccountBody).event(),
            (1, Some("#info")) => read!(InfoBody).event(),
            (-1, _) => read!(ErrorBody).event(),
            _ => return Ok(None),
        }))
    }
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

impl SyncBody {
    fn event(self) -> (Option<i64>, Event) {
        let event = Event::Sync {
            did: self.did,
            rev: self.rev,
            blocks: self.blocks.into_vec(),
            time: self.time,
        };
        (Some(self.seq), event)
    }
}

#[derive(Deserialize)]
struct IdentityBody {
    seq: i64,
    did: Did,
    #[serde(default)]
    handle: Option<String>,
    time: String,
}

impl IdentityBody {
    fn event(self) -> (Option<i64>, Event) {
        let event = Event::Identity {
            did: self.did,
            handle: self.handle,
            time: self.time,
        };
        (Some(self.seq), event)
    }
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

impl AccountBody {
    fn event(self) -> (Option<i64>, Event) {
        let event = Event::Account {
            did: self.did,
            active: self.active,
            status: self.status,
            time: self.time,
        };
        (Some(self.seq), event)
    }
}

#[derive(Deserialize)]
struct InfoBody {
    name: String,
    #[serde(default)]
    message: Option<String>,
}

impl InfoBody {
    fn event(self) -> (Option<i64>, Event) {
        let event = Event::Info {
            name: self.name,
            message: self.message.unwrap_or_default(),
        };
        (None, event)
    }
}

#[derive(Deserialize)]
struct ErrorBody {
    error: String,
    #[serde(default)]
    message: Option<String>,
}

impl ErrorBody {
    fn event(self) -> (Option<i64>, Event) {
        let event = Event::Error {
            error: self.error,
            message: self.message.unwrap_or_default(),
        };
        (None, event)
    }
}
