//! The next commit of a repository of ours, and whether that of somebody else is right
//! (<https://atproto.com/specs/sync#commit-validation>).

use std::collections::{BTreeMap, BTreeSet};

use crate::car::{self, Block};
use crate::cid::Cid;
use crate::commit::{Commit, Unsigned};
use crate::data;
use crate::mst::{self, MstError, Nodes, Op, Tree};
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
    /// Nodes and records that are new, to be kept.
    pub fresh: BTreeMap<Cid, Vec<u8>>,
    /// Nodes that were there, and without which others cannot check it.
    pub around: BTreeMap<Cid, Vec<u8>>,
}

impl Next {
    /// Everything that others are sent: a CAR file with the commit in front.
    pub fn blocks(&self) -> Result<Vec<u8>, RepoError> {
        let mut out = car::header(&self.cid);
        car::put_block(&mut out, &self.cid, &self.commit.bytes());
        for (cid, bytes) in self.fresh.iter().chain(&self.around) {
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
    let (root, mut fresh) = (tree.root(), tree.fresh()?);
    let both = Both(&fresh, nodes);
    let mut around = mst::invert(&both, root, &ops)?.nodes;
    around.retain(|cid, _| !fresh.contains_key(cid));
    fresh.append(&mut records);
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
        fresh,
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
struct Both<'a, N>(&'a BTreeMap<Cid, Vec<u8>>, &'a N);

impl<N: Nodes> Nodes for Both<'_, N> {
    fn node(&self, cid: &Cid) -> Result<Option<Vec<u8>>, MstError> {
        match self.0.get(cid) {
            Some(bytes) => Ok(Some(bytes.clone())),
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
    /// The tree before; `None` is said of the first commit alone.
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
mod tests {
    use std::sync::LazyLock;

    use crypto::Secp256k1Key;
    use crypto::multikey::did_key_secp256k1;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::keys::has_signed;

    static DID: LazyLock<Did> =
        LazyLock::new(|| Did::parse("did:plc:ewvi7nxzyoun6zhxrhs64oiz").unwrap());

    fn rev(text: &str) -> Tid {
        Tid::parse(text).unwrap()
    }

    fn record(number: u64) -> Vec<u8> {
        let json = json!({"$type": "app.test.thing", "number": number % 9_000_000});
        data::encode(&data::record_from_json(&json).unwrap()).unwrap()
    }

    fn told<'a>(next: &'a Next, blocks: &'a [u8]) -> Told<'a> {
        Told {
            did: &DID,
            rev: next.commit.unsigned.rev,
            commit: next.cid,
            before: Some(next.before),
            ops: &next.ops,
            blocks,
        }
    }

    fn first() -> Next {
        let nodes = BTreeMap::new();
        let write = |number: u64| Write {
            key: format!("app.test.thing/{number}"),
            before: None,
            record: Some(record(number)),
        };
        let writes = (0..20).map(write).collect();
        next(&nodes, None, (&DID, rev("3jzfcijpj2z2a")), writes, |_| {
            [1; 64]
        })
        .unwrap()
    }

    #[test]
    fn what_is_not_as_it_was_said_is_refused() {
        let next = first();
        let blocks = next.blocks().unwrap();
        let right = told(&next, &blocks);
        let check = |told: &Told<'_>| check(told, |_, signature| signature == [1; 64]);
        assert!(check(&right).is_ok());
        let other = Cid::of_cbor(b"other");
        assert_eq!(
            check(&Told {
                did: &Did::parse("did:plc:x").unwrap(),
                ..right.clone()
            }),
            Err(RepoError::NotIt)
        );
        assert_eq!(
            check(&Told {
                rev: rev("3jzfcijpj2z2b"),
                ..right.clone()
            }),
            Err(RepoError::NotIt)
        );
        assert_eq!(
            check(&Told {
                commit: other,
                ..right.clone()
            }),
            Err(RepoError::NotIt)
        );
        let from = Told {
            before: Some(other),
            ..right.clone()
        };
        assert_eq!(check(&from), Err(RepoError::NotFrom));
        // Something that was done is not said: the operations lead from another tree.
        let fewer = Told {
            ops: &next.ops[1..],
            ..right.clone()
        };
        assert_eq!(check(&fewer), Err(RepoError::NotFrom));
        let mut ops = next.ops.clone();
        ops[0].now = Some(other);
        assert_eq!(
            check(&Told {
                ops: &ops,
                ..right.clone()
            }),
            Err(RepoError::Tree(MstError::NotInverse))
        );
        let twice = vec![next.ops[0].clone(); 2];
        let said = RepoError::Twice(next.ops[0].key.clone());
        assert_eq!(
            check(&Told {
                ops: &twice,
                ..right.clone()
            }),
            Err(said)
        );
        let many = vec![next.ops[0].clone(); MAX_OPS + 1];
        assert_eq!(
            check(&Told {
                ops: &many,
                ..right.clone()
            }),
            Err(RepoError::TooLarge)
        );
        let unsigned = super::check(&right, |_, _| false);
        assert_eq!(unsigned, Err(RepoError::BadSignature));
        // A record is left out.
        let gone = next.ops[0].now.unwrap();
        let mut without = next.clone();
        without.fresh.remove(&gone);
        let blocks = without.blocks().unwrap();
        let missing = RepoError::NoRecord(next.ops[0].key.clone());
        assert_eq!(check(&told(&without, &blocks)), Err(missing));
    }

    #[test]
    fn a_commit_is_signed_by_the_key_of_its_repository_and_by_no_other() {
        let (key, other) = (
            Secp256k1Key::generate().unwrap(),
            Secp256k1Key::generate().unwrap(),
        );
        let nodes = BTreeMap::new();
        let now = rev("3jzfcijpj2z2a");
        let next = next(&nodes, None, (&DID, now), Vec::new(), |bytes| {
            key.sign(bytes)
        })
        .unwrap();
        let blocks = next.blocks().unwrap();
        let by = |key: &Secp256k1Key| {
            let key = did_key_secp256k1(&key.public_compressed());
            check(&told(&next, &blocks), |bytes, signature| {
                has_signed(&key, bytes, signature)
            })
        };
        assert!(by(&key).is_ok());
        assert_eq!(by(&other), Err(RepoError::BadSignature));
    }

    #[test]
    fn what_cannot_be_done_makes_no_commit() {
        let first = first();
        let tree = Some(first.commit.unsigned.data);
        let write = Write {
            key: "app.test.thing/3".to_owned(),
            before: None,
            record: Some(record(1)),
        };
        let made = |write: &Write| {
            next(
                &first.fresh,
                tree,
                (&DID, rev("3jzfcijpj2z2b")),
                vec![write.clone()],
                |_| [1; 64],
            )
        };
        assert!(matches!(
            made(&write),
            Err(RepoError::Tree(MstError::Exists(_)))
        ));
        let other = Write {
            before: Some(Cid::of_cbor(b"other")),
            ..write.clone()
        };
        assert_eq!(made(&other), Err(RepoError::Tree(MstError::NotInverse)));
        let no_record = Write {
            record: Some(b"\xff".to_vec()),
            ..write
        };
        assert!(matches!(made(&no_record), Err(RepoError::Record(_))));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn every_commit_that_is_made_is_right(
            steps in proptest::collection::vec((0_u16..300, any::<u64>(), any::<bool>()), 1..80),
            size in 1_usize..5,
        ) {
            let mut kept = BTreeMap::new();
            let mut records: BTreeMap<String, Cid> = BTreeMap::new();
            let mut tree = None;
            for commit in steps.chunks(size) {
                let mut writes = Vec::new();
                let steps: BTreeMap<_, _> = commit.iter().map(|(key, number, goes)| (key, (number, goes))).collect();
                for (key, (number, goes)) in steps {
                    let key = format!("app.test.thing/{key}");
                    let before = records.get(&key).copied();
                    let bytes = (before.is_none() || !goes).then(|| record(*number));
                    match &bytes {
                        Some(bytes) => records.insert(key.clone(), Cid::of_cbor(bytes)),
                        None => records.remove(&key),
                    };
                    writes.push(Write { key, before, record: bytes });
                }
                let next = next(&kept, tree, (&DID, rev("3jzfcijpj2z2a")), writes, |_| [1; 64]).unwrap();
                let blocks = next.blocks().unwrap();
                let checked = check(&told(&next, &blocks), |_, signature| signature == [1; 64]).unwrap();
                prop_assert_eq!(&checked.commit, &next.commit);
                prop_assert_eq!(checked.before, next.before);
                tree = Some(next.commit.unsigned.data);
                kept.extend(next.fresh);
            }
            let root = tree.unwrap();
            let all: Vec<_> = records.into_iter().collect();
            prop_assert_eq!(Tree::open(&kept, root).list("", usize::MAX).unwrap(), all);
        }
    }
}
