//! `/api/v2/filters/:filter_id/keywords` and `/api/v2/filters/keywords/:id`

use axum::Json;
use http::Method;
use model::Id;

use super::params::Keyword;
use super::{READ, WRITE};
use crate::access::Me;
use crate::app::App;
use crate::entity::{Empty, FilterKeyword};
use crate::error::Answer;
use crate::form::{Form, Target};
use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    let all = "/api/v2/filters/{id}/keywords";
    let one = "/api/v2/filters/keywords/{id}";
    table
        .get(all, READ, index)
        .post(all, WRITE, create)
        .get(one, READ, show)
        .route(Method::PUT, one, WRITE, update)
        .route(Method::DELETE, one, WRITE, destroy)
}

/// `GET /api/v2/filters/:filter_id/keywords` — the words of a filter.
async fn index(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<Vec<FilterKeyword>> {
    let keywords = app.social.filter(&caller, id).await?.keywords;
    Ok(Json(keywords.into_iter().map(Into::into).collect()))
}

/// `POST /api/v2/filters/:filter_id/keywords` — adds a word.
async fn create(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
    Form(keyword): Form<Keyword>,
) -> Answer<FilterKeyword> {
    let added = app
        .social
        .add_filter_keyword(&caller, id, keyword.into())
        .await?;
    Ok(Json(added.into()))
}

/// `GET /api/v2/filters/keywords/:id` — a word.
async fn show(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<FilterKeyword> {
    Ok(Json(app.social.filter_keyword(&caller, id).await?.into()))
}

/// `PUT /api/v2/filters/keywords/:id` — changes a word.
async fn update(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
    Form(keyword): Form<Keyword>,
) -> Answer<FilterKeyword> {
    let mut draft = social::filter::KeywordDraft::from(keyword);
    // Only lists of words say what is to go.
    draft.is_removed = false;
    let changed = app.social.update_filter_keyword(&caller, id, draft).await?;
    Ok(Json(changed.into()))
}

/// `DELETE /api/v2/filters/keywords/:id` — removes a word.
async fn destroy(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<Empty> {
    app.social.remove_filter_keyword(&caller, id).await?;
    Ok(Json(Empty {}))
}
