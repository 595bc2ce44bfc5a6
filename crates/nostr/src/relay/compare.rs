//! Two sides compare which events they have (NIP-77).

use std::collections::HashMap;

use nostr_proto::Filter;
use nostr_proto::compare::Comparison;
use nostr_proto::message::RelayMessage;
use social::event::{Item, MOST_COUNTED};

use super::session::Session;
use crate::error::Result;

/// The most comparisons that are open on one connection.
const OPEN: usize = 4;

/// The comparisons of one connection.
#[derive(Default)]
pub(super) struct Comparisons(HashMap<String, Comparison>);

impl Comparisons {
    pub(super) fn close(&mut self, name: &str) {
        self.0.remove(name);
    }
}

impl Session {
    pub(super) async fn open_comparison(
        &mut self,
        name: String,
        filters: &[Filter],
        message: &[u8],
    ) -> String {
        self.comparisons.close(&name);
        if self.comparisons.0.len() >= OPEN {
            return RelayMessage::neg_err(&name, "blocked: too many comparisons are open");
        }
        let items = self.items(filters).await;
        let items = match items {
            Ok(Some(items)) => items,
            Ok(None) => {
                return RelayMessage::neg_err(&name, "blocked: this query is too big");
            }
            Err(error) => {
                tracing::error!(%error, "events could not be compared");
                return RelayMessage::neg_err(&name, "closed: please ask again later");
            }
        };
        let Ok(comparison) = Comparison::of(&items) else {
            return RelayMessage::neg_err(&name, "closed: please ask again later");
        };
        self.comparisons.0.insert(name.clone(), comparison);
        self.go_on_comparing(&name, message)
    }

    /// What is here of all these; `None` when that is too much.
    async fn items(&self, filters: &[Filter]) -> Result<Option<Vec<Item>>> {
        let mut all = Vec::new();
        for filter in filters.iter().filter(|filter| !filter.is_impossible()) {
            let limit = filter.limit.unwrap_or(MOST_COUNTED).min(MOST_COUNTED);
            let query = self.query(filter, limit);
            match self.nostr.social.event_items(query).await? {
                Some(items) => all.extend(items),
                None => return Ok(None),
            }
        }
        all.sort_unstable();
        all.dedup();
        Ok(Some(all))
    }

    pub(super) fn go_on_comparing(&mut self, name: &str, message: &[u8]) -> String {
        let Some(comparison) = self.comparisons.0.get_mut(name) else {
            return RelayMessage::neg_err(name, "closed: this comparison is not open");
        };
        match comparison.answer(message) {
            Ok(answer) => RelayMessage::neg_msg(name, &answer),
            Err(_malformed) => {
                self.comparisons.close(name);
                RelayMessage::neg_err(name, "invalid: this is no message of a comparison")
            }
        }
    }
}
