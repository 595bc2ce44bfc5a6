//! `/api/v1/folkmoot/lists/:id/tags`: ours, see `docs/api/lists.md`.

use axum::Json;
use http::Method;
use model::Id;
use serde::Deserialize;

use super::{READ, WRITE};
use crate::access::Me;
use crate::app::App;
use crate::error::Answer;
use crate::form::{Form, Target};
use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    let path = "/api/v1/folkmoot/lists/{id}/tags";
    table
        .get(path, READ, index)
        .post(path, WRITE, add)
        .route(Method::DELETE, path, WRITE, remove)
}

#[derive(Deserialize)]
struct Name {
    name: String,
}

/// `GET /api/v1/folkmoot/lists/:id/tags` — the tags on a list.
async fn index(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<Vec<String>> {
    Ok(Json(app.social.list_tags(&caller, id).await?))
}

/// `POST /api/v1/folkmoot/lists/:id/tags` — adds a tag.
async fn add(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
    Form(tag): Form<Name>,
) -> Answer<Vec<String>> {
    Ok(Json(app.social.add_list_tag(&caller, id, &tag.name).await?))
}

/// `DELETE /api/v1/folkmoot/lists/:id/tags` — takes a tag off.
async fn remove(
    app: App,
    Me(caller): Me,
    Target(id): Target<Id>,
    Form(tag): Form<Name>,
) -> Answer<Vec<String>> {
    Ok(Json(
        app.social.remove_list_tag(&caller, id, &tag.name).await?,
    ))
}
