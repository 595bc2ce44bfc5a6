//! Writing commits: one repository, one after the other.

mod import;
mod kept;

use std::collections::BTreeMap;
use std::sync::Arc;

use at_proto::cid::Cid;
use at_proto::data::{self, Ipld};
use at_proto::firehose::{CommitEvent, Event};
use at_proto::mst::KnownNode;
use at_proto::repo::{self, Next, Write};
use at_proto::syntax::{AtIdentifier, AtUri, Did, Nsid, RecordKey, Tid};
use crypto::Secp256k1Key;
use data_encoding::HEXLOWER;
use model::{AccountId, Time};
use social::post::ReadyPost;
use social::repo::{
    EventKind, NewEvent, RecordChange, Repo, RepoChange, RepoHead, RepoReader, RepoWritten,
};
use tokio::sync::{Mutex, MutexGuard};

use crate::AtProto;
use crate::error::{Error, Result};

pub use import::ImportLimits;
pub(crate) use import::Imports;
pub(crate) use kept::{HeldNodes, Kept};

/// How often a commit is made anew because another process was quicker.
const ATTEMPTS: usize = 8;
/// How many accounts may be written to at once; two that share a place wait for each other.
const PLACES: usize = 64;

/// Whose turn it is to write to a repository.
#[derive(Debug)]
pub(crate) struct Turns([Mutex<()>; PLACES]);

impl Default for Turns {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Mutex::new(())))
    }
}

impl Turns {
    /// Waits until nobody else of this process writes to the repository of an account.
    pub(crate) async fn take(&self, account: AccountId) -> MutexGuard<'_, ()> {
        let hash = account.get().unsigned_abs() >> 10;
        let place = usize::try_from(hash % 64).unwrap_or_default();
        let [first, ..] = &self.0;
        self.0.get(place).unwrap_or(first).lock().await
    }
}

/// What is to become of one record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Edit {
    /// Of what kind.
    pub(crate) collection: Nsid,
    /// Its key.
    pub(crate) rkey: RecordKey,
    /// What it says; `None` takes it away.
    pub(crate) record: Option<Ipld>,
    /// What it is here.
    pub(crate) subject: Option<i64>,
}

/// A commit that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Committed {
    /// Its name.
    pub(crate) cid: Cid,
    /// When it was made.
    pub(crate) rev: Tid,
    /// The names of the records, in the order of the edits; `None` for those that went.
    pub(crate) records: Vec<(AtUri, Option<Cid>)>,
}

/// Decides what is to be written, looking at the repository as it is. May be asked again.
pub(crate) type Plan = Arc<dyn Fn(&RepoReader<'_>) -> Result<Vec<Edit>> + Send + Sync>;

/// What was made of a plan.
struct Made {
    change: RepoChange,
    committed: Committed,
    /// The nodes that are new: the next commit needs them.
    nodes: BTreeMap<Cid, KnownNode>,
}

impl AtProto {
    /// Reads a repository and its tree at one moment. The closure may be run again and changes nothing.
    pub(crate) async fn read_tree<T: Send + 'static>(
        &self,
        account: AccountId,
        mut read: impl FnMut(&Kept<'_, '_>) -> T + Send + 'static,
    ) -> Result<T> {
        let held = Arc::clone(&self.nodes);
        let done = self.social.read_repo(account, move |reader| {
            let held = &held;
            read(&Kept { reader, held })
        });
        Ok(done.await?)
    }

    /// Writes what `plan` wants to the repository of an account, and in the same transaction `posts` that its records are;
    /// `None` when it wants nothing. Whoever calls it has taken the [`Turns`] of the account.
    pub(crate) async fn write_in_turn(
        &self,
        account: AccountId,
        plan: Plan,
        posts: Vec<ReadyPost>,
    ) -> Result<Option<Committed>> {
        let key = self.social.repo_key(account).await?;
        for _ in 0..ATTEMPTS {
            let (plan, key, now) = (Arc::clone(&plan), Arc::clone(&key), self.social.now());
            let made = self
                .read_tree(account, move |kept| {
                    make(kept, account, plan.as_ref(), &key, now)
                })
                .await??;
            let Some(mut made) = made else {
                return Ok(None);
            };
            made.change.posts.clone_from(&posts);
            if self.social.write_repo(made.change).await? == RepoWritten::Yes {
                for (cid, node) in made.nodes {
                    self.nodes.hold(cid, node);
                }
                return Ok(Some(made.committed));
            }
        }
        let busy = "Too much is being written to this repository.";
        Err(social::Error::Unavailable(busy).into())
    }

    /// The same, when it is its turn.
    pub(crate) async fn write(&self, account: AccountId, plan: Plan) -> Result<Option<Committed>> {
        let _turn = self.turns.take(account).await;
        self.write_in_turn(account, plan, Vec::new()).await
    }
}

/// Makes the next commit of what a plan wants.
fn make(
    kept: &Kept<'_, '_>,
    account: AccountId,
    plan: &(dyn Fn(&RepoReader<'_>) -> Result<Vec<Edit>> + Send + Sync),
    key: &Secp256k1Key,
    now: Time,
) -> Result<Option<Made>> {
    let reader = kept.reader;
    let repo = reader
        .repo()?
        .ok_or(social::Error::NotFound("This repository"))?;
    let (mut writes, mut edits) = (Vec::new(), Vec::new());
    for edit in plan(reader)? {
        if let Some(write) = write_of(reader, &edit)? {
            writes.push(write);
            edits.push(edit);
        }
    }
    if writes.is_empty() {
        return Ok(None);
    }
    let did = Did::parse(&repo.did)?;
    let last = match &repo.head {
        Some(head) => Some(Tid::parse(&head.rev)?),
        None => None,
    };
    let micros = u64::try_from(now.micros()).unwrap_or(0);
    let rev = Tid::next(last, micros, 0);
    let root = repo.head.as_ref().map(root_of).transpose()?;
    let next = repo::next(kept, root, (&did, rev), writes, |bytes| key.sign(bytes))?;
    let change = change_of(account, &repo, &did, (last, rev), &next, &edits, now)?;
    let records = edits.iter().zip(&next.ops).map(|(edit, op)| {
        let did = AtIdentifier::Did(did.clone());
        let uri = AtUri::record(did, edit.collection.clone(), edit.rkey.clone());
        (uri, op.now)
    });
    let committed = Committed {
        cid: next.cid,
        rev,
        records: records.collect(),
    };
    Ok(Some(Made {
        change,
        committed,
        nodes: next.nodes,
    }))
}

/// The root of the tree of a commit.
pub(crate) fn root_of(head: &RepoHead) -> Result<Cid> {
    Cid::from_bytes(&head.root).map_err(|_no_cid| broken("the root of a tree"))
}

/// What is kept here and cannot be read.
pub(crate) fn broken(what: &'static str) -> Error {
    social::Error::internal(format!("{what} is not what it was")).into()
}

/// One write; `None` when there is nothing to do: it is gone already, or says the same.
fn write_of(reader: &RepoReader<'_>, edit: &Edit) -> Result<Option<Write>> {
    let (collection, rkey) = (edit.collection.as_str(), edit.rkey.as_str());
    let before = match reader.record(collection, rkey)? {
        Some(record) => Some(Cid::from_bytes(&record.cid).map_err(|_no_cid| broken("a record"))?),
        None => None,
    };
    let record = match &edit.record {
        Some(record) => Some(data::encode(record).map_err(repo::RepoError::from)?),
        None => None,
    };
    let now = record.as_deref().map(Cid::of_cbor);
    if now == before {
        return Ok(None);
    }
    Ok(Some(Write {
        key: format!("{collection}/{rkey}"),
        before,
        record,
    }))
}

/// Everything that is written with a commit.
fn change_of(
    account: AccountId,
    repo: &Repo,
    did: &Did,
    (since, rev): (Option<Tid>, Tid),
    next: &Next,
    edits: &[Edit],
    now: Time,
) -> Result<RepoChange> {
    let records = edits.iter().zip(&next.ops).map(|(edit, op)| RecordChange {
        collection: edit.collection.as_str().to_owned(),
        rkey: edit.rkey.as_str().to_owned(),
        now: op.now.and_then(|cid| {
            let bytes = next.records.get(&cid)?;
            Some((cid.to_bytes().to_vec(), bytes.clone()))
        }),
        subject: edit.subject,
        files: edit.record.as_ref().map(files_of).unwrap_or_default(),
    });
    let fresh = next.nodes.iter();
    let event = Event::Commit(CommitEvent {
        did: did.clone(),
        commit: next.cid,
        rev,
        since,
        before: since.is_some().then_some(next.before),
        ops: next.ops.clone(),
        blocks: next.blocks()?,
        time: now.to_string(),
    });
    Ok(RepoChange {
        account,
        before: repo.head.as_ref().map(|head| head.cid.clone()),
        head: RepoHead {
            cid: next.cid.to_bytes().to_vec(),
            body: next.commit.bytes(),
            rev: rev.as_str().to_owned(),
            root: next.commit.unsigned.data.to_bytes().to_vec(),
        },
        records: records.collect(),
        posts: Vec::new(),
        fresh: fresh
            .map(|(cid, node)| (cid.to_bytes().to_vec(), node.bytes().to_vec()))
            .collect(),
        stale: next
            .stale
            .iter()
            .map(|cid| cid.to_bytes().to_vec())
            .collect(),
        event: NewEvent::new(EventKind::Commit, move |seq| event.frame(seq)),
    })
}

/// SHA-256, in hexadecimal digits, of the files that a record names.
pub(crate) fn files_of(record: &Ipld) -> Vec<String> {
    let mut files: Vec<String> = data::blobs(record)
        .iter()
        .map(|blob| hex(blob.cid.digest()))
        .collect();
    files.sort();
    files.dedup();
    files
}

/// The name of a commit, a node or a record that is kept, as text; empty for what is no name.
pub(crate) fn cid_text(bytes: &[u8]) -> String {
    Cid::from_bytes(bytes).map_or_else(|_| String::new(), |cid| cid.to_string())
}

/// The name of a file with this SHA-256 in hexadecimal digits.
pub(crate) fn blob_cid(digest: &str) -> Option<Cid> {
    let digest = HEXLOWER.decode(digest.as_bytes()).ok()?;
    Some(Cid::of_blob_digest(digest.try_into().ok()?))
}

/// Bytes in hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}
