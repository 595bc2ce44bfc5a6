//! `/api/v2/filters/:filter_id/statuses` and `/api/v2/filters/statuses/:id`

use axum::Json;
use http::Method;
use model::{Id, PostId};
use serde::Deserialize;

use super::{READ, WRITE};
use crate::access::Me;
use crate::app::App;
use crate::entity::FilterStatus;
use crate::error::Answer;
use crate::form::{Form, Target};
use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    let all = "/api/v2/filters/{id}/statuses";
    let one = "/api/v2/filters/statuses/{id}";
    table
        .get(all, READ, index)
        .post(all, WRITE, create)
        .get(one, READ, show)
        .route(Method::DELETE, one, WRITE, destroy)
}

#[derive(Deserialize)]
struct Which {
    status_id: PostId,
}

/// `GET /api/v2/filters/:filter_id/statuses` — the posts of a filter.
async fn index(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<Vec<FilterStatus>> {
    let posts = app.social.filter(&caller, id).await?.posts;
    Ok(Json(posts.into_iter().map(Into::into).collect()))
}

/// `POST /api/v2/filters/:filter_id/statuses` — adds a post.
async fn create(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
    Form(which): Form<Which>,
) -> Answer<FilterStatus> {
    let added = app
        .social
        .add_filter_post(&caller, id, which.status_id)
        .await?;
    Ok(Json(added.into()))
}

/// `GET /api/v2/filters/statuses/:id` — a post of a filter.
async fn show(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<FilterStatus> {
    Ok(Json(app.social.filter_post(&caller, id).await?.into()))
}

/// `DELETE /api/v2/filters/statuses/:id` — takes a post out.
async fn destroy(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<FilterStatus> {
    let removed = app.social.remove_filter_post(&caller, id).await?;
    Ok(Json(removed.into()))
}
