//! A node of the tree, and how it is written (<https://atproto.com/specs/repository#mst-structure>).

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::MstError;
use crate::cid::Cid;

/// The most bytes of a node.
const MAX_NODE_BYTES: usize = 1024 * 1024;
/// The most bytes of a key: a collection and a record key with a slash between them.
pub const MAX_KEY_BYTES: usize = 1024;

/// A record in a node, and what lies behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// `collection/rkey`.
    pub(super) key: String,
    /// The record.
    pub(super) value: Cid,
    /// The keys between this one and the next.
    pub(super) after: Option<Cid>,
}

/// Some records in order, and what lies before, between and behind them, all of it one layer deeper.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Node {
    /// The keys before the first one.
    pub(super) before: Option<Cid>,
    pub(super) entries: Vec<Entry>,
}

/// A node that is known to be right, with its bytes. Reading one costs more than all else that is done with it, so what
/// was read once is shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownNode(Arc<Known>);

#[derive(Debug, PartialEq, Eq)]
struct Known {
    bytes: Vec<u8>,
    node: Node,
    layer: Option<u32>,
}

impl KnownNode {
    /// Reads the node with this name. [`MstError::BadNode`] and [`MstError::BadKey`] for bytes that have another name,
    /// and for what is no node.
    pub fn read(cid: &Cid, bytes: Vec<u8>) -> Result<Self, MstError> {
        if !cid.is_of(&bytes) {
            return Err(MstError::BadNode);
        }
        let node = Node::decode(&bytes)?;
        Ok(Self::of(node, bytes))
    }

    /// Writes a node.
    pub(super) fn write(node: Node) -> Result<(Cid, Self), MstError> {
        let bytes = node.encode()?;
        Ok((Cid::of_cbor(&bytes), Self::of(node, bytes)))
    }

    fn of(node: Node, bytes: Vec<u8>) -> Self {
        let layer = node.layer();
        Self(Arc::new(Known { bytes, node, layer }))
    }

    /// As it is kept and sent.
    pub fn bytes(&self) -> &[u8] {
        &self.0.bytes
    }

    pub(super) fn node(&self) -> &Node {
        &self.0.node
    }

    pub(super) fn layer(&self) -> Option<u32> {
        self.0.layer
    }

    /// The node, if it belongs in this layer. One without a key says nothing of where it belongs.
    pub(super) fn in_layer(&self, layer: u32) -> Result<&Node, MstError> {
        match self.0.layer {
            Some(own) if own != layer => Err(MstError::BadNode),
            _ => Ok(&self.0.node),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    l: Option<Cid>,
    e: Vec<WrittenEntry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenEntry {
    /// How many bytes it has in common with the key before it in the node.
    p: usize,
    k: ByteBuf,
    v: Cid,
    t: Option<Cid>,
}

impl Node {
    /// The nodes directly below it.
    pub(super) fn below(&self) -> impl Iterator<Item = Cid> {
        let after = self.entries.iter().filter_map(|entry| entry.after);
        self.before.into_iter().chain(after)
    }

    /// Whether nothing is in it or below it.
    pub(super) fn is_empty(&self) -> bool {
        self.before.is_none() && self.entries.is_empty()
    }

    /// How many of its keys are before this one.
    pub(super) fn place_of(&self, key: &str) -> usize {
        self.entries
            .partition_point(|entry| entry.key.as_str() < key)
    }

    /// What lies before the entry at a place.
    pub(super) fn gap(&self, place: usize) -> Option<Cid> {
        match place.checked_sub(1) {
            None => self.before,
            Some(place) => self.entries.get(place).and_then(|entry| entry.after),
        }
    }

    /// Puts something else there.
    pub(super) fn set_gap(&mut self, place: usize, below: Option<Cid>) {
        match place.checked_sub(1) {
            None => self.before = below,
            Some(place) => {
                if let Some(entry) = self.entries.get_mut(place) {
                    entry.after = below;
                }
            }
        }
    }

    /// In the one way there is.
    pub(super) fn encode(&self) -> Result<Vec<u8>, MstError> {
        let mut before = "";
        let mut e = Vec::with_capacity(self.entries.len());
        for entry in &self.entries {
            let p = shared(before, &entry.key);
            let k = entry.key.as_bytes().get(p..).unwrap_or_default();
            e.push(WrittenEntry {
                p,
                k: ByteBuf::from(k),
                v: entry.value,
                t: entry.after,
            });
            before = &entry.key;
        }
        let written = Written { l: self.before, e };
        serde_ipld_dagcbor::to_vec(&written).or(Err(MstError::BadNode))
    }

    /// Reads a node; keys that do not belong together, or stand in another order, are refused, and so is what is not
    /// written in the one way there is.
    fn decode(bytes: &[u8]) -> Result<Self, MstError> {
        if bytes.len() > MAX_NODE_BYTES {
            return Err(MstError::BadNode);
        }
        let written: Written = serde_ipld_dagcbor::from_slice(bytes).or(Err(MstError::BadNode))?;
        let mut entries: Vec<Entry> = Vec::with_capacity(written.e.len());
        for entry in written.e {
            let before = entries.last().map_or("", |last| last.key.as_str());
            let start = before.as_bytes().get(..entry.p).ok_or(MstError::BadNode)?;
            let key = [start, &entry.k].concat();
            let key = String::from_utf8(key).or(Err(MstError::BadKey))?;
            if !entries.is_empty() && key.as_str() <= before {
                return Err(MstError::BadNode);
            }
            check_key(&key)?;
            entries.push(Entry {
                key,
                value: entry.v,
                after: entry.t,
            });
        }
        let node = Self {
            before: written.l,
            entries,
        };
        let first = node.layer();
        let is_level = node
            .entries
            .iter()
            .all(|entry| Some(height(&entry.key)) == first);
        if is_level && node.encode()? == bytes {
            Ok(node)
        } else {
            Err(MstError::BadNode)
        }
    }

    /// Its layer, if a key says so.
    fn layer(&self) -> Option<u32> {
        self.entries.first().map(|entry| height(&entry.key))
    }
}

/// In which layer a key belongs: a layer for every two bits with which its SHA-256 begins that are nought.
pub(super) fn height(key: &str) -> u32 {
    let mut bits = 0;
    for byte in crypto::sha256(key.as_bytes()) {
        bits += byte.leading_zeros();
        if byte != 0 {
            break;
        }
    }
    bits / 2
}

/// How many bytes two keys have in common at their beginnings.
pub(super) fn shared(one: &str, other: &str) -> usize {
    let pairs = one.bytes().zip(other.bytes());
    pairs.take_while(|(one, other)| one == other).count()
}

/// Whether a tree may hold it: `collection/rkey`, in the few characters that these have.
pub(super) fn check_key(key: &str) -> Result<(), MstError> {
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'~' | b':');
    let parts = key.split_once('/').filter(|(collection, name)| {
        let has_both = !collection.is_empty() && !name.is_empty();
        has_both && collection.bytes().chain(name.bytes()).all(is_plain)
    });
    if parts.is_some() && key.len() <= MAX_KEY_BYTES {
        Ok(())
    } else {
        Err(MstError::BadKey)
    }
}
