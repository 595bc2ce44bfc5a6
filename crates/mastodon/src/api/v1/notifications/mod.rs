//! `/api/v1/notifications`: what I am told of.

mod clear;
mod dismiss;
mod index;
mod requests;
mod show;
mod unread_count;

use edge::forms::non_blank;
use serde::Deserialize;
use social::NotificationKind;
use social::notification::NotificationFilter;

use crate::access::Rule;
use crate::entity::{Expand, grouped_kinds, kind_from_word};
use crate::error::{Error, Result};
use crate::table::Table;

const READ: Rule = Rule::User(&["read:notifications"]);
const WRITE: Rule = Rule::User(&["write:notifications"]);

pub(super) fn routes(table: Table) -> Table {
    requests::routes(table)
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
}

/// Which notifications are wanted.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::api) struct Which {
    types: Vec<String>,
    exclude_types: Vec<String>,
    #[serde(deserialize_with = "non_blank")]
    account_id: Option<model::AccountId>,
    include_filtered: bool,
    grouped_types: Vec<String>,
    expand_accounts: String,
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
        let mut exclude: Vec<_> = self
            .exclude_types
            .iter()
            .filter_map(|word| kind_from_word(word))
            .collect();
        // Apps that do not know it stumble over it, so it is only for those that ask.
        if !kinds.contains(&NotificationKind::Reaction) {
            exclude.push(NotificationKind::Reaction);
        }
        Some(NotificationFilter {
            kinds,
            exclude,
            from: self.account_id,
            with_filtered: self.include_filtered,
        })
    }

    /// The kinds that come together.
    pub(in crate::api) fn grouped(&self) -> Vec<NotificationKind> {
        grouped_kinds(&self.grouped_types)
    }

    /// How much is said of the people of a group.
    pub(in crate::api) fn expand(&self) -> Result<Expand> {
        match self.expand_accounts.as_str() {
            "" | "full" => Ok(Expand::Full),
            "partial_avatars" => Ok(Expand::PartialAvatars),
            _ => Err(Error::Malformed(
                "Invalid value for 'expand_accounts', allowed values are 'partial_avatars' and 'full'",
            )),
        }
    }
}
