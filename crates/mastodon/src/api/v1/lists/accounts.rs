//! `/api/v1/lists/:id/accounts`

use axum::Json;
use model::{AccountId, Id};
use serde::Deserialize;

use crate::access::Me;
use crate::app::App;
use crate::entity::{Account, Empty};
use crate::error::{Answer, Result};
use crate::form::{Form, Target};
use crate::paging::{Listed, Pages};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Who {
    account_ids: Vec<AccountId>,
}

/// `GET /api/v1/lists/:id/accounts` — who is on a list; with `limit=0` everybody.
pub(super) async fn index(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
    pages: Pages,
) -> Result<Listed<Vec<Account>>> {
    let page = (!pages.is_for_all()).then(|| pages.of_accounts());
    let slice = app.social.list_members(&caller, id, page).await?;
    Ok(pages.listed(&app, slice.map(Account::from)))
}

/// `POST /api/v1/lists/:id/accounts` — adds accounts I follow.
pub(super) async fn add(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
    Form(who): Form<Who>,
) -> Answer<Empty> {
    app.social
        .add_to_list(&caller, id, &who.account_ids)
        .await?;
    Ok(Json(Empty {}))
}

/// `DELETE /api/v1/lists/:id/accounts` — takes accounts off.
pub(super) async fn remove(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
    Form(who): Form<Who>,
) -> Answer<Empty> {
    app.social
        .remove_from_list(&caller, id, &who.account_ids)
        .await?;
    Ok(Json(Empty {}))
}
