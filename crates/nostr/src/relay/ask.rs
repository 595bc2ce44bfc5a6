//! Questions: what is there, and how much (NIP-01, NIP-45, NIP-50).

use std::collections::HashSet;

use nostr_proto::Filter;
use nostr_proto::message::RelayMessage;
use social::event::{EventQuery, KeptEvent, MOST_COUNTED};

use super::session::Session;
use crate::error::Result;

/// The most questions that are open on one connection.
pub(super) const QUESTIONS: usize = 128;
/// The most events that are there for one filter.
pub(super) const MOST_EVENTS: usize = 500;
/// Frames that are given for one question, in bytes: no more is held in memory for one connection.
const MOST_BYTES: usize = 8 * 1024 * 1024;

impl Session {
    /// What is answered to a question; it stays open.
    pub(super) async fn ask(&mut self, name: String, filters: Vec<Filter>) -> Vec<String> {
        if !self.questions.contains(&name) && self.questions.len() >= QUESTIONS {
            let reason = "blocked: too many subscriptions are open";
            return vec![RelayMessage::closed(&name, reason)];
        }
        // What comes from now on is told as it comes; what is there by now is found. Nothing is between.
        let listened = filters.iter().filter(|filter| !filter.is_impossible());
        let listened = listened.filter(|filter| filter.search.is_none());
        self.place.ask(&name, listened.cloned().collect());
        let answer = self.find(&name, &filters).await;
        match answer {
            Ok(frames) => {
                self.questions.insert(name);
                frames
            }
            Err(error) => {
                tracing::error!(%error, "a question could not be answered");
                self.place.close(&name);
                vec![RelayMessage::closed(&name, "error: please ask again later")]
            }
        }
    }

    async fn find(&self, name: &str, filters: &[Filter]) -> Result<Vec<String>> {
        let mut found: Vec<KeptEvent> = Vec::new();
        for filter in filters.iter().filter(|filter| !filter.is_impossible()) {
            let limit = filter.limit.unwrap_or(MOST_EVENTS).min(MOST_EVENTS);
            let query = self.query(filter, limit);
            let (events, _is_whole) = self.nostr.social.find_events(query).await?;
            found.extend(events);
        }
        if filters.len() > 1 {
            let mut seen = HashSet::new();
            found.retain(|event| seen.insert(event.id));
            found.sort_by(|a, b| (b.created_at, a.id).cmp(&(a.created_at, b.id)));
        }
        let mut size = 0;
        let mut frames = Vec::with_capacity(found.len() + 1);
        for event in &found {
            size += event.body.len();
            if size > MOST_BYTES {
                break;
            }
            frames.push(RelayMessage::event(name, &event.body));
        }
        frames.push(RelayMessage::eose(name));
        Ok(frames)
    }

    /// How much there is.
    pub(super) async fn count(&self, name: &str, filters: Vec<Filter>) -> Vec<String> {
        let [filter] = filters.as_slice() else {
            let reason = "unsupported: one filter is counted at a time";
            return vec![RelayMessage::closed(name, reason)];
        };
        if filter.is_impossible() {
            return vec![RelayMessage::count(name, 0, true)];
        }
        let query = self.query(filter, MOST_COUNTED);
        vec![match self.nostr.social.count_events(query).await {
            Ok((count, is_whole)) => {
                let is_whole = is_whole && count < MOST_COUNTED;
                RelayMessage::count(name, count, is_whole)
            }
            Err(error) => {
                tracing::error!(%error, "events could not be counted");
                RelayMessage::closed(name, "error: please ask again later")
            }
        }]
    }

    /// A filter in the core's words.
    pub(super) fn query(&self, filter: &Filter, limit: usize) -> EventQuery {
        let seconds = |at: Option<u64>| at.map(|at| i64::try_from(at).unwrap_or(i64::MAX));
        let ids = filter.ids.iter().flatten();
        let authors = filter.authors.iter().flatten();
        let tags = filter.tags.iter();
        EventQuery {
            ids: ids.map(|id| id.0).collect(),
            authors: authors.map(|author| author.0).collect(),
            kinds: filter.kinds.iter().flatten().map(|kind| kind.0).collect(),
            tags: tags.map(|(name, values)| (*name, values.clone())).collect(),
            since: seconds(filter.since),
            until: seconds(filter.until),
            limit,
            words: filter.search.clone(),
            viewers: self.viewers.iter().map(|viewer| viewer.0).collect(),
        }
    }
}
