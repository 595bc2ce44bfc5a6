//! `/api/v1/lists`: some of those I follow, read apart.

mod accounts;
mod create;
mod destroy;
mod index;
mod show;
mod tags;
mod update;

use edge::forms::non_blank;
use http::Method;
use serde::Deserialize;
use social::list::{ListDraft, Replies};

use crate::access::Rule;
use crate::table::Table;

const READ: Rule = Rule::User(&["read:lists"]);
const WRITE: Rule = Rule::User(&["write:lists"]);

pub(super) fn routes(table: Table) -> Table {
    tags::routes(
        table
            .get("/api/v1/lists", READ, index::index)
            .post("/api/v1/lists", WRITE, create::create)
            .get("/api/v1/lists/{id}", READ, show::show)
            .route(Method::PUT, "/api/v1/lists/{id}", WRITE, update::update)
            .route(
                Method::DELETE,
                "/api/v1/lists/{id}",
                WRITE,
                destroy::destroy,
            )
            .get("/api/v1/lists/{id}/accounts", READ, accounts::index)
            .post("/api/v1/lists/{id}/accounts", WRITE, accounts::add)
            .route(
                Method::DELETE,
                "/api/v1/lists/{id}/accounts",
                WRITE,
                accounts::remove,
            ),
    )
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Draft {
    title: Option<String>,
    #[serde(deserialize_with = "non_blank")]
    replies_policy: Option<Policy>,
    #[serde(deserialize_with = "non_blank")]
    exclusive: Option<bool>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Policy {
    Followed,
    List,
    None,
}

impl From<Draft> for ListDraft {
    fn from(draft: Draft) -> Self {
        Self {
            title: draft.title,
            replies: draft.replies_policy.map(|policy| match policy {
                Policy::Followed => Replies::Followed,
                Policy::List => Replies::List,
                Policy::None => Replies::None,
            }),
            is_exclusive: draft.exclusive,
        }
    }
}
