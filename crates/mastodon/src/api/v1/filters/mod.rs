//! `/api/v1/filters`: filters as they were, each a word of one of today's. Their ids are those of the words.

mod create;
mod destroy;
mod index;
mod show;
mod update;

use edge::forms::non_blank;
use http::Method;
use serde::Deserialize;
use social::filter::{Action, FilterDraft, KeywordDraft, Lasts, Place};

use crate::access::Rule;
use crate::api::v2::filters::{Context, lasts};
use crate::table::Table;

const READ: Rule = Rule::User(&["read:filters"]);
const WRITE: Rule = Rule::User(&["write:filters"]);

pub(super) fn routes(table: Table) -> Table {
    let path = "/api/v1/filters/{id}";
    table
        .get("/api/v1/filters", READ, index::index)
        .post("/api/v1/filters", WRITE, create::create)
        .get(path, READ, show::show)
        .route(Method::PUT, path, WRITE, update::update)
        .route(Method::DELETE, path, WRITE, destroy::destroy)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Draft {
    phrase: Option<String>,
    context: Option<Vec<Context>>,
    #[serde(deserialize_with = "non_blank")]
    irreversible: Option<bool>,
    #[serde(deserialize_with = "non_blank")]
    whole_word: Option<bool>,
    #[serde(deserialize_with = "lasts")]
    expires_in: Lasts,
}

impl From<Draft> for FilterDraft {
    fn from(draft: Draft) -> Self {
        let action = |is_hidden| {
            if is_hidden {
                Action::Hide
            } else {
                Action::Warn
            }
        };
        Self {
            title: None,
            action: draft.irreversible.map(action),
            places: draft
                .context
                .map(|words| words.into_iter().map(Place::from).collect()),
            lasts: draft.expires_in,
            keywords: vec![KeywordDraft {
                keyword: draft.phrase,
                is_whole_word: draft.whole_word,
                ..KeywordDraft::default()
            }],
        }
    }
}
