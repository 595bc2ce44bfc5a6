//! `/api/v1/notifications`: what I am told of.

mod clear;
mod dismiss;
mod index;
mod show;
pub(in crate::api) mod unread_count;

use serde::Deserialize;
use social::notification::NotificationFilter;

use crate::access::Rule;
use crate::entity::kind_from_word;
use crate::table::Table;

const READ: Rule = Rule::User(&["read:notifications"]);
const WRITE: Rule = Rule::User(&["write:notifications"]);

pub(super) fn routes(table: Table) -> Table {
    table
        .get("/api/v1/notifications", READ, index::index)
        .get(
            "/api/v1/notifications/unread_count",
            READ,
            unread_count::unread_count,
        )
        .get("/api/v1/notifications/{id}", READ, show::show)
        .post("/api/v1/notifications/clear", WRITE, clear::clear)
        .post(
            "/api/v1/notifications/{id}/dismiss",
            WRITE,
            dismiss::dismiss,
        )
        .empty("/api/v1/notifications/requests", READ)
}

/// Which notifications are wanted.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::api) struct Which {
    types: Vec<String>,
    exclude_types: Vec<String>,
    #[serde(deserialize_with = "edge::forms::non_blank")]
    account_id: Option<model::AccountId>,
}

impl Which {
    /// In the core's words. `None` when only kinds are wanted that do not happen here.
    pub(in crate::api) fn filter(&self) -> Option<NotificationFilter> {
        let kinds: Vec<_> = self
            .types
            .iter()
            .filter_map(|word| kind_from_word(word))
            .collect();
        if kinds.is_empty() && !self.types.is_empty() {
            return None;
        }
        let exclude = self
            .exclude_types
            .iter()
            .filter_map(|word| kind_from_word(word))
            .collect();
        Some(NotificationFilter {
            kinds,
            exclude,
            from: self.account_id,
        })
    }
}
