//! `/api/v1/accounts/:id/endorse` and what else people keep or show of others

use axum::Json;
use model::AccountId;
use serde::Deserialize;

use crate::access::{Eyes, Me};
use crate::app::App;
use crate::entity::{Account, Relationship};
use crate::error::{Answer, Result};
use crate::form::{Form, Target};
use crate::paging::{Listed, Pages};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Note {
    comment: String,
}

/// `POST /api/v1/accounts/:id/note` — notes something about them, for my eyes only.
pub(super) async fn note(
    app: App,
    Me(caller): Me,
    Target(id): Target<AccountId>,
    Form(note): Form<Note>,
) -> Answer<Relationship> {
    let relation = app.social.set_note(&caller, id, &note.comment).await?;
    Ok(Json(relation.into()))
}

/// `POST /api/v1/accounts/:id/endorse` — shows them on my profile.
pub(super) async fn endorse(
    app: App,
    Me(caller): Me,
    Target(id): Target<AccountId>,
) -> Answer<Relationship> {
    Ok(Json(app.social.endorse(&caller, id).await?.into()))
}

/// `POST /api/v1/accounts/:id/unendorse` — does not any more.
pub(super) async fn unendorse(
    app: App,
    Me(caller): Me,
    Target(id): Target<AccountId>,
) -> Answer<Relationship> {
    Ok(Json(app.social.unendorse(&caller, id).await?.into()))
}

/// `GET /api/v1/accounts/:id/endorsements` — whom they show on their profile.
pub(super) async fn endorsements(
    app: App,
    Eyes(viewer): Eyes,
    Target(id): Target<AccountId>,
    pages: Pages,
) -> Result<Listed<Vec<Account>>> {
    let slice = app.social.endorsed(viewer, id, pages.of_accounts()).await?;
    Ok(pages.listed(&app, slice.map(Account::from)))
}
