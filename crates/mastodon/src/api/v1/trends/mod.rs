//! `/api/v1/trends`: what is talked about here.

mod links;
mod statuses;
mod tags;

use edge::forms::non_blank;
use serde::Deserialize;
use social::trend::Part;

use crate::access::Rule;
use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    table
        .get("/api/v1/trends", Rule::Public, tags::tags)
        .get("/api/v1/trends/tags", Rule::Public, tags::tags)
        .get(
            "/api/v1/trends/statuses",
            Rule::UserOptional(&[]),
            statuses::statuses,
        )
        .get("/api/v1/trends/links", Rule::Public, links::links)
}

/// Which part of a list is wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::api) struct Wanted {
    #[serde(deserialize_with = "non_blank")]
    limit: Option<u32>,
    #[serde(deserialize_with = "non_blank")]
    offset: Option<u32>,
}

impl Wanted {
    /// Nothing has more trends.
    const LAST: u32 = 10_000;

    /// The part, of `usual` size and `most` at most.
    pub(in crate::api) fn part(&self, usual: u32, most: u32) -> Part {
        Part {
            limit: self.limit.unwrap_or(usual).min(most),
            offset: self.offset.unwrap_or(0).min(Self::LAST),
        }
    }
}
