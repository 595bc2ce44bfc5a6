//! `GET /api/v1/accounts/search`

use edge::forms::non_blank;
use serde::Deserialize;
use social::search::{Search, SearchKind};

use crate::access::Me;
use crate::app::{App, accounts};
use crate::entity::Account;
use crate::error::Answer;
use crate::form::Form;

/// How many there are on a page, and how far one can leaf.
const USUAL: u32 = 40;
const MOST: u32 = 80;
const DEEPEST: u32 = 1_000;

#[derive(Deserialize)]
pub(super) struct Question {
    q: String,
    #[serde(default, deserialize_with = "non_blank")]
    limit: Option<u32>,
    #[serde(default, deserialize_with = "non_blank")]
    offset: Option<u32>,
    #[serde(default)]
    resolve: bool,
    #[serde(default)]
    following: bool,
}

/// `GET /api/v1/accounts/search?q=` — people by name or address; with `resolve`, also those nobody here knew.
pub(super) async fn search(
    app: App,
    Me(caller): Me,
    Form(ask): Form<Question>,
) -> Answer<Vec<Account>> {
    let search = Search {
        query: ask.q,
        kind: Some(SearchKind::Accounts),
        resolve: ask.resolve,
        following: ask.following,
        limit: ask.limit.unwrap_or(USUAL).clamp(1, MOST),
        offset: ask.offset.unwrap_or(0).min(DEEPEST),
        ..Search::default()
    };
    Ok(accounts(app.social.search_accounts(&caller, search).await?))
}
