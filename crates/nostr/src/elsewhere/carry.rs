//! What people here say is brought to where they write, and to where those read whom they name (NIP-65).

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use nostr_proto::{Event, EventId, Kind, PublicKey};
use social::event::{Errand, KeptEvent};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::address::Use;
use super::talk::{Talk, Verdict};
use crate::Nostr;
use crate::error::Result;

/// How many events are looked at together.
const PAGE: u32 = 200;
/// How many relays are brought something at once.
const AT_ONCE: u32 = 8;
/// How many events are brought in one conversation.
const LOAD: u32 = 100;
/// How many of those whom an event names are told.
const NAMED: usize = 10;
/// The most relays that one event is brought to.
const MOST_HOSTS: usize = 20;
/// The longest that one conversation takes: whoever is slower is visited again.
const VISIT: Duration = Duration::from_secs(30);
/// What could not be brought for so long is not brought any more, in seconds: a week.
const GIVES_UP: i64 = 7 * 24 * 60 * 60;

/// Whose key it is, as far as it was looked at.
type Members = HashMap<[u8; 32], bool>;

impl Nostr {
    /// Notes what of what was said here since is to be brought where. `true` when there may be more.
    pub(super) async fn note_errands(&self) -> Result<bool> {
        let from = self.social.events_carried().await?;
        let events = self.social.events_after(from, PAGE).await?;
        let Some(last) = events.last().map(|event| event.num) else {
            return Ok(false);
        };
        let mut members = Members::new();
        let mut errands = Vec::new();
        for kept in &events {
            if self.is_members(kept.author, &mut members).await? {
                self.errands_of(kept, &mut errands).await?;
            }
        }
        self.social.carry_events(errands, last).await?;
        Ok(true)
    }

    async fn is_members(&self, author: [u8; 32], known: &mut Members) -> Result<bool> {
        if let Some(is_member) = known.get(&author) {
            return Ok(*is_member);
        }
        let is_member = self.member_of(PublicKey(author)).await?.is_some();
        known.insert(author, is_member);
        Ok(is_member)
    }

    async fn errands_of(&self, kept: &KeptEvent, errands: &mut Vec<Errand>) -> Result<()> {
        let Ok(event) = Event::parse(&kept.body) else {
            return Ok(());
        };
        // What is for somebody alone is given to nobody else, and what is protected only its author may bring (NIP-70).
        if !kept.readers.is_empty() || event.is_protected() {
            return Ok(());
        }
        let mut hosts: HashSet<String> = HashSet::new();
        hosts.extend(self.relays_of(event.pubkey, Use::Write).await?);
        // Who somebody is and where they write must be found by those who know neither.
        if [Kind::PROFILE, Kind::RELAYS, Kind::FOLLOWS].contains(&event.kind) {
            hosts.extend(self.config.indexes.iter().cloned());
        }
        let named = event.values("p").filter_map(|key| key.parse().ok());
        let named: HashSet<PublicKey> = named.take(NAMED).collect();
        if event.kind != Kind::FOLLOWS {
            for key in named {
                hosts.extend(self.relays_of(key, Use::Read).await?);
            }
        }
        hosts.remove(&self.config.relay_url);
        errands.extend(hosts.into_iter().take(MOST_HOSTS).map(|host| Errand {
            host,
            id: kept.id,
            body: kept.body.clone(),
        }));
        Ok(())
    }

    /// Brings what is to be brought now.
    pub(super) async fn run_errands(self: &Arc<Self>) -> Result<()> {
        let now = i64::try_from(self.now_in_seconds()).unwrap_or(i64::MAX);
        self.social
            .forget_event_errands(now.saturating_sub(GIVES_UP))
            .await?;
        let mut tasks = JoinSet::new();
        for host in self.social.due_event_hosts(AT_ONCE).await? {
            let nostr = Arc::clone(self);
            tasks.spawn(async move { Box::pin(nostr.visit(&host)).await });
        }
        while let Some(done) = tasks.join_next().await {
            if let Ok(Err(error)) = done {
                tracing::error!(%error, "what is to be brought elsewhere could not be read");
            }
        }
        Ok(())
    }

    /// Brings one relay what is for it, and notes how that went.
    async fn visit(&self, host: &str) -> Result<()> {
        let late = |_elapsed| Err(crate::Error::Elsewhere("it is slow".to_owned()));
        match timeout(VISIT, self.bring_all(host))
            .await
            .unwrap_or_else(late)
        {
            Ok(()) => self.host_answered(host).await,
            Err(crate::Error::Elsewhere(why)) => {
                tracing::debug!(host, why, "a relay was not brought everything");
                self.host_failed(host).await
            }
            Err(error) => Err(error),
        }
    }

    async fn bring_all(&self, host: &str) -> Result<()> {
        let mut talk = Talk::open(&self.door, host).await?;
        for errand in self.social.event_errands(host, LOAD).await? {
            match talk.bring(EventId(errand.id), &errand.body).await? {
                Verdict::Taken => {}
                Verdict::Refused(why) => {
                    tracing::debug!(host, why, "a relay does not want an event");
                }
                Verdict::Later(why) => return Err(crate::Error::Elsewhere(why)),
            }
            self.social.event_errand_done(&errand).await?;
        }
        Ok(())
    }
}
