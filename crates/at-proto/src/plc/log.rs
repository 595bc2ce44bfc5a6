//! The audit log of a DID: every operation a directory has taken, in the order of time.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::operation::did_of;
use super::state::MAX_OLD_ROTATION_KEYS;
use super::{Operation, PlcError, Problem, State, did_document};
use crate::cid::Cid;
use crate::syntax::{Datetime, Did};

/// The largest log that is read, as JSON.
pub const MAX_LOG_BYTES: usize = 8 * 1024 * 1024;

/// The most entries of a log; directories take some hundred operations a month.
pub const MAX_ENTRIES: usize = 1_000;

/// How long a more powerful key may replace an operation.
const RECOVERY: SignedDuration = SignedDuration::from_hours(72);

/// An entry of `GET /{did}/log/audit`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// Whose it is.
    pub did: Did,
    /// What was signed.
    pub operation: Operation,
    /// The CID of the operation.
    pub cid: String,
    /// Whether a later entry has replaced it.
    pub nullified: bool,
    /// When the directory took it.
    pub created_at: Datetime,
}

/// What a believable log says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// Whose log it is.
    pub did: Did,
    /// What holds now; nothing when the DID is deactivated.
    pub state: Option<State>,
    /// The CID of the operation in force: the `prev` of the next one.
    pub last_cid: String,
}

impl Audit {
    /// The DID document, unless the DID is deactivated.
    pub fn document(&self) -> Option<Value> {
        self.state
            .as_ref()
            .map(|state| did_document(&self.did, state))
    }
}

/// Reads the JSON of a log, without believing it.
pub fn parse_log(json: &[u8]) -> Result<Vec<Entry>, PlcError> {
    if json.len() > MAX_LOG_BYTES {
        return Err(PlcError::LogTooLong);
    }
    serde_json::from_slice(json).map_err(|error| PlcError::Malformed(error.to_string()))
}

/// Works out what a log says of a DID, from the first operation on (specification, "Key Rotation &
/// Account Recovery"). Every signature, CID, `prev` and `nullified` is checked, those of entries that are
/// no longer in force as well.
pub fn validate(did: &Did, entries: &[Entry]) -> Result<Audit, PlcError> {
    if entries.len() > MAX_ENTRIES {
        return Err(PlcError::LogTooLong);
    }
    let mut history = History::default();
    for (index, entry) in entries.iter().enumerate() {
        history
            .append(index, did, entry)
            .map_err(|problem| PlcError::Entry { index, problem })?;
    }
    for (index, entry) in entries.iter().enumerate() {
        if entry.nullified != history.nullified.contains(&index) {
            let problem = Problem::Nullified;
            return Err(PlcError::Entry { index, problem });
        }
    }
    let last = history.in_force.last().ok_or(PlcError::Empty)?;
    Ok(Audit {
        did: did.clone(),
        state: last.entry.operation.state(),
        last_cid: last.entry.cid.clone(),
    })
}

/// The entries so far.
#[derive(Default)]
struct History<'a> {
    /// The chain from the first operation to the current one.
    in_force: Vec<Link<'a>>,
    /// Places of entries that were replaced.
    nullified: BTreeSet<usize>,
    latest: Option<Timestamp>,
}

struct Link<'a> {
    index: usize,
    entry: &'a Entry,
    created: Timestamp,
}

impl<'a> History<'a> {
    fn append(&mut self, index: usize, did: &Did, entry: &'a Entry) -> Result<(), Problem> {
        let created = entry.created_at.moment();
        if self.latest.is_some_and(|latest| created < latest) {
            return Err(Problem::Order);
        }
        let bytes = entry.operation.bytes()?;
        if Cid::of_cbor(&bytes).to_string() != entry.cid {
            return Err(Problem::WrongCid);
        }
        if entry.did != *did || (index == 0 && did_of(&bytes) != did.as_str()) {
            return Err(Problem::WrongDid);
        }
        let kept = match entry.operation.prev() {
            None => self.begin(&entry.operation)?,
            Some(prev) => self.follow(prev, &entry.operation, created)?,
        };
        let replaced = self.in_force.split_off(kept.min(self.in_force.len()));
        self.nullified
            .extend(replaced.into_iter().map(|link| link.index));
        self.in_force.push(Link {
            index,
            entry,
            created,
        });
        self.latest = Some(created);
        Ok(())
    }

    /// Checks a first operation: signed by one of its own rotation keys.
    fn begin(&self, operation: &Operation) -> Result<usize, Problem> {
        if !self.in_force.is_empty() {
            return Err(Problem::Misplaced);
        }
        let keys = rotation_keys(operation)?;
        operation.signer(&keys)?.ok_or(Problem::Signature)?;
        Ok(0)
    }

    /// Checks an operation after another one; answers how many of those in force stay so.
    fn follow(
        &self,
        prev: &str,
        operation: &Operation,
        created: Timestamp,
    ) -> Result<usize, Problem> {
        // A legacy operation is always the first, whatever its `prev`.
        if matches!(operation, Operation::Create(_)) {
            return Err(Problem::Misplaced);
        }
        let position = self.in_force.iter().position(|link| link.entry.cid == prev);
        let position = position.ok_or(Problem::Misplaced)?;
        let mut rest = self.in_force.iter().skip(position);
        let before = rest.next().ok_or(Problem::Misplaced)?;
        let mut keys = rotation_keys(&before.entry.operation)?;
        let Some(replaced) = rest.next() else {
            operation.signer(&keys)?.ok_or(Problem::Signature)?;
            return Ok(position.saturating_add(1));
        };
        let weaker = replaced.entry.operation.signer(&keys)?;
        keys.truncate(weaker.ok_or(Problem::Signature)?);
        operation.signer(&keys)?.ok_or(Problem::Signature)?;
        if created.duration_since(replaced.created) > RECOVERY {
            return Err(Problem::TooLate);
        }
        Ok(position.saturating_add(1))
    }
}

/// The keys that may sign what follows an operation; nothing follows a tombstone.
fn rotation_keys(operation: &Operation) -> Result<Vec<String>, Problem> {
    let keys = operation.state().ok_or(Problem::Misplaced)?.rotation_keys;
    if keys.len() > MAX_OLD_ROTATION_KEYS {
        return Err(Problem::Field("rotationKeys has more than 10 keys"));
    }
    Ok(keys)
}
