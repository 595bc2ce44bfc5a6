//! The nodes of a repository, as the tree wants them.

use at_proto::cid::Cid;
use at_proto::mst::{KnownNode, MstError, Nodes};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use social::repo::RepoReader;

/// How many bytes of nodes are held in memory, as they are written; what they say takes about as much again.
const HELD_BYTES: u64 = 8 * 1024 * 1024;
/// About how many nodes that is.
const HELD: usize = 16_384;

/// Nodes that were read lately. A node is called what its bytes are, so none is ever out of date: whether it is still in
/// a repository, its root tells.
pub(crate) struct HeldNodes(Cache<Cid, KnownNode, Bytes>);

#[derive(Clone)]
struct Bytes;

impl Weighter<Cid, KnownNode> for Bytes {
    fn weight(&self, _: &Cid, node: &KnownNode) -> u64 {
        u64::try_from(node.bytes().len()).unwrap_or(HELD_BYTES)
    }
}

impl Default for HeldNodes {
    fn default() -> Self {
        Self(Cache::with_weighter(HELD, HELD_BYTES, Bytes))
    }
}

impl HeldNodes {
    /// Holds a node for whoever needs it next.
    pub(crate) fn hold(&self, cid: Cid, node: KnownNode) {
        self.0.insert(cid, node);
    }
}

/// Nodes that are kept in the database.
pub(crate) struct Kept<'a, 'b> {
    pub(crate) reader: &'a RepoReader<'b>,
    pub(crate) held: &'a HeldNodes,
}

impl Nodes for Kept<'_, '_> {
    fn node(&self, cid: &Cid) -> Result<Option<KnownNode>, MstError> {
        if let Some(node) = self.held.0.get(cid) {
            return Ok(Some(node));
        }
        let bytes = self
            .reader
            .node(&cid.to_bytes())
            .map_err(|error| MstError::Store(error.to_string()))?;
        let Some(bytes) = bytes else { return Ok(None) };
        let node = KnownNode::read(cid, bytes)?;
        self.held.hold(*cid, node.clone());
        Ok(Some(node))
    }
}
