//! Listening to one relay.

use std::collections::BTreeSet;
use std::sync::Arc;

use nostr_proto::{Event, Kind, PublicKey};
use serde_json::{Value, json};
use social::event::EventQuery;
use tokio::sync::watch;

use super::people::Wanted;
use super::talk::{Said, Talk};
use crate::Nostr;
use crate::arriving::Brought;
use crate::error::Result;

/// What is asked for of those whom people here follow.
const KINDS: [Kind; 17] = [
    Kind::PROFILE,
    Kind::NOTE,
    Kind::FOLLOWS,
    Kind::DELETION,
    Kind::REPOST,
    Kind::REACTION,
    Kind::GENERIC_REPOST,
    Kind::PICTURE,
    Kind::VANISH,
    Kind::POLL_RESPONSE,
    Kind::POLL,
    Kind::COMMENT,
    Kind::RELAYS,
    Kind::PINS,
    Kind::DIRECT_MESSAGE_RELAYS,
    Kind::BLOSSOM_SERVERS,
    Kind::ARTICLE,
];
/// What is asked for of what names people here.
const NAMING: [Kind; 9] = [
    Kind::NOTE,
    Kind::FOLLOWS,
    Kind::REPOST,
    Kind::REACTION,
    Kind::GENERIC_REPOST,
    Kind::PICTURE,
    Kind::POLL_RESPONSE,
    Kind::POLL,
    Kind::COMMENT,
];
/// What is asked for of somebody new.
const BEFORE: [Kind; 6] = [
    Kind::NOTE,
    Kind::REPOST,
    Kind::GENERIC_REPOST,
    Kind::PICTURE,
    Kind::POLL,
    Kind::ARTICLE,
];
/// So many posts of somebody new are asked for.
const MOST_BEFORE: usize = 200;
/// So many people are new in one conversation; the rest are in the next.
const NEWCOMERS: usize = 50;
/// Keys in one filter: relays take no more.
const KEYS: usize = 500;
/// Filters in one question.
const FILTERS: usize = 10;
/// So many events are asked for by one filter of what was missed.
const MISSED: usize = 500;
/// What was said so long before the last that was heard is asked for again, in seconds: clocks differ.
const OVERLAP: i64 = 60 * 60;
/// How far back a relay is asked that was never heard, in seconds.
const FIRST_LOOK: i64 = 24 * 60 * 60;
/// Messages a minute of a relay, after which it says too much.
const BUSY: u32 = 3_000;
/// A relay that was heard for this long is tried again at once, in seconds.
const LASTING: u64 = 60;
/// How often the place in what a relay has is noted, in seconds.
const NOTE_EVERY: i64 = 5;

/// A place in what a relay says.
struct Place {
    heard_until: i64,
    noted_at: i64,
    minute: u64,
    said: u32,
}

impl Nostr {
    /// Listens to a relay until it ends, says too much, or `stopping` turns true, and notes how that went.
    pub(super) async fn listen(
        self: Arc<Self>,
        host: String,
        wanted: Wanted,
        mut stopping: watch::Receiver<bool>,
    ) -> String {
        let began = self.now_in_seconds();
        let ended = tokio::select! {
            ended = Box::pin(self.listen_once(&host, &wanted)) => ended,
            _ = stopping.wait_for(|stop| *stop) => return host,
        };
        if let Err(error) = &ended {
            tracing::debug!(host, %error, "a relay is not heard");
        }
        let lasted = self.now_in_seconds().saturating_sub(began);
        let noted = if ended.is_ok() && lasted >= LASTING {
            self.host_answered(&host).await
        } else {
            self.host_failed(&host).await
        };
        if let Err(error) = noted {
            tracing::error!(%error, "how it stands with a relay could not be noted");
        }
        host
    }

    async fn listen_once(&self, host: &str, wanted: &Wanted) -> Result<()> {
        let mut talk = Talk::open(&self.door, host).await?;
        self.catch_up(&mut talk, wanted).await?;
        let now = i64::try_from(self.now_in_seconds()).unwrap_or(i64::MAX);
        let known = self.social.event_host(host).await?.heard_until;
        let mut place = Place {
            heard_until: known,
            noted_at: now,
            minute: 0,
            said: 0,
        };
        let since = if known > 0 {
            known.saturating_sub(OVERLAP)
        } else {
            now.saturating_sub(FIRST_LOOK)
        };
        talk.begin(&filters(wanted, since)).await?;
        while let Some(said) = talk.next().await? {
            if self.says_too_much(&mut place) {
                tracing::info!(host, "a relay says too much to be heard");
                return Err(crate::Error::Elsewhere("it says too much".to_owned()));
            }
            if let Said::Event(event) = said {
                self.heard(host, &event, wanted, &mut place).await?;
            }
        }
        self.note_place(host, &place).await
    }

    /// Asks for what those wrote before who are new here.
    async fn catch_up(&self, talk: &mut Talk, wanted: &Wanted) -> Result<()> {
        let mut newcomers = 0;
        for key in &wanted.authors {
            if newcomers >= NEWCOMERS {
                break;
            }
            if self.has_posts_of(*key).await? {
                continue;
            }
            newcomers += 1;
            let filter = json!({ "authors": [key], "kinds": BEFORE, "limit": MOST_BEFORE });
            let fits = |event: &Event| event.pubkey == *key && BEFORE.contains(&event.kind);
            let mut found = talk.ask(&[filter], MOST_BEFORE, fits).await?;
            // What was answered stands before its answers.
            found.sort_by_key(|event| event.created_at);
            for event in found {
                self.take_in(event, Brought::FromRelay).await?;
            }
        }
        Ok(())
    }

    async fn has_posts_of(&self, key: PublicKey) -> Result<bool> {
        let query = EventQuery {
            authors: vec![key.0],
            kinds: BEFORE.iter().map(|kind| kind.0).collect(),
            limit: 1,
            ..EventQuery::default()
        };
        Ok(!self.social.find_events(query).await?.0.is_empty())
    }

    async fn heard(
        &self,
        host: &str,
        event: &Event,
        wanted: &Wanted,
        place: &mut Place,
    ) -> Result<()> {
        // What nobody asked for is not even verified.
        if !fits(event, wanted) || event.verify().is_err() {
            return Ok(());
        }
        let now = i64::try_from(self.now_in_seconds()).unwrap_or(i64::MAX);
        let said_at = i64::try_from(event.created_at).unwrap_or(i64::MAX);
        self.take_in(event.clone(), Brought::FromRelay).await?;
        // A moment to come would hide what is said until then.
        place.heard_until = place.heard_until.max(said_at.min(now));
        if now.saturating_sub(place.noted_at) >= NOTE_EVERY {
            place.noted_at = now;
            self.note_place(host, place).await?;
        }
        Ok(())
    }

    async fn note_place(&self, host: &str, place: &Place) -> Result<()> {
        let mut row = self.social.event_host(host).await?;
        row.heard_until = row.heard_until.max(place.heard_until);
        Ok(self.social.note_event_host(&row).await?)
    }

    fn says_too_much(&self, place: &mut Place) -> bool {
        let minute = self.now_in_seconds() / 60;
        if place.minute != minute {
            place.minute = minute;
            place.said = 0;
        }
        place.said = place.said.saturating_add(1);
        place.said > BUSY
    }
}

/// Whether an event is one that was asked for.
fn fits(event: &Event, wanted: &Wanted) -> bool {
    let is_by = wanted.authors.contains(&event.pubkey) && KINDS.contains(&event.kind);
    let names = || {
        event
            .values("p")
            .filter_map(|key| key.parse().ok())
            .any(|key: PublicKey| wanted.named.contains(&key))
    };
    is_by || NAMING.contains(&event.kind) && names()
}

fn filters(wanted: &Wanted, since: i64) -> Vec<Value> {
    let of = |keys: &BTreeSet<PublicKey>, name: &str, kinds: &[Kind]| {
        let keys: Vec<&PublicKey> = keys.iter().collect();
        let filters = keys
            .chunks(KEYS)
            .map(|some| json!({ name: some, "kinds": kinds, "since": since, "limit": MISSED }));
        filters.collect::<Vec<Value>>()
    };
    let mut all = of(&wanted.named, "#p", &NAMING);
    all.extend(of(&wanted.authors, "authors", &KINDS));
    all.truncate(FILTERS);
    all
}
