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
    let nodes = BTreeMap::<Cid, KnownNode>::new();
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

fn checked(told: &Told<'_>) -> Result<Checked, RepoError> {
    check(told, |_, signature| signature == [1; 64])
}

#[test]
fn a_commit_that_is_not_the_one_that_was_told_is_refused() {
    let next = first();
    let blocks = next.blocks().unwrap();
    let right = told(&next, &blocks);
    assert!(checked(&right).is_ok());
    let (did, other) = (Did::parse("did:plc:x").unwrap(), Cid::of_cbor(b"other"));
    let (mut of_another, mut of_another_time, mut another) =
        (right.clone(), right.clone(), right.clone());
    of_another.did = &did;
    of_another_time.rev = rev("3jzfcijpj2z2b");
    another.commit = other;
    for wrong in [of_another, of_another_time, another] {
        assert_eq!(checked(&wrong), Err(RepoError::NotIt));
    }
    let mut from_another = right.clone();
    from_another.before = Some(other);
    assert_eq!(checked(&from_another), Err(RepoError::NotFrom));
    let unsigned = check(&right, |_, _| false);
    assert_eq!(unsigned, Err(RepoError::BadSignature));
}

#[test]
fn operations_that_do_not_lead_to_the_tree_are_refused() {
    let next = first();
    let blocks = next.blocks().unwrap();
    let of = |ops: &[Op]| {
        checked(&Told {
            ops,
            ..told(&next, &blocks)
        })
    };
    // Something that was done is not said: the operations lead from another tree.
    assert_eq!(of(&next.ops[1..]), Err(RepoError::NotFrom));
    let mut changed = next.ops.clone();
    changed[0].now = Some(Cid::of_cbor(b"other"));
    assert_eq!(of(&changed), Err(RepoError::Tree(MstError::NotInverse)));
    let one = &next.ops[0];
    let twice = RepoError::Twice(one.key.clone());
    assert_eq!(of(&vec![one.clone(); 2]), Err(twice));
    assert_eq!(
        of(&vec![one.clone(); MAX_OPS + 1]),
        Err(RepoError::TooLarge)
    );
}

#[test]
fn a_record_that_was_not_sent_is_missed() {
    let mut next = first();
    next.records.remove(&next.ops[0].now.unwrap());
    let blocks = next.blocks().unwrap();
    let missing = RepoError::NoRecord(next.ops[0].key.clone());
    assert_eq!(checked(&told(&next, &blocks)), Err(missing));
}

#[test]
fn a_commit_is_signed_by_the_key_of_its_repository_and_by_no_other() {
    let (key, other) = (
        Secp256k1Key::generate().unwrap(),
        Secp256k1Key::generate().unwrap(),
    );
    let nodes = BTreeMap::<Cid, KnownNode>::new();
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
            &first.nodes,
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
        let mut kept = BTreeMap::<Cid, KnownNode>::new();
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
            kept.extend(next.nodes);
        }
        let root = tree.unwrap();
        let all: Vec<_> = records.into_iter().collect();
        prop_assert_eq!(Tree::open(&kept, root).list("", usize::MAX).unwrap(), all);
    }
}
