//! Who is listened to where: those whom people here follow where they write, and what is for people here where they read.

use std::collections::{BTreeMap, BTreeSet};

use nostr_proto::{Event, Kind, Name, PublicKey};
use social::event::EventHost;

use super::address::{Use, listed};
use crate::error::Result;
use crate::{ID, Nostr};

/// How many of the followed are read at once.
const PAGE: u32 = 500;
/// Nobody is listened to on more relays than this.
const MOST_OF_ONE: usize = 3;
/// How many lists of members are looked at.
const MOST_LISTS: usize = 2_000;
/// How long to wait before a relay is tried again, in seconds: after the first failure, and at most.
const FIRST_WAIT: i64 = 10;
const LONGEST_WAIT: i64 = 6 * 60 * 60;

/// What is wanted of one relay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    /// What these write.
    pub(super) authors: BTreeSet<PublicKey>,
    /// What names these.
    pub(super) named: BTreeSet<PublicKey>,
}

impl Nostr {
    /// What is wanted of which relay: at most [`crate::NostrConfig::relays`] of them, those first that have the most people.
    pub(super) async fn wanted(&self) -> Result<BTreeMap<String, Wanted>> {
        let mut all: BTreeMap<String, Wanted> = BTreeMap::new();
        let mut after = String::new();
        loop {
            let page = self.social.followed_on(ID, &after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after.clone_from(&last.uri);
            for person in &page {
                if let Some(key) = key_of_uri(&person.uri) {
                    for host in self.heard_at(key).await? {
                        all.entry(host).or_default().authors.insert(key);
                    }
                }
            }
        }
        for (key, list) in self.lists_of_members().await? {
            for host in listed(&list, Use::Read, self.social.is_development()) {
                all.entry(host).or_default().named.insert(key);
            }
        }
        all.remove(&self.config.relay_url);
        Ok(the_largest(all, self.config.relays))
    }

    /// Where somebody elsewhere is heard.
    async fn heard_at(&self, key: PublicKey) -> Result<Vec<String>> {
        let mut hosts = self.relays_of(key, Use::Write).await?;
        hosts.truncate(MOST_OF_ONE);
        if hosts.is_empty() {
            hosts.extend(self.config.indexes.first().cloned());
        }
        Ok(hosts)
    }

    async fn lists_of_members(&self) -> Result<Vec<(PublicKey, Event)>> {
        let query = social::event::EventQuery {
            kinds: vec![Kind::RELAYS.0],
            limit: MOST_LISTS,
            ..Default::default()
        };
        let mut lists = Vec::new();
        for kept in self.social.find_events(query).await?.0 {
            let key = PublicKey(kept.author);
            if self.member_of(key).await?.is_some()
                && let Ok(list) = Event::parse(&kept.body)
            {
                lists.push((key, list));
            }
        }
        Ok(lists)
    }

    /// The relays that somebody lists for a use, as far as their list is known here.
    pub(super) async fn relays_of(&self, key: PublicKey, wanted: Use) -> Result<Vec<String>> {
        let kept = self.social.newest_event(key.0, Kind::RELAYS.0, "").await?;
        let list = kept.and_then(|kept| Event::parse(&kept.body).ok());
        let is_development = self.social.is_development();
        Ok(list.map_or_else(Vec::new, |list| listed(&list, wanted, is_development)))
    }

    /// A relay did what was asked: it may be asked again at once.
    pub(super) async fn host_answered(&self, host: &str) -> Result<()> {
        let row = self.social.event_host(host).await?;
        if row.failures == 0 && row.again_at == 0 && row.heard_until > 0 {
            return Ok(());
        }
        let row = EventHost {
            failures: 0,
            again_at: 0,
            ..row
        };
        Ok(self.social.note_event_host(&row).await?)
    }

    /// A relay did not: it has some time, each time longer.
    pub(super) async fn host_failed(&self, host: &str) -> Result<()> {
        let row = self.social.event_host(host).await?;
        let wait = FIRST_WAIT
            .saturating_mul(1 << row.failures.min(20))
            .min(LONGEST_WAIT);
        let now = i64::try_from(self.now_in_seconds()).unwrap_or(i64::MAX);
        let row = EventHost {
            failures: row.failures.saturating_add(1),
            again_at: now.saturating_add(wait),
            ..row
        };
        Ok(self.social.note_event_host(&row).await?)
    }
}

/// The key in `nostr:npub1…`.
pub(super) fn key_of_uri(uri: &str) -> Option<PublicKey> {
    match Name::parse(uri) {
        Ok(Name::Profile { key, .. }) => Some(key),
        _ => None,
    }
}

/// Those with the most people.
fn the_largest(all: BTreeMap<String, Wanted>, most: usize) -> BTreeMap<String, Wanted> {
    let mut all: Vec<(String, Wanted)> = all.into_iter().collect();
    let size = |wanted: &Wanted| wanted.authors.len().saturating_add(wanted.named.len());
    all.sort_by_key(|(_, wanted)| std::cmp::Reverse(size(wanted)));
    all.truncate(most);
    all.into_iter().collect()
}
