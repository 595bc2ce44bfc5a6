//! A repository of ours that goes through random commits, the same ones for the same seed.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use at_proto::cid::Cid;
use at_proto::data;
use at_proto::mst::KnownNode;
use at_proto::repo::{self, MAX_OPS, Next, Told, Write};
use at_proto::syntax::{Did, Tid};
use crypto::Secp256k1Key;
use serde_json::json;

use super::chance::Chance;

/// Where records of the three most common kinds lie.
const COLLECTIONS: [&str; 3] = [
    "app.bsky.feed.like",
    "app.bsky.feed.post",
    "app.bsky.graph.follow",
];
/// Microseconds since 1970 of the first commit, in 2026.
const BEGINNING: u64 = 1_790_000_000_000_000;
/// Most commits do this much at most; one in a hundred does as much as a commit may.
const FEW_OPS: u64 = 10;
const MANY_IN: u64 = 100;

/// What the keys of records look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    /// Times, as clients choose them: new ones share long beginnings with the last.
    Times,
    /// Few small numbers: records come, go and come again, and at times there are none.
    Few,
    /// Beginnings of one another: `a`, `aa`, `aab`.
    Prefixes,
}

/// The repository.
#[derive(Debug)]
pub struct History {
    /// Whose it is.
    pub did: Did,
    /// What signs it.
    pub key: Secp256k1Key,
    /// Every record, by `collection/rkey`.
    pub records: BTreeMap<String, Cid>,
    /// Every block that was ever new.
    pub blocks: BTreeMap<Cid, Vec<u8>>,
    /// What happens next.
    pub chance: Chance,
    nodes: BTreeMap<Cid, KnownNode>,
    keys: Keys,
    tree: Option<Cid>,
    rev: Tid,
}

impl History {
    /// A repository that has not begun.
    pub fn of(seed: u64, keys: Keys) -> Result<Self> {
        let mut secret = [1; 32];
        for (place, byte) in secret.iter_mut().rev().zip(seed.to_le_bytes()) {
            *place = byte;
        }
        Ok(Self {
            did: Did::parse(&format!("did:web:n{seed}.example.org"))?,
            key: Secp256k1Key::from_secret(&secret)?,
            keys,
            chance: Chance::of(seed),
            blocks: BTreeMap::new(),
            nodes: BTreeMap::new(),
            records: BTreeMap::new(),
            tree: None,
            rev: Tid::from_micros(BEGINNING, 0),
        })
    }

    /// Makes the next commit.
    pub fn go_on(&mut self) -> Result<Next> {
        let writes = self.writes()?;
        self.rev = Tid::next(Some(self.rev), BEGINNING, 0);
        let now = (&self.did, self.rev);
        let sign = |bytes: &[u8]| self.key.sign(bytes);
        let next = repo::next(&self.nodes, self.tree, now, writes, sign)?;
        self.tree = Some(next.commit.unsigned.data);
        for op in &next.ops {
            match op.now {
                Some(cid) => self.records.insert(op.key.clone(), cid),
                None => self.records.remove(&op.key),
            };
        }
        let fresh = next.fresh().map(|(cid, bytes)| (*cid, bytes.to_vec()));
        self.blocks.extend(fresh);
        self.nodes.extend(next.nodes.clone());
        Ok(next)
    }

    /// The commit as others are told of it, with its blocks.
    pub fn told<'a>(&'a self, next: &'a Next, blocks: &'a [u8]) -> Told<'a> {
        Told {
            did: &self.did,
            rev: next.commit.unsigned.rev,
            commit: next.cid,
            before: Some(next.before),
            ops: &next.ops,
            blocks,
        }
    }

    /// One to ten things to do, seldom as many as a commit may have; each with a record of its own.
    fn writes(&mut self) -> Result<Vec<Write>> {
        let most = match self.chance.below(MANY_IN) {
            0 => u64::try_from(MAX_OPS)?,
            _ => FEW_OPS,
        };
        let mut writes = BTreeMap::new();
        for _ in 0..=self.chance.below(most) {
            let write = self.write()?;
            writes.insert(write.key.clone(), write);
        }
        Ok(writes.into_values().collect())
    }

    fn write(&mut self) -> Result<Write> {
        let key = match self.chance.below(3) {
            0 => self.key_of_now(),
            _ => self.fresh_key()?,
        };
        let before = self.records.get(&key).copied();
        let goes = before.is_some() && self.chance.below(5) < 3;
        let record = json!({
            "$type": key.split('/').next(),
            "text": format!("{:x}", self.chance.number()),
        });
        let record = data::encode(&data::record_from_json(&record)?)?;
        Ok(Write {
            key,
            before,
            record: (!goes).then_some(record),
        })
    }

    /// The key of a record that is there, or a fresh one.
    fn key_of_now(&mut self) -> String {
        let place = self
            .chance
            .below(u64::try_from(self.records.len()).unwrap_or(0));
        let found = self.records.keys().nth(usize::try_from(place).unwrap_or(0));
        found.map_or_else(|| "app.bsky.feed.post/self".to_owned(), Clone::clone)
    }

    fn fresh_key(&mut self) -> Result<String> {
        let collection = self.chance.one_of(&COLLECTIONS).context("no collection")?;
        let rkey = match self.keys {
            Keys::Times => {
                let micros = self.rev.micros() + self.chance.below(10_000_000);
                Tid::from_micros(micros, 7).to_string()
            }
            Keys::Few => self.chance.below(12).to_string(),
            Keys::Prefixes => (0..=self.chance.below(9))
                .map(|_| if self.chance.below(3) == 0 { 'b' } else { 'a' })
                .collect(),
        };
        Ok(format!("{collection}/{rkey}"))
    }
}
