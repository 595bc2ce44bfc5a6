//! The tree of `atrium-repo`, changed as ours is.
//!
//! Version 0.2.0 loses records: when a key is added before everything in a subtree that has to be split, what lies on its left
//! in the nodes above is dropped (`split_subtree`). Keys that come in order never meet that. So wherever its tree is not what
//! ours is, it is asked again, with every record in order: that answer has to be ours.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use at_proto::mst::Op;
use atrium_repo::blockstore::MemoryBlockStore;
use atrium_repo::mst::{Error, Tree};
use cid::Cid;

/// A tree that is kept in memory.
pub struct Atrium {
    tree: Tree<MemoryBlockStore>,
    /// How often it was made anew.
    pub repairs: usize,
}

impl Atrium {
    /// One without records.
    pub async fn empty() -> Result<Self> {
        let tree = Tree::create(MemoryBlockStore::new()).await?;
        Ok(Self { tree, repairs: 0 })
    }

    /// Does what a commit did, after which there are these records and our root is `ours`; answers with its root, in letters.
    pub async fn after(
        &mut self,
        ops: &[Op],
        ours: &str,
        records: &BTreeMap<String, at_proto::cid::Cid>,
    ) -> Result<String> {
        let done = self.apply(ops).await;
        if done.is_err() || self.tree.root().to_string() != ours {
            self.repairs += 1;
            self.tree = Tree::create(MemoryBlockStore::new()).await?;
            for (key, record) in records {
                let added = self.tree.add(key, theirs(record)?).await;
                added.with_context(|| format!("atrium adds {key}"))?;
            }
        }
        Ok(self.tree.root().to_string())
    }

    async fn apply(&mut self, ops: &[Op]) -> Result<(), Error> {
        for op in ops {
            let now = op.now.as_ref().and_then(|it| theirs(it).ok());
            match (now, op.before) {
                (Some(now), None) => self.tree.add(&op.key, now).await?,
                (Some(now), Some(_)) => self.tree.update(&op.key, now).await?,
                (None, _) => self.tree.delete(&op.key).await?,
            }
        }
        Ok(())
    }
}

fn theirs(cid: &at_proto::cid::Cid) -> Result<Cid> {
    Ok(Cid::try_from(cid.to_bytes().as_slice())?)
}
