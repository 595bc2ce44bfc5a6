use proptest::prelude::*;

use super::node::{height, shared};
use super::*;

type Memory = BTreeMap<Cid, KnownNode>;

fn value(number: u64) -> Cid {
    Cid::of_cbor(&number.to_le_bytes())
}

/// The root of a tree that is made of these keys at once.
fn root_of(records: &BTreeMap<String, Cid>) -> Cid {
    let none = Memory::new();
    let mut tree = Tree::empty(&none).unwrap();
    for (key, value) in records {
        tree.insert(key, *value).unwrap();
    }
    tree.root()
}

#[test]
fn a_tree_without_a_record_has_the_name_that_the_specification_gives_it() {
    let none = Memory::new();
    let root = Tree::empty(&none).unwrap().root();
    let known = "bafyreie5737gdxlw5i64vzichcalba3z2v5n6icifvx5xytvske7mr3hpm";
    assert_eq!(root.to_string(), known);
}

#[test]
fn keys_that_no_record_has_are_refused() {
    let none = Memory::new();
    let mut tree = Tree::empty(&none).unwrap();
    let long = format!("a.b.c/{}", "x".repeat(1024));
    for key in [
        "",
        "a",
        "/",
        "a/",
        "/a",
        "a/b/c",
        "a/b c",
        "a/é",
        "a\0/b",
        long.as_str(),
    ] {
        assert_eq!(tree.insert(key, value(1)), Err(MstError::BadKey), "{key}");
    }
}

#[test]
fn what_is_there_is_not_added_and_what_is_not_there_is_not_taken_away() {
    let none = Memory::new();
    let mut tree = Tree::empty(&none).unwrap();
    tree.insert("a/b", value(1)).unwrap();
    assert_eq!(
        tree.insert("a/b", value(2)),
        Err(MstError::Exists("a/b".into()))
    );
    assert_eq!(tree.remove("a/c"), Err(MstError::Missing("a/c".into())));
    assert_eq!(
        tree.replace("a/c", value(1)),
        Err(MstError::Missing("a/c".into()))
    );
    assert_eq!(tree.replace("a/b", value(2)), Ok(value(1)));
    assert_eq!(tree.remove("a/b"), Ok(value(2)));
    assert_eq!(tree.root(), root_of(&BTreeMap::new()));
}

#[test]
fn a_forged_node_is_refused() {
    let none = Memory::new();
    let mut tree = Tree::empty(&none).unwrap();
    for number in 0..50 {
        tree.insert(&format!("a.b.c/{number}"), value(number))
            .unwrap();
    }
    let (root, nodes) = (tree.root(), tree.fresh());
    let nodes = nodes
        .iter()
        .map(|(cid, node)| (*cid, node.bytes().to_vec()));
    let nodes: BTreeMap<Cid, Vec<u8>> = nodes.collect();
    for cid in nodes.keys() {
        let mut forged = nodes.clone();
        *forged.get_mut(cid).unwrap().last_mut().unwrap() ^= 1;
        assert_eq!(
            Tree::open(&forged, root).list("", usize::MAX),
            Err(MstError::BadNode)
        );
        forged.remove(cid);
        assert_eq!(
            Tree::open(&forged, root).list("", usize::MAX),
            Err(MstError::NoNode(*cid))
        );
    }
}

/// A record more, another one in its place, or one less.
fn step(records: &mut BTreeMap<String, Cid>, key: String, number: u64, goes: bool) -> Op {
    let before = records.get(&key).copied();
    let now = (before.is_none() || !goes).then(|| value(number));
    match now {
        Some(now) => records.insert(key.clone(), now),
        None => records.remove(&key),
    };
    Op { key, now, before }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Step by step or at once: the same tree; and every commit can be taken back with the nodes of its proof alone.
    #[test]
    fn a_tree_is_the_same_whichever_way_it_came_to_be(
        steps in proptest::collection::vec((0_u16..400, any::<u64>(), any::<bool>()), 1..120),
        size in 1_usize..6,
    ) {
        let mut records = BTreeMap::new();
        let mut kept = Memory::new();
        let mut root = {
            let tree = Tree::empty(&kept).unwrap();
            let fresh = tree.fresh();
            let root = tree.root();
            kept.extend(fresh);
            root
        };
        for commit in steps.chunks(size) {
            let ops: Vec<Op> = commit
                .iter()
                .map(|(key, number, goes)| step(&mut records, format!("app.test/{key}"), *number, *goes))
                .collect();
            let mut tree = Tree::open(&kept, root);
            for op in &ops {
                tree.apply(op).unwrap();
            }
            let (before, fresh) = (root, tree.fresh());
            root = tree.root();
            prop_assert_eq!(root, root_of(&records));
            kept.extend(fresh);
            let proof = invert(&kept, root, &ops).unwrap();
            prop_assert_eq!(proof.before, before);
            prop_assert_eq!(&around(&kept, root, &ops).unwrap(), &proof.nodes);
            let again = invert(&proof.nodes, root, &ops).unwrap();
            prop_assert_eq!(again, proof);
        }
        let mut tree = Tree::open(&kept, root);
        let all: Vec<(String, Cid)> = records.clone().into_iter().collect();
        prop_assert_eq!(tree.list("", usize::MAX).unwrap(), all.clone());
        let some: Vec<_> = all.into_iter().filter(|(key, _)| key.as_str() > "app.test/2").take(5).collect();
        prop_assert_eq!(tree.list("app.test/2", 5).unwrap(), some);
        for (key, value) in &records {
            prop_assert_eq!(tree.find(key).unwrap(), Some(*value));
        }
        prop_assert_eq!(tree.find("app.test/none").unwrap(), None);
    }
}

#[test]
fn heights_and_beginnings_are_counted_as_in_the_specification() {
    for (key, layer) in [("", 0), ("blue", 1), ("app.bsky.feed.post/9adeb165882c", 8)] {
        assert_eq!(height(key), layer, "{key}");
    }
    assert_eq!(shared("abc", "abd"), 2);
}

/// The vectors of the protocol, when they are there: see `tests/repository.rs`.
#[test]
fn heights_and_beginnings_are_those_of_the_vectors() {
    let root = std::env::var_os("FOLKMOOT_AT_CORPUS").map_or_else(
        || std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus"),
        std::path::PathBuf::from,
    );
    let read = |name: &str| -> Option<Vec<serde_json::Value>> {
        let text = std::fs::read_to_string(root.join("atproto/mst").join(name)).ok()?;
        Some(serde_json::from_str(&text).unwrap())
    };
    let (Some(heights), Some(prefixes)) = (read("key_heights.json"), read("common_prefix.json"))
    else {
        println!(
            "SKIPPED: no corpus at {}; set FOLKMOOT_AT_CORPUS",
            root.display()
        );
        return;
    };
    for vector in heights {
        let layer = height(vector["key"].as_str().unwrap());
        assert_eq!(u64::from(layer), vector["height"], "{}", vector["key"]);
    }
    for vector in prefixes {
        let (left, right) = (
            vector["left"].as_str().unwrap(),
            vector["right"].as_str().unwrap(),
        );
        assert_eq!(shared(left, right), vector["len"], "{left} {right}");
    }
}

proptest! {
    /// What is kept after each change is the tree and nothing else.
    #[test]
    fn what_is_stale_is_exactly_what_the_tree_has_no_more(steps in prop::collection::vec((0_u64..40, 0_u64..3), 1..60)) {
        let mut kept = Memory::new();
        let mut records: BTreeMap<String, Cid> = BTreeMap::new();
        let first = Tree::empty(&Memory::new()).unwrap().fresh();
        let mut root = *first.keys().next().unwrap();
        kept.extend(first);
        for (key, version) in steps {
            let key = format!("a.b.c/{key}");
            let op = match (records.get(&key).copied(), version) {
                (before @ Some(_), 0) => Op { key: key.clone(), now: None, before },
                (before, _) => Op { key: key.clone(), now: Some(value(version)), before },
            };
            if op.now.is_none() {
                records.remove(&key);
            } else {
                records.insert(key, value(version));
            }
            let (fresh, stale, next) = {
                let mut tree = Tree::open(&kept, root);
                tree.apply(&op).unwrap();
                (tree.fresh(), tree.stale(root), tree.root())
            };
            for cid in &stale {
                kept.remove(cid);
            }
            kept.extend(fresh);
            root = next;
            prop_assert_eq!(root, root_of(&records));
            let mut open = vec![root];
            let mut reached = BTreeSet::new();
            while let Some(cid) = open.pop() {
                open.extend(kept[&cid].node().below());
                reached.insert(cid);
            }
            prop_assert_eq!(reached, kept.keys().copied().collect::<BTreeSet<_>>());
        }
    }
}
