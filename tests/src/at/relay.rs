//! A relay that believes nothing: every commit has to be signed, proved, and made on top of the one before
//! (<https://atproto.com/specs/sync#commit-validation>).

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use at_proto::cid::Cid;
use at_proto::firehose::{CommitEvent, Event};
use at_proto::keys::has_signed;
use at_proto::repo::{self, Told};
use at_proto::syntax::{Did, Tid};

/// What it has heard so far.
#[derive(Debug, Default)]
pub struct Relay {
    /// The number of the last event.
    pub seq: i64,
    /// Events of every kind: `identity`, `account`, `commit`, `sync`.
    pub events: BTreeMap<&'static str, usize>,
    /// Operations of all commits together.
    pub ops: usize,
    /// Every repository, by whose it is.
    pub repos: BTreeMap<Did, Heard>,
}

/// A repository as it was told of.
#[derive(Debug, Default)]
pub struct Heard {
    /// What its owner signs with, as `did:key`.
    pub key: String,
    /// Whether it may be shown.
    pub is_active: bool,
    /// The newest commit: when, the tree, its name.
    pub head: Option<(Tid, Cid, Cid)>,
    /// Every record, by `collection/rkey`: its name and its bytes.
    pub records: BTreeMap<String, (Cid, Vec<u8>)>,
}

impl Relay {
    /// Hears a frame. `key_of` is asked once for what somebody signs with: the `#atproto` key of their DID document.
    pub fn hear(&mut self, frame: &[u8], key_of: impl Fn(&Did) -> Result<String>) -> Result<()> {
        let (seq, event) = Event::read(frame)?.context("a kind of event that nobody knows")?;
        let seq = seq.with_context(|| format!("an event without a number: {event:?}"))?;
        ensure!(seq > self.seq, "{seq} came after {}", self.seq);
        self.seq = seq;
        match event {
            Event::Identity { did, .. } => {
                self.count("identity");
                let key = key_of(&did)?;
                self.repos.entry(did).or_default().key = key;
            }
            Event::Account { did, active, .. } => {
                self.count("account");
                self.known(&did)?.is_active = active;
            }
            Event::Commit(commit) => {
                self.count("commit");
                self.ops += commit.ops.len();
                let heard = self.known(&commit.did)?;
                heard
                    .go_on(&commit)
                    .with_context(|| format!("event {seq} of {}", commit.did))?;
            }
            Event::Sync { .. } => {
                bail!("event {seq} does not say how the repository came to be so")
            }
            Event::Info { name, message } => bail!("{name}: {message}"),
            Event::Error { error, message } => bail!("{error}: {message}"),
        }
        Ok(())
    }

    /// How many events the reference's reader makes of what was heard: one for each operation of a commit.
    pub fn events_of_reference(&self) -> usize {
        let named = |name| self.events.get(name).copied().unwrap_or(0);
        named("identity") + named("account") + self.ops
    }

    fn count(&mut self, kind: &'static str) {
        *self.events.entry(kind).or_default() += 1;
    }

    fn known(&mut self, did: &Did) -> Result<&mut Heard> {
        let heard = self.repos.get_mut(did);
        heard.with_context(|| format!("nobody was told who {did} is"))
    }
}

impl Heard {
    fn go_on(&mut self, event: &CommitEvent) -> Result<()> {
        ensure!(self.is_active, "a commit of somebody who is kept back");
        let told = Told {
            did: &event.did,
            rev: event.rev,
            commit: event.commit,
            before: event.before,
            ops: &event.ops,
            blocks: &event.blocks,
        };
        let is_signed =
            |message: &[u8], signature: &[u8]| has_signed(&self.key, message, signature);
        let checked = repo::check(&told, is_signed)?;
        match self.head {
            None => ensure!(
                event.since.is_none() && event.before.is_none(),
                "no first commit"
            ),
            Some((rev, data, _)) => {
                ensure!(
                    event.since == Some(rev),
                    "not since {rev}: {:?}",
                    event.since
                );
                ensure!(
                    event.before == Some(data),
                    "not from the tree that was there"
                );
                ensure!(event.rev > rev, "{} is not after {rev}", event.rev);
            }
        }
        for op in &event.ops {
            let before = match op.now {
                Some(cid) => {
                    let body = checked.records.get(&cid).cloned().unwrap_or_default();
                    self.records.insert(op.key.clone(), (cid, body))
                }
                None => self.records.remove(&op.key),
            };
            let before = before.map(|(cid, _)| cid);
            ensure!(
                before == op.before,
                "{} was {before:?}, not {:?}",
                op.key,
                op.before
            );
        }
        self.head = Some((event.rev, checked.commit.unsigned.data, event.commit));
        Ok(())
    }

    /// Whether the bytes of some record hold these.
    pub fn says(&self, words: &str) -> bool {
        let words = words.as_bytes();
        let mut bodies = self.records.values().map(|(_, body)| body);
        bodies.any(|body| body.windows(words.len()).any(|part| part == words))
    }
}
