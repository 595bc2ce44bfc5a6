//! `/api/v1/collections`: people recommended together (<https://docs.joinmastodon.org/methods/collections/>).

mod create;
mod destroy;
mod items;
mod show;
mod update;

use edge::forms::non_blank;
use http::Method;
use model::AccountId;
use serde::Deserialize;
use social::collection::CollectionDraft;

use crate::access::Rule;
use crate::table::Table;

const READ: Rule = Rule::UserOptional(&["read:collections"]);
const WRITE: Rule = Rule::User(&["write:collections"]);

pub(super) fn routes(table: Table) -> Table {
    let one = "/api/v1/collections/{id}";
    table
        .post("/api/v1/collections", WRITE, create::create)
        .get(one, READ, show::show)
        .route(Method::PATCH, one, WRITE, update::update)
        .route(Method::DELETE, one, WRITE, destroy::destroy)
        .post("/api/v1/collections/{id}/items", WRITE, items::add)
        .route(
            Method::DELETE,
            "/api/v1/collections/{id}/items/{item}",
            WRITE,
            items::remove,
        )
        .post(
            "/api/v1/collections/{id}/items/{item}/revoke",
            WRITE,
            items::revoke,
        )
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Draft {
    name: Option<String>,
    description: Option<String>,
    language: Option<String>,
    tag_name: Option<String>,
    #[serde(deserialize_with = "non_blank")]
    sensitive: Option<bool>,
    #[serde(deserialize_with = "non_blank")]
    discoverable: Option<bool>,
    /// Only when the collection is made.
    account_ids: Vec<AccountId>,
}

impl From<Draft> for CollectionDraft {
    fn from(draft: Draft) -> Self {
        Self {
            name: draft.name,
            description: draft.description,
            language: draft.language,
            tag: draft.tag_name,
            is_sensitive: draft.sensitive,
            is_discoverable: draft.discoverable,
        }
    }
}
