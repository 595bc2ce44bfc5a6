//! The tree of `jacquard-repo`, and its judgement of a commit by the rules of sync 1.1
//! (<https://atproto.com/specs/sync#commit-validation>).
//!
//! Version 0.12.2 remembers how high a tree was whose last record went, and then gives the next record a wrong place. So a tree
//! without records is begun anew here, and in a [`message`] what was deleted stands in front: who takes the operations back in
//! that order never comes by an empty tree but at the end. The order of operations on different records means nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, Result};
use at_proto::data::Ipld;
use at_proto::mst::Op;
use at_proto::repo::Told;
use cid::Cid;
use jacquard_common::types::crypto::PublicKey;
use jacquard_repo::commit::firehose::{FirehoseCommit, validate_v1_1};
use jacquard_repo::mst::Mst;
use jacquard_repo::storage::MemoryBlockStore;

/// A tree that is kept in memory.
pub struct Jacquard {
    tree: Mst<MemoryBlockStore>,
    records: usize,
}

impl Default for Jacquard {
    fn default() -> Self {
        Self {
            tree: Mst::new(Arc::default()),
            records: 0,
        }
    }
}

impl Jacquard {
    /// Does what a commit did; answers with its root, in letters.
    pub async fn after(&mut self, ops: &[Op]) -> Result<String> {
        for op in ops {
            let done = self.apply(op).await;
            done.with_context(|| format!("jacquard: {op:?}"))?;
        }
        Ok(self.tree.get_pointer().await?.to_string())
    }

    async fn apply(&mut self, op: &Op) -> Result<()> {
        let now = op.now.map(|it| Cid::try_from(it.to_bytes().as_slice()));
        match (now.transpose()?, op.before) {
            (Some(now), None) => {
                self.tree = self.tree.add(&op.key, now).await?;
                self.records += 1;
            }
            (Some(now), Some(_)) => self.tree = self.tree.update(&op.key, now).await?,
            (None, _) => {
                self.tree = self.tree.delete(&op.key).await?;
                self.records -= 1;
            }
        }
        if self.records == 0 {
            *self = Self::default();
        }
        Ok(())
    }
}

/// What a relay would read of a commit: the body of a `#commit` of `com.atproto.sync.subscribeRepos`, in DAG-CBOR.
pub fn message(told: &Told<'_>) -> Result<Vec<u8>> {
    let text = |text: &str| Ipld::String(text.to_owned());
    let (gone, there): (Vec<_>, Vec<_>) = told.ops.iter().partition(|op| op.now.is_none());
    let ops = gone.into_iter().chain(there).map(op).collect();
    let mut body = BTreeMap::from([
        ("seq".to_owned(), Ipld::Integer(1)),
        ("rebase".to_owned(), Ipld::Bool(false)),
        ("tooBig".to_owned(), Ipld::Bool(false)),
        ("repo".to_owned(), text(told.did.as_str())),
        ("commit".to_owned(), Ipld::Link(told.commit.into())),
        ("rev".to_owned(), text(told.rev.as_str())),
        ("since".to_owned(), Ipld::Null),
        ("blocks".to_owned(), Ipld::Bytes(told.blocks.to_vec())),
        ("ops".to_owned(), Ipld::List(ops)),
        ("blobs".to_owned(), Ipld::List(Vec::new())),
        ("time".to_owned(), text("2026-11-22T12:00:00.000Z")),
    ]);
    if let Some(before) = told.before {
        body.insert("prevData".to_owned(), Ipld::Link(before.into()));
    }
    serde_ipld_dagcbor::to_vec(&Ipld::Map(body)).context("a message that can't be written")
}

fn op(op: &Op) -> Ipld {
    let action = match (op.before, op.now) {
        (None, _) => "create",
        (Some(_), Some(_)) => "update",
        (Some(_), None) => "delete",
    };
    let cid = op.now.map_or(Ipld::Null, |it| Ipld::Link(it.into()));
    let mut said = BTreeMap::from([
        ("action".to_owned(), Ipld::String(action.to_owned())),
        ("path".to_owned(), Ipld::String(op.key.clone())),
        ("cid".to_owned(), cid),
    ]);
    if let Some(before) = op.before {
        said.insert("prev".to_owned(), Ipld::Link(before.into()));
    }
    Ipld::Map(said)
}

/// Lets jacquard read what [`message`] wrote, and judge it by the key in the form of `publicKeyMultibase`.
///
/// Answers with the root that the commit leads to, in letters.
pub async fn judge(message: &[u8], key: &str) -> Result<String> {
    let commit: FirehoseCommit =
        serde_ipld_dagcbor::from_slice(message).context("jacquard reads")?;
    let key = PublicKey::decode(key).context("jacquard reads the key")?;
    Ok(validate_v1_1(&commit, &key).await?.to_string())
}
