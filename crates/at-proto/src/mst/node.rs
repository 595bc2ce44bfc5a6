//! A node of the tree, and how it is written (<https://atproto.com/specs/repository#mst-structure>).

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

    /// Reads a node of a layer; keys that do not belong there, or stand in another order, are refused, and so is what
    /// is not written in the one way there is.
    pub(super) fn decode(bytes: &[u8], layer: Option<u32>) -> Result<Self, MstError> {
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
        let is_expected = layer.is_none() || first.is_none() || layer == first;
        if is_level && is_expected && node.encode()? == bytes {
            Ok(node)
        } else {
            Err(MstError::BadNode)
        }
    }

    /// Its layer, if a key says so.
    pub(super) fn layer(&self) -> Option<u32> {
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
