//! A whole repository that somebody brings from elsewhere (<https://atproto.com/guides/account-migration>): read as it
//! arrives, believed in nothing, and signed anew with the key that is here.
//!
//! What is checked (security row A19): that there is one root, a commit, of this very DID; that every block has the name
//! of its bytes; that the tree is the one there is of its records, with all its nodes, each in one place; that every
//! record is there and can be one. Who signed the commit is not asked: its owner says that it is theirs.

use std::collections::BTreeMap;
use std::time::Duration;

use at_proto::car::Reader;
use at_proto::cid::Cid;
use at_proto::commit::{Commit, Unsigned};
use at_proto::data::{self, Ipld};
use at_proto::mst;
use at_proto::syntax::{Did, Nsid, RecordKey, Tid};
use axum::body::Body;
use futures_util::StreamExt as _;
use model::{AccountId, Time};
use social::repo::{RecordChange, RepoHead, RepoImport, RepoState, RepoWritten};
use tokio::sync::Semaphore;

use super::files_of;
use crate::AtProto;
use crate::error::{Error, Result};
use crate::map::profile::PROFILE;

/// How many are read at once: each is in memory as a whole.
const AT_ONCE: usize = 2;
/// How long one may take to arrive.
const PATIENCE: Duration = Duration::from_mins(10);
/// How far the clock of the server it comes from may be ahead of ours.
const CLOCK_SKEW: Duration = Duration::from_mins(5);

/// How much may be brought at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportLimits {
    /// Bytes of the file.
    pub bytes: u64,
    /// Blocks in it, and records of its tree.
    pub blocks: usize,
}

impl Default for ImportLimits {
    /// 100 MB and a million.
    fn default() -> Self {
        Self {
            bytes: 100_000_000,
            blocks: 1_000_000,
        }
    }
}

/// Places for those who bring a repository.
#[derive(Debug)]
pub(crate) struct Imports(Semaphore);

impl Default for Imports {
    fn default() -> Self {
        Self(Semaphore::new(AT_ONCE))
    }
}

/// A file, read.
struct Brought {
    root: Cid,
    blocks: BTreeMap<Cid, Vec<u8>>,
}

/// What is in a file, checked.
struct Whole {
    rev: Tid,
    tree: Cid,
    records: Vec<RecordChange>,
    nodes: Vec<(Vec<u8>, Vec<u8>)>,
}

fn wrong(what: impl std::fmt::Display) -> Error {
    Error::Invalid(format!("The repository {what}."))
}

impl AtProto {
    /// Puts a repository that arrives as a CAR file in the place of what an account has, which is kept until it is
    /// whole and right.
    pub(crate) async fn import(&self, account: AccountId, body: Body) -> Result<()> {
        let busy = "Other repositories are arriving right now. Please try again in some minutes.";
        let _place = self
            .imports
            .0
            .try_acquire()
            .or(Err(social::Error::Unavailable(busy)))?;
        let limits = self.config.imports;
        let read = tokio::time::timeout(PATIENCE, read(body, limits)).await;
        let brought = read.map_err(|_elapsed| wrong("took too long to arrive"))??;
        let _turn = self.turns.take(account).await;
        let repo = self.social.repo(account).await?;
        let repo = repo.ok_or(social::Error::NotFound("This repository"))?;
        if repo.state != RepoState::Deactivated {
            let message = "Only a repository that is deactivated can be replaced by another one.";
            return Err(Error::Invalid(message.to_owned()));
        }
        let did = Did::parse(&repo.did)?;
        let named = did.clone();
        let whole = tokio::task::spawn_blocking(move || check(&brought, &named, limits.blocks));
        let whole = whole.await.map_err(social::Error::internal)??;
        let head = self
            .head_of(account, did, &whole, repo.head.as_ref())
            .await?;
        let import = RepoImport {
            account,
            before: repo.head.map(|head| head.cid),
            head,
            records: whole.records,
            nodes: whole.nodes,
            first: PROFILE,
        };
        match self.social.import_repo(import).await? {
            RepoWritten::Yes => Ok(()),
            RepoWritten::Overtaken => {
                Err(Error::Swapped("The repository has another commit by now."))
            }
        }
    }

    /// The commit that this server makes of it: later than the one it came with, and than the one that is here.
    async fn head_of(
        &self,
        account: AccountId,
        did: Did,
        whole: &Whole,
        before: Option<&RepoHead>,
    ) -> Result<RepoHead> {
        let now = self.social.now();
        let ours = before.map(|head| Tid::parse(&head.rev)).transpose()?;
        let theirs = Some(whole.rev).filter(|rev| is_past(*rev, now));
        let rev = Tid::next(ours.max(theirs), micros(now), 0);
        let key = self.social.repo_key(account).await?;
        let unsigned = Unsigned {
            did,
            data: whole.tree,
            rev,
        };
        let signature = key.sign(&unsigned.bytes());
        let body = unsigned.signed(&signature).bytes();
        Ok(RepoHead {
            cid: Cid::of_cbor(&body).to_bytes().to_vec(),
            body,
            rev: rev.as_str().to_owned(),
            root: whole.tree.to_bytes().to_vec(),
        })
    }
}

fn micros(time: Time) -> u64 {
    u64::try_from(time.micros()).unwrap_or(0)
}

/// Nobody takes a commit of the future: one that says so does not carry ours there.
fn is_past(rev: Tid, now: Time) -> bool {
    rev.micros() <= micros(now.plus(CLOCK_SKEW))
}

async fn read(body: Body, limits: ImportLimits) -> Result<Brought> {
    let (mut reader, mut blocks) = (Reader::default(), BTreeMap::new());
    let (mut bytes, mut count) = (0_u64, 0_usize);
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_broken| wrong("breaks off"))?;
        bytes = bytes.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        let new = reader.push(&piece).map_err(wrong)?;
        count = count.saturating_add(new.len());
        if bytes > limits.bytes || count > limits.blocks {
            return Err(wrong("is larger than this server takes"));
        }
        blocks.extend(new.into_iter().map(|block| (block.cid, block.bytes)));
    }
    if reader.roots() > 1 {
        return Err(wrong("has more than one root"));
    }
    let root = reader.finish().map_err(wrong)?;
    Ok(Brought { root, blocks })
}

fn check(brought: &Brought, did: &Did, most: usize) -> Result<Whole> {
    let commit = brought.blocks.get(&brought.root);
    let commit = commit.ok_or_else(|| wrong("has no commit"))?;
    let commit =
        Commit::parse(commit).map_err(|error| wrong(format_args!("has a root that {error}")))?;
    if commit.unsigned.did != *did {
        return Err(wrong(format_args!("is that of {}", commit.unsigned.did)));
    }
    let tree = commit.unsigned.data;
    let keys = mst::read_whole(&brought.blocks, tree, most).map_err(wrong)?;
    let (rebuilt, nodes) = mst::build(&keys).map_err(wrong)?;
    if rebuilt != tree {
        return Err(wrong("has a tree that is not the one of its records"));
    }
    let records = keys
        .iter()
        .map(|(key, cid)| record(&brought.blocks, key, cid));
    Ok(Whole {
        rev: commit.unsigned.rev,
        tree,
        records: records.collect::<Result<_>>()?,
        nodes: nodes
            .into_iter()
            .map(|(cid, bytes)| (cid.to_bytes().to_vec(), bytes))
            .collect(),
    })
}

fn record(blocks: &BTreeMap<Cid, Vec<u8>>, key: &str, cid: &Cid) -> Result<RecordChange> {
    let bytes = blocks.get(cid);
    let bytes = bytes.ok_or_else(|| wrong(format_args!("lacks the record {key}")))?;
    let (collection, rkey) = key.split_once('/').unwrap_or_default();
    if Nsid::parse(collection).is_err() || RecordKey::parse(rkey).is_err() {
        return Err(wrong(format_args!(
            "has a record under {key}, which is no key"
        )));
    }
    let data = data::decode(bytes)
        .map_err(|error| wrong(format_args!("has a record {key} that {error}")))?;
    if !matches!(data, Ipld::Map(_)) {
        return Err(wrong(format_args!("has a record {key} that is no object")));
    }
    Ok(RecordChange {
        collection: collection.to_owned(),
        rkey: rkey.to_owned(),
        now: Some((cid.to_bytes().to_vec(), bytes.clone())),
        subject: None,
        files: files_of(&data),
    })
}
