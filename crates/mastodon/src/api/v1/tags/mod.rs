//! `/api/v1/tags`: one tag, and what I do with it.

use axum::Json;
use social::tag::TagView;

use crate::access::{Eyes, Me, Rule};
use crate::app::App;
use crate::entity::Tag;
use crate::error::Answer;
use crate::form::Target;
use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    let (follows, accounts) = (
        Rule::User(&["write:follows"]),
        Rule::User(&["write:accounts"]),
    );
    table
        .get(
            "/api/v1/tags/{name}",
            Rule::UserOptional(&["read:follows"]),
            show,
        )
        .post("/api/v1/tags/{name}/follow", follows, follow)
        .post("/api/v1/tags/{name}/unfollow", follows, unfollow)
        .post("/api/v1/tags/{name}/feature", accounts, feature)
        .post("/api/v1/tags/{name}/unfeature", accounts, unfeature)
}

async fn answer(app: &App, viewer: social::Viewer, tag: TagView) -> Answer<Tag> {
    let mut days = app
        .social
        .tag_histories(std::slice::from_ref(&tag.name))
        .await?;
    let days = days.remove(&tag.name).unwrap_or_default();
    Ok(Json(Tag::new(tag, &app.lens(viewer)).with_history(days)))
}

/// `GET /api/v1/tags/:name` — a tag by its name. Every well-formed tag is there, used or not.
async fn show(app: App, Eyes(viewer): Eyes, Target(name): Target<String>) -> Answer<Tag> {
    let tag = app.social.tag(viewer, &name).await?;
    answer(&app, viewer, tag).await
}

/// `POST /api/v1/tags/:name/follow` — brings posts with it to my home feed.
async fn follow(app: App, Me(caller): Me, Target(name): Target<String>) -> Answer<Tag> {
    let tag = app.social.follow_tag(&caller, &name).await?;
    answer(&app, caller.viewer(), tag).await
}

/// `POST /api/v1/tags/:name/unfollow` — does not any more.
async fn unfollow(app: App, Me(caller): Me, Target(name): Target<String>) -> Answer<Tag> {
    let tag = app.social.unfollow_tag(&caller, &name).await?;
    answer(&app, caller.viewer(), tag).await
}

/// `POST /api/v1/tags/:id/feature` — shows it on my profile. The id of a tag is its name.
async fn feature(app: App, Me(caller): Me, Target(name): Target<String>) -> Answer<Tag> {
    app.social.feature_tag(&caller, &name).await?;
    let tag = app.social.tag(caller.viewer(), &name).await?;
    answer(&app, caller.viewer(), tag).await
}

/// `POST /api/v1/tags/:id/unfeature` — does not any more.
async fn unfeature(app: App, Me(caller): Me, Target(name): Target<String>) -> Answer<Tag> {
    let tag = app.social.unfeature_tag(&caller, &name).await?;
    answer(&app, caller.viewer(), tag).await
}
