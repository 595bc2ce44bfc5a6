//! The Merkle search tree of a repository: all its records by their keys, under one name
//! (<https://atproto.com/specs/repository>).
//!
//! Where a key lies is decided by its hash alone, so the same records make the same tree in whichever order they came.
//! A change reads and writes the nodes on the way to a key and along the edges of what lies beside it: as many as the
//! tree is deep.

mod change;
mod node;
mod proof;
mod walk;
mod whole;

use std::collections::{BTreeMap, BTreeSet};

use crate::cid::Cid;

use self::node::Node;
pub use self::node::{KnownNode, MAX_KEY_BYTES};
pub use self::proof::{Op, Proof, around, invert};
pub use self::whole::{build, read_whole};

/// Deeper than any tree of real keys: one in 4^64 keys lies in such a layer.
const MAX_LAYERS: u32 = 64;

/// What is wrong with a tree, or with what is asked of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MstError {
    /// A key that no record has.
    #[error("is no key of a record: a collection, a slash and a record key")]
    BadKey,
    /// There is a record under this key already.
    #[error("there is a record under {0} already")]
    Exists(String),
    /// There is no record under this key.
    #[error("there is no record under {0}")]
    Missing(String),
    /// A node that cannot be read, or that is not where it belongs.
    #[error("has a node that does not belong there")]
    BadNode,
    /// A node that is not at hand.
    #[error("the node {0} is not there")]
    NoNode(Cid),
    /// Operations that do not lead from the one tree to the other.
    #[error("the operations do not lead to this tree")]
    NotInverse,
    /// More records, or longer keys, than it may have.
    #[error("has more records than this server takes")]
    TooLarge,
    /// Where the nodes are kept cannot be read.
    #[error("nodes cannot be read: {0}")]
    Store(String),
}

/// Where nodes are kept.
pub trait Nodes {
    /// A node; `None` when it is not there.
    fn node(&self, cid: &Cid) -> Result<Option<KnownNode>, MstError>;
}

/// Blocks in memory, whoever sent them.
impl Nodes for BTreeMap<Cid, Vec<u8>> {
    fn node(&self, cid: &Cid) -> Result<Option<KnownNode>, MstError> {
        let bytes = self.get(cid).cloned();
        bytes.map(|bytes| KnownNode::read(cid, bytes)).transpose()
    }
}

/// Nodes in memory.
impl Nodes for BTreeMap<Cid, KnownNode> {
    fn node(&self, cid: &Cid) -> Result<Option<KnownNode>, MstError> {
        Ok(self.get(cid).cloned())
    }
}

/// A tree that is being changed. What is kept is never touched: new nodes are in [`Tree::fresh`].
#[derive(Debug)]
pub struct Tree<'a, N> {
    kept: &'a N,
    root: Cid,
    fresh: BTreeMap<Cid, KnownNode>,
    /// Those of the kept nodes that were read.
    read: BTreeMap<Cid, KnownNode>,
}

impl<'a, N: Nodes> Tree<'a, N> {
    /// A tree without a record.
    pub fn empty(kept: &'a N) -> Result<Self, MstError> {
        let mut tree = Self {
            kept,
            root: Cid::of_cbor(&[]),
            fresh: BTreeMap::new(),
            read: BTreeMap::new(),
        };
        tree.root = tree.put(Node::default())?;
        Ok(tree)
    }

    /// The tree whose root is kept under this name.
    pub const fn open(kept: &'a N, root: Cid) -> Self {
        Self {
            kept,
            root,
            fresh: BTreeMap::new(),
            read: BTreeMap::new(),
        }
    }

    /// Its name now.
    pub const fn root(&self) -> Cid {
        self.root
    }

    /// The nodes that are in the tree now and were not kept, to be kept.
    pub fn fresh(&self) -> BTreeMap<Cid, KnownNode> {
        // What was made on the way and is in the tree no more is left out.
        let mut used = BTreeMap::new();
        let mut open = vec![self.root];
        while let Some(cid) = open.pop() {
            if let Some(node) = self.fresh.get(&cid) {
                open.extend(node.node().below());
                used.insert(cid, node.clone());
            }
        }
        used
    }

    /// The nodes that were read so far, of those that are kept: what somebody else needs to read the same.
    pub fn was_read(&self) -> impl Iterator<Item = (&Cid, &KnownNode)> {
        self.read.iter()
    }

    /// Those of the kept nodes below `before`, the root that the tree had, that are in it no more. A node has one place in
    /// a tree, so what new nodes do not point at is not in it.
    pub fn stale(&self, before: Cid) -> BTreeSet<Cid> {
        let mut stays = BTreeSet::from([self.root]);
        for node in self.fresh().values() {
            stays.extend(node.node().below());
        }
        let (mut stale, mut open) = (BTreeSet::new(), vec![before]);
        while let Some(cid) = open.pop() {
            if stays.contains(&cid) {
                continue;
            }
            // What was not read was not changed.
            if let Some(node) = self.read.get(&cid) {
                open.extend(node.node().below());
                stale.insert(cid);
            }
        }
        stale
    }

    fn put(&mut self, node: Node) -> Result<Cid, MstError> {
        let (cid, node) = KnownNode::write(node)?;
        self.fresh.insert(cid, node);
        Ok(cid)
    }

    /// A node below others; none is none.
    fn put_below(&mut self, node: Node) -> Result<Option<Cid>, MstError> {
        if node.is_empty() {
            return Ok(None);
        }
        self.put(node).map(Some)
    }

    fn known(&mut self, cid: &Cid) -> Result<KnownNode, MstError> {
        if let Some(node) = self.fresh.get(cid).or_else(|| self.read.get(cid)) {
            return Ok(node.clone());
        }
        let node = self.kept.node(cid)?.ok_or(MstError::NoNode(*cid))?;
        self.read.insert(*cid, node.clone());
        Ok(node)
    }

    /// A node to be changed.
    fn get(&mut self, cid: &Cid, layer: u32) -> Result<Node, MstError> {
        Ok(self.known(cid)?.in_layer(layer)?.clone())
    }

    /// The root, and its layer. Only a tree without a record has a root without a key.
    fn top(&mut self) -> Result<(Node, u32), MstError> {
        let root = self.root;
        let known = self.known(&root)?;
        let node = known.node().clone();
        match known.layer() {
            Some(layer) if layer <= MAX_LAYERS => Ok((node, layer)),
            None if node.is_empty() => Ok((node, 0)),
            _ => Err(MstError::BadNode),
        }
    }
}

#[cfg(test)]
mod tests;
