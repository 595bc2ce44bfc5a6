//! `GET /api/v2/search`

use axum::Json;
use edge::forms::non_blank;
use model::{AccountId, PostId};
use serde::Deserialize;
use social::Viewer;
use social::search::SearchKind;

use crate::access::Eyes;
use crate::app::App;
use crate::entity;
use crate::error::{Answer, Error, Result};
use crate::form::Form;

/// How many of each kind there are on a page, and how far one can leaf.
const USUAL: u32 = 20;
const MOST: u32 = 40;
const DEEPEST: u32 = 1_000;

#[derive(Deserialize)]
pub(super) struct Question {
    q: String,
    #[serde(default, rename = "type", deserialize_with = "non_blank")]
    kind: Option<Kind>,
    #[serde(default)]
    resolve: bool,
    #[serde(default)]
    following: bool,
    #[serde(default, deserialize_with = "non_blank")]
    account_id: Option<AccountId>,
    #[serde(default, deserialize_with = "non_blank")]
    max_id: Option<PostId>,
    #[serde(default, deserialize_with = "non_blank")]
    min_id: Option<PostId>,
    #[serde(default, deserialize_with = "non_blank")]
    limit: Option<u32>,
    #[serde(default, deserialize_with = "non_blank")]
    offset: Option<u32>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Accounts,
    Statuses,
    Hashtags,
}

impl From<Kind> for SearchKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Accounts => Self::Accounts,
            Kind::Statuses => Self::Posts,
            Kind::Hashtags => Self::Tags,
        }
    }
}

/// `GET /api/v2/search?q=` — people, posts and tags; with `resolve`, also what another server has to be asked for.
pub(super) async fn search(
    app: App,
    Eyes(viewer): Eyes,
    Form(ask): Form<Question>,
) -> Answer<entity::Search> {
    check_may_ask(viewer, &ask)?;
    let search = social::search::Search {
        query: ask.q,
        kind: ask.kind.map(Into::into),
        resolve: ask.resolve,
        following: ask.following,
        limit: ask.limit.unwrap_or(USUAL).clamp(1, MOST),
        offset: ask.offset.unwrap_or(0).min(DEEPEST),
        account: ask.account_id,
        below: ask.max_id,
        above: ask.min_id,
    };
    let mut found = app.social.search(viewer, search).await?;
    let tags = app
        .social
        .tags(viewer, std::mem::take(&mut found.tags))
        .await?;
    Ok(Json(entity::Search::new(found, tags, &app.lens(viewer))))
}

/// Making this server ask others, and leafing, is for people here only, as in Mastodon.
fn check_may_ask(viewer: Viewer, ask: &Question) -> Result<()> {
    let is_dear = ask.resolve || ask.offset.is_some_and(|offset| offset > 0);
    if is_dear && !matches!(viewer, Viewer::Member(_)) {
        Err(Error::Token)
    } else {
        Ok(())
    }
}
