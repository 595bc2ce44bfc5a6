//! `/api/v1/featured_tags`: the tags on my profile.

use axum::Json;
use http::Method;
use model::Id;
use serde::Deserialize;

use crate::access::{Me, Rule};
use crate::app::App;
use crate::entity::{Empty, FeaturedTag, Tag};
use crate::error::Answer;
use crate::form::{Form, Target};
use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    let (read, write) = (
        Rule::User(&["read:accounts"]),
        Rule::User(&["write:accounts"]),
    );
    table
        .get("/api/v1/featured_tags", read, index)
        .post("/api/v1/featured_tags", write, create)
        .get("/api/v1/featured_tags/suggestions", read, suggestions)
        .route(Method::DELETE, "/api/v1/featured_tags/{id}", write, destroy)
}

#[derive(Deserialize)]
struct Name {
    name: String,
}

/// `GET /api/v1/featured_tags` — the tags on my profile.
async fn index(app: App, Me(caller): Me) -> Answer<Vec<FeaturedTag>> {
    let tags = app
        .social
        .featured_tags(caller.viewer(), caller.account_id)
        .await?;
    let lens = app.lens(caller.viewer());
    Ok(Json(FeaturedTag::all(tags, &lens)))
}

/// `POST /api/v1/featured_tags` — adds one.
async fn create(app: App, Me(caller): Me, Form(tag): Form<Name>) -> Answer<FeaturedTag> {
    let featured = app.social.feature_tag(&caller, &tag.name).await?;
    Ok(Json(FeaturedTag::new(featured, &app.lens(caller.viewer()))))
}

/// `DELETE /api/v1/featured_tags/:id` — takes one off.
async fn destroy(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<Empty> {
    app.social.unfeature_tag_by_id(&caller, id).await?;
    Ok(Json(Empty {}))
}

/// `GET /api/v1/featured_tags/suggestions` — what I use most and do not show yet.
async fn suggestions(app: App, Me(caller): Me) -> Answer<Vec<Tag>> {
    let tags = app.social.suggested_tags(&caller).await?;
    let lens = app.lens(caller.viewer());
    Ok(Json(
        tags.into_iter().map(|tag| Tag::new(tag, &lens)).collect(),
    ))
}
