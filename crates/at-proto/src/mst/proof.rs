//! What a commit did, and how others see that it did nothing else: taken back in the new tree, its operations lead to the
//! old one (<https://atproto.com/specs/sync#commit-validation>). Only some nodes are needed for that. Others take operations
//! back along other ways, so the nodes down to both neighbours of every key belong to a proof, whether we read them or not.

use std::collections::BTreeMap;

use super::node::Node;
use super::{KnownNode, MstError, Nodes, Tree};
use crate::cid::Cid;

/// What was done with a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Op {
    /// `collection/rkey`.
    pub key: String,
    /// The record now; `None` if it was taken away.
    pub now: Option<Cid>,
    /// The record before; `None` if there was none.
    pub before: Option<Cid>,
}

/// What operations lead from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The name of the tree before.
    pub before: Cid,
    /// The nodes of the tree now down to the keys and their neighbours: whoever has them can check the operations.
    pub nodes: BTreeMap<Cid, KnownNode>,
}

impl<N: Nodes> Tree<'_, N> {
    /// Does it.
    pub fn apply(&mut self, op: &Op) -> Result<(), MstError> {
        let found = match (op.before, op.now) {
            (None, Some(now)) => return self.insert(&op.key, now),
            (Some(_), Some(now)) => self.replace(&op.key, now)?,
            (Some(_), None) => self.remove(&op.key)?,
            (None, None) => return Err(MstError::NotInverse),
        };
        if op.before == Some(found) {
            Ok(())
        } else {
            Err(MstError::NotInverse)
        }
    }

    fn read_around_all(&mut self, ops: &[Op]) -> Result<(), MstError> {
        let (top, layer) = self.top()?;
        ops.iter()
            .try_for_each(|op| self.read_around(&top, layer, &op.key))
    }

    /// Reads the nodes down to a key, and from there to the keys beside it.
    fn read_around(&mut self, node: &Node, layer: u32, key: &str) -> Result<(), MstError> {
        let place = node.place_of(key);
        let is_here = node
            .entries
            .get(place)
            .is_some_and(|entry| entry.key == key);
        for gap in place..=place + usize::from(is_here) {
            if let Some(below) = node.gap(gap) {
                let deeper = layer.checked_sub(1).ok_or(MstError::BadNode)?;
                let below = self.known(&below)?;
                self.read_around(below.in_layer(deeper)?, deeper, key)?;
            }
        }
        Ok(())
    }
}

/// The nodes of the tree `root` that [`invert`] needs: for whoever made the tree, and knows where it came from.
pub fn around<N: Nodes>(
    nodes: &N,
    root: Cid,
    ops: &[Op],
) -> Result<BTreeMap<Cid, KnownNode>, MstError> {
    let mut tree = Tree::open(nodes, root);
    tree.read_around_all(ops)?;
    Ok(tree.read)
}

/// Takes operations back in the tree `root`, the last one first.
pub fn invert<N: Nodes>(nodes: &N, root: Cid, ops: &[Op]) -> Result<Proof, MstError> {
    let mut tree = Tree::open(nodes, root);
    tree.read_around_all(ops)?;
    for op in ops.iter().rev() {
        tree.apply(&Op {
            key: op.key.clone(),
            now: op.before,
            before: op.now,
        })?;
    }
    Ok(Proof {
        before: tree.root,
        nodes: tree.read,
    })
}
