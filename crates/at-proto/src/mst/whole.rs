//! A tree as a whole: every record of one that somebody else made, and the one tree there is of given records
//! (<https://atproto.com/specs/repository#mst-structure>).

use std::collections::{BTreeMap, BTreeSet};

use super::node::{Entry, Node, height};
use super::{KnownNode, MAX_LAYERS, MstError, Nodes};
use crate::cid::Cid;

/// The most bytes of all keys of a tree together: a node writes what keys have in common only once, so a small file can
/// hold keys that are large in memory.
const MAX_ALL_KEYS_BYTES: usize = 64 * 1024 * 1024;

/// All records of a tree in the order of their keys, `most` at most. Each node is read once and has one place, so what
/// this costs is bounded by what there is, however the nodes point at each other. That the tree is written in the one
/// way there is, [`build`] tells: it gives the same root.
pub fn read_whole<N: Nodes>(
    nodes: &N,
    root: Cid,
    most: usize,
) -> Result<Vec<(String, Cid)>, MstError> {
    let mut reading = Reading {
        nodes,
        seen: BTreeSet::new(),
        found: Vec::new(),
        bytes: 0,
        most,
    };
    let top = reading.node(root)?;
    match top.layer() {
        Some(layer) if layer <= MAX_LAYERS => reading.read(top.node(), layer)?,
        None if top.node().is_empty() => {}
        _ => return Err(MstError::BadNode),
    }
    Ok(reading.found)
}

struct Reading<'a, N> {
    nodes: &'a N,
    seen: BTreeSet<Cid>,
    found: Vec<(String, Cid)>,
    bytes: usize,
    most: usize,
}

impl<N: Nodes> Reading<'_, N> {
    fn node(&mut self, cid: Cid) -> Result<KnownNode, MstError> {
        if !self.seen.insert(cid) {
            return Err(MstError::BadNode);
        }
        self.nodes.node(&cid)?.ok_or(MstError::NoNode(cid))
    }

    fn read(&mut self, node: &Node, layer: u32) -> Result<(), MstError> {
        self.below(node.before, layer)?;
        for entry in &node.entries {
            self.add(&entry.key, entry.value)?;
            self.below(entry.after, layer)?;
        }
        Ok(())
    }

    fn below(&mut self, cid: Option<Cid>, layer: u32) -> Result<(), MstError> {
        let Some(cid) = cid else { return Ok(()) };
        let layer = layer.checked_sub(1).ok_or(MstError::BadNode)?;
        let known = self.node(cid)?;
        let node = known.in_layer(layer)?;
        if node.is_empty() {
            return Err(MstError::BadNode);
        }
        self.read(node, layer)
    }

    fn add(&mut self, key: &str, value: Cid) -> Result<(), MstError> {
        if self
            .found
            .last()
            .is_some_and(|(last, _)| last.as_str() >= key)
        {
            return Err(MstError::BadNode);
        }
        self.bytes += key.len();
        if self.found.len() >= self.most || self.bytes > MAX_ALL_KEYS_BYTES {
            return Err(MstError::TooLarge);
        }
        self.found.push((key.to_owned(), value));
        Ok(())
    }
}

/// The tree of these records, which are in the order of their keys: its root and all its nodes.
pub fn build(records: &[(String, Cid)]) -> Result<(Cid, BTreeMap<Cid, Vec<u8>>), MstError> {
    let placed: Vec<Placed<'_>> = records
        .iter()
        .map(|(key, value)| Placed {
            key,
            value: *value,
            layer: height(key),
        })
        .collect();
    let mut nodes = BTreeMap::new();
    let top = placed.iter().map(|placed| placed.layer).max();
    let top = top.filter(|top| *top <= MAX_LAYERS);
    let root = match top {
        Some(layer) => node_of(&placed, layer, &mut nodes)?,
        None if records.is_empty() => None,
        None => return Err(MstError::BadNode),
    };
    let root = match root {
        Some(root) => root,
        None => put(&Node::default(), &mut nodes)?,
    };
    Ok((root, nodes))
}

/// A record and the layer that its key lies in.
struct Placed<'a> {
    key: &'a str,
    value: Cid,
    layer: u32,
}

fn node_of(
    placed: &[Placed<'_>],
    layer: u32,
    nodes: &mut BTreeMap<Cid, Vec<u8>>,
) -> Result<Option<Cid>, MstError> {
    if placed.is_empty() {
        return Ok(None);
    }
    let is_here = |placed: &Placed<'_>| placed.layer == layer;
    let mut gaps = Vec::new();
    for gap in placed.split(is_here) {
        gaps.push(match layer.checked_sub(1) {
            Some(below) => node_of(gap, below, nodes)?,
            None => None,
        });
    }
    let mut gaps = gaps.into_iter();
    let before = gaps.next().flatten();
    let here = placed.iter().filter(|placed| is_here(placed));
    let entries = here.zip(gaps).map(|(placed, after)| Entry {
        key: placed.key.to_owned(),
        value: placed.value,
        after,
    });
    let node = Node {
        before,
        entries: entries.collect(),
    };
    put(&node, nodes).map(Some)
}

fn put(node: &Node, nodes: &mut BTreeMap<Cid, Vec<u8>>) -> Result<Cid, MstError> {
    let bytes = node.encode()?;
    let cid = Cid::of_cbor(&bytes);
    nodes.insert(cid, bytes);
    Ok(cid)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::mst::Tree;

    fn records(numbers: impl IntoIterator<Item = u32>) -> Vec<(String, Cid)> {
        let numbers: BTreeSet<u32> = numbers.into_iter().collect();
        let record = |n: u32| {
            (
                format!("com.example.kind/{n:08}"),
                Cid::of_cbor(&n.to_le_bytes()),
            )
        };
        numbers.into_iter().map(record).collect()
    }

    #[test]
    fn a_tree_that_points_at_a_node_twice_is_refused_at_once() {
        let (_, mut nodes) = build(&records(0..400)).unwrap();
        let key = (0..1_000_000_u32)
            .map(|n| format!("com.example.kind/z{n}"))
            .find(|key| height(key) == 1)
            .unwrap();
        let leaf = nodes
            .iter()
            .find(|(cid, bytes)| KnownNode::read(cid, (*bytes).clone()).unwrap().layer() == Some(0))
            .map(|(cid, _)| *cid);
        let twice = Node {
            before: leaf,
            entries: vec![Entry {
                key,
                value: Cid::of_cbor(b""),
                after: leaf,
            }],
        };
        let root = put(&twice, &mut nodes).unwrap();
        assert_eq!(read_whole(&nodes, root, 1_000), Err(MstError::BadNode));
    }

    #[test]
    fn a_tree_with_more_records_than_may_be_or_without_a_node_is_refused() {
        let all = records(0..100);
        let (root, mut nodes) = build(&all).unwrap();
        assert_eq!(read_whole(&nodes, root, 99), Err(MstError::TooLarge));
        assert_eq!(read_whole(&nodes, root, 100), Ok(all));
        let gone = *nodes.keys().find(|cid| **cid != root).unwrap();
        nodes.remove(&gone);
        assert_eq!(read_whole(&nodes, root, 100), Err(MstError::NoNode(gone)));
    }

    proptest! {
        #[test]
        fn a_tree_built_at_once_is_the_one_that_grows_and_gives_its_records_back(
            numbers in proptest::collection::vec(0_u32..5_000, 0..200),
        ) {
            let all = records(numbers);
            let kept = BTreeMap::<Cid, Vec<u8>>::new();
            let mut grown = Tree::empty(&kept).unwrap();
            for (key, value) in &all {
                grown.insert(key, *value).unwrap();
            }
            let (root, nodes) = build(&all).unwrap();
            prop_assert_eq!(root, grown.root());
            let fresh = grown.fresh();
            let fresh = fresh.iter().map(|(cid, node)| (*cid, node.bytes().to_vec()));
            prop_assert_eq!(&nodes, &fresh.collect());
            prop_assert_eq!(read_whole(&nodes, root, 1_000).unwrap(), all);
        }
    }
}
