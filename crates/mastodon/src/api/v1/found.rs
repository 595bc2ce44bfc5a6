//! Finding people and leaving servers out: `/api/v1/directory`, `/api/v1/suggestions`, `/api/v2/suggestions`,
//! `/api/v1/endorsements`, `/api/v1/domain_blocks`.

use axum::Json;
use edge::forms::non_blank;
use http::Method;
use model::AccountId;
use serde::{Deserialize, Serialize};
use social::recommend::Order;

use crate::access::{Eyes, Me, Rule};
use crate::app::{App, accounts};
use crate::entity::{Account, Empty};
use crate::error::{Answer, Result};
use crate::form::{Form, Target};
use crate::paging::{Listed, Pages};
use crate::table::Table;

/// How many people there are on a page when nothing is said, and how far one can leaf.
const USUAL: u32 = 40;
const DEEPEST: u32 = 10_000;

pub(super) fn routes(table: Table) -> Table {
    let (read, write) = (Rule::User(&["read:blocks"]), Rule::User(&["write:blocks"]));
    table
        .get("/api/v1/directory", Rule::Public, directory)
        .get("/api/v1/suggestions", Rule::User(&["read"]), suggested)
        .get("/api/v2/suggestions", Rule::User(&["read"]), suggestions)
        .route(
            Method::DELETE,
            "/api/v1/suggestions/{id}",
            Rule::User(&["read"]),
            decline,
        )
        .get(
            "/api/v1/endorsements",
            Rule::User(&["read:accounts"]),
            endorsements,
        )
        .get("/api/v1/domain_blocks", read, hidden)
        .post("/api/v1/domain_blocks", write, hide)
        .route(Method::DELETE, "/api/v1/domain_blocks", write, unhide)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Which {
    #[serde(deserialize_with = "non_blank")]
    limit: Option<u32>,
    #[serde(deserialize_with = "non_blank")]
    offset: Option<u32>,
    order: String,
    local: bool,
}

/// `GET /api/v1/directory` — those who want to be found.
async fn directory(app: App, Eyes(viewer): Eyes, Form(which): Form<Which>) -> Answer<Vec<Account>> {
    let order = if which.order == "new" {
        Order::New
    } else {
        Order::Active
    };
    let part = (
        which.limit.unwrap_or(USUAL),
        which.offset.unwrap_or(0).min(DEEPEST),
    );
    let found = app
        .social
        .directory(viewer, order, which.local, part)
        .await?;
    Ok(accounts(found))
}

/// <https://docs.joinmastodon.org/entities/Suggestion/>
#[derive(Serialize)]
struct Suggestion {
    source: &'static str,
    sources: [&'static str; 1],
    account: Account,
}

/// `GET /api/v2/suggestions` — whom I may like to follow, and why.
async fn suggestions(
    app: App,
    Me(caller): Me,
    Form(which): Form<Which>,
) -> Answer<Vec<Suggestion>> {
    let limit = which.limit.unwrap_or(USUAL);
    let found = app.social.suggestions(&caller, limit).await?;
    let all = found.into_iter().map(|view| {
        let (source, word) = if view.is_friend_of_friends {
            ("past_interactions", "friends_of_friends")
        } else {
            ("global", "most_followed")
        };
        Suggestion {
            source,
            sources: [word],
            account: view.account.into(),
        }
    });
    Ok(Json(all.collect()))
}

/// `GET /api/v1/suggestions` — the same without the reasons.
async fn suggested(app: App, Me(caller): Me, Form(which): Form<Which>) -> Answer<Vec<Account>> {
    let limit = which.limit.unwrap_or(USUAL);
    let found = app.social.suggestions(&caller, limit).await?;
    Ok(accounts(
        found.into_iter().map(|view| view.account).collect(),
    ))
}

/// `DELETE /api/v1/suggestions/:account_id` — not them.
async fn decline(app: App, Me(caller): Me, Target(id): Target<AccountId>) -> Answer<Empty> {
    app.social.decline_suggestion(&caller, id).await?;
    Ok(Json(Empty {}))
}

/// `GET /api/v1/endorsements` — whom I show on my profile.
async fn endorsements(app: App, Me(caller): Me, pages: Pages) -> Result<Listed<Vec<Account>>> {
    let slice = app
        .social
        .endorsed(caller.viewer(), caller.account_id, pages.of_accounts())
        .await?;
    Ok(pages.listed(&app, slice.map(Account::from)))
}

#[derive(Deserialize)]
struct Server {
    domain: String,
}

/// `GET /api/v1/domain_blocks` — the servers I do not want to see: 100 on a page, at most 200.
async fn hidden(app: App, Me(caller): Me, pages: Pages) -> Result<Listed<Vec<String>>> {
    let slice = app.social.hidden_domains(&caller, pages.of_tags()).await?;
    Ok(pages.listed(&app, slice))
}

/// `POST /api/v1/domain_blocks` — hides a server, and ends every follow between its people and me.
async fn hide(app: App, Me(caller): Me, Form(server): Form<Server>) -> Answer<Empty> {
    app.social.hide_domain(&caller, &server.domain).await?;
    Ok(Json(Empty {}))
}

/// `DELETE /api/v1/domain_blocks` — shows it again.
async fn unhide(app: App, Me(caller): Me, Form(server): Form<Server>) -> Answer<Empty> {
    app.social.unhide_domain(&caller, &server.domain).await?;
    Ok(Json(Empty {}))
}
