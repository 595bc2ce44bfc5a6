//! The next commit of a repository of ours, and whether that of somebody else is right
//! (<https://atproto.com/specs/sync#commit-validation>).

use std::collections::{BTreeMap, BTreeSet};

use crate::car::{self, Block};
use crate::cid::Cid;
use crate::commit::{Commit, Unsigned};
use crate::data;
use crate::mst::{self, KnownNode, MstError, Nodes, Op, Tree};
use crate::syntax::{Did, Tid};

/// The most operations of a commit that is sent to others.
pub const MAX_OPS: usize = 200;
/// The most bytes of the blocks that are sent with one.
pub const MAX_BLOCKS_BYTES: usize = 2_000_000;

/// What is wrong with a commit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RepoError {
    /// What is to be written, or a tree that was sent.
    #[error(transparent)]
    Tree(#[from] MstError),
    /// A record that cannot be one.
    #[error("a record {0}")]
    Record(#[from] data::DataError),
    /// Blocks that cannot be read.
    #[error("what was sent {0}")]
    Car(#[from] car::CarError),
    /// More operations, or more bytes, than one commit may have.
    #[error("is too large for one commit")]
    TooLarge,
    /// No commit, or that of another repository or another time than was said.
    #[error("is not the commit that it is said to be")]
    NotIt,
    /// A signature that is not that of the repository's key.
    #[error("is not signed by the key of the repository")]
    BadSignature,
    /// An operation on a record that was not sent.
    #[error("the record under {0} was not sent")]
    NoRecord(String),
    /// Two operations on one record.
    #[error("does something twice with {0}")]
    Twice(String),
    /// Operations that lead from another tree than was said.
    #[error("the operations lead from another tree")]
    NotFrom,
}

/// Something to be done with a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// `collection/rkey`.
    pub key: String,
    /// The record that is there now; `None` where there is none.
    pub before: Option<Cid>,
    /// The record in DAG-CBOR; `None` takes away what is there.
    pub record: Option<Vec<u8>>,
}

/// The next commit, signed, and what is to be kept and told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// The commit.
    pub commit: Commit,
    /// Its name.
    pub cid: Cid,
    /// What was done, in order.
    pub ops: Vec<Op>,
    /// The tree before.
    pub before: Cid,
    /// Records that are new, to be kept.
    pub records: BTreeMap<Cid, Vec<u8>>,
    /// Nodes that are new, to be kept.
    pub nodes: BTreeMap<Cid, KnownNode>,
    /// Nodes that were kept and are in the tree no more.
    pub stale: BTreeSet<Cid>,
    /// Nodes that were there, and without which others cannot check it.
    pub around: BTreeMap<Cid, KnownNode>,
}

impl Next {
    /// Everything that is new but the commit itself.
    pub fn fresh(&self) -> impl Iterator<Item = (&Cid, &[u8])> {
        let records = self
            .records
            .iter()
            .map(|(cid, bytes)| (cid, bytes.as_slice()));
        records.chain(self.nodes.iter().map(|(cid, node)| (cid, node.bytes())))
    }

    /// Everything that others are sent: a CAR file with the commit in front.
    pub fn blocks(&self) -> Result<Vec<u8>, RepoError> {
        let mut out = car::header(&self.cid);
        car::put_block(&mut out, &self.cid, &self.commit.bytes());
        let around = self.around.iter().map(|(cid, node)| (cid, node.bytes()));
        for (cid, bytes) in self.fresh().chain(around) {
            car::put_block(&mut out, cid, bytes);
        }
        if self.ops.len() > MAX_OPS || out.len() > MAX_BLOCKS_BYTES {
            return Err(RepoError::TooLarge);
        }
        Ok(out)
    }
}

/// Makes the next commit of a repository whose tree is `tree` now; `None` begins one.
pub fn next<N: Nodes>(
    nodes: &N,
    tree: Option<Cid>,
    (did, rev): (&Did, Tid),
    writes: Vec<Write>,
    sign: impl FnOnce(&[u8]) -> [u8; 64],
) -> Result<Next, RepoError> {
    let mut tree = match tree {
        Some(root) => Tree::open(nodes, root),
        None => Tree::empty(nodes)?,
    };
    let before = tree.root();
    let (mut ops, mut records) = (Vec::new(), BTreeMap::new());
    for write in writes {
        let now = match write.record {
            Some(record) => {
                data::decode(&record)?;
                let cid = Cid::of_cbor(&record);
                records.insert(cid, record);
                Some(cid)
            }
            None => None,
        };
        let op = Op {
            key: write.key,
            now,
            before: write.before,
        };
        tree.apply(&op)?;
        ops.push(op);
    }
    check_once(&ops)?;
    let (root, fresh, stale) = (tree.root(), tree.fresh(), tree.stale(before));
    let both = Both(&fresh, nodes);
    let mut around = mst::around(&both, root, &ops)?;
    around.retain(|cid, _| !fresh.contains_key(cid));
    let unsigned = Unsigned {
        did: did.clone(),
        data: root,
        rev,
    };
    let signature = sign(&unsigned.bytes());
    let commit = unsigned.signed(&signature);
    Ok(Next {
        cid: Cid::of_cbor(&commit.bytes()),
        commit,
        ops,
        before,
        records,
        nodes: fresh,
        stale,
        around,
    })
}

/// A commit does one thing with a record.
fn check_once(ops: &[Op]) -> Result<(), RepoError> {
    let mut seen = BTreeSet::new();
    match ops.iter().find(|op| !seen.insert(&op.key)) {
        Some(op) => Err(RepoError::Twice(op.key.clone())),
        None => Ok(()),
    }
}

/// New nodes, and those that are kept.
struct Both<'a, N>(&'a BTreeMap<Cid, KnownNode>, &'a N);

impl<N: Nodes> Nodes for Both<'_, N> {
    fn node(&self, cid: &Cid) -> Result<Option<KnownNode>, MstError> {
        match self.0.get(cid) {
            Some(node) => Ok(Some(node.clone())),
            None => self.1.node(cid),
        }
    }
}

/// A commit as somebody else tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told<'a> {
    /// Whose repository it is.
    pub did: &'a Did,
    /// When.
    pub rev: Tid,
    /// The commit's name.
    pub commit: Cid,
    /// The tree before, if that was said: whoever knows it compares it with [`Checked::before`].
    pub before: Option<Cid>,
    /// What was done.
    pub ops: &'a [Op],
    /// A CAR file.
    pub blocks: &'a [u8],
}

/// A commit that is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The commit.
    pub commit: Commit,
    /// The tree before.
    pub before: Cid,
    /// The records that came or changed.
    pub records: BTreeMap<Cid, Vec<u8>>,
}

/// Checks a commit: that it is what it is said to be, that `is_signed` says so of what was signed and the signature,
/// and that its operations, and nothing else, lead to its tree.
pub fn check(
    told: &Told<'_>,
    is_signed: impl FnOnce(&[u8], &[u8]) -> bool,
) -> Result<Checked, RepoError> {
    if told.ops.len() > MAX_OPS || told.blocks.len() > MAX_BLOCKS_BYTES {
        return Err(RepoError::TooLarge);
    }
    check_once(told.ops)?;
    let (root, blocks) = car::read(told.blocks)?;
    let blocks = blocks.into_iter().map(|Block { cid, bytes }| (cid, bytes));
    let blocks: BTreeMap<Cid, Vec<u8>> = blocks.collect();
    let commit = blocks.get(&told.commit).filter(|_| root == told.commit);
    let commit = commit.and_then(|bytes| Commit::parse(bytes).ok());
    let commit = commit.ok_or(RepoError::NotIt)?;
    if commit.unsigned.did != *told.did || commit.unsigned.rev != told.rev {
        return Err(RepoError::NotIt);
    }
    if !is_signed(&commit.unsigned.bytes(), &commit.signature) {
        return Err(RepoError::BadSignature);
    }
    let before = mst::invert(&blocks, commit.unsigned.data, told.ops)?.before;
    if told.before.is_some_and(|said| said != before) {
        return Err(RepoError::NotFrom);
    }
    let mut records = BTreeMap::new();
    for op in told.ops {
        if let Some(cid) = op.now {
            let record = blocks.get(&cid);
            let record = record.ok_or_else(|| RepoError::NoRecord(op.key.clone()))?;
            data::decode(record)?;
            records.insert(cid, record.clone());
        }
    }
    Ok(Checked {
        commit,
        before,
        records,
    })
}

#[cfg(test)]
mod tests;
