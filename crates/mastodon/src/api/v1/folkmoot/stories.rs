//! `/api/v1/folkmoot/stories`: pictures and short videos for a day (docs/api/stories.md).

use axum::Json;
use http::Method;
use model::{Id, MediaId};
use serde::Deserialize;
use social::story::NewStory;

use crate::access::{Me, Rule};
use crate::app::App;
use crate::entity::{Empty, Story, Teller};
use crate::error::{Answer, Error};
use crate::form::{Form, Target};
use crate::table::Table;

pub(super) fn routes(table: Table) -> Table {
    let (read, write) = (
        Rule::User(&["read:statuses"]),
        Rule::User(&["write:statuses"]),
    );
    let one = "/api/v1/folkmoot/stories/{id}";
    table
        .get("/api/v1/folkmoot/stories", read, index)
        .post("/api/v1/folkmoot/stories", write, create)
        .get(one, read, show)
        .route(Method::DELETE, one, write, destroy)
        .post("/api/v1/folkmoot/stories/{id}/seen", write, seen)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Telling {
    media_id: Option<MediaId>,
    text: String,
    duration: Option<u32>,
}

/// `GET /api/v1/folkmoot/stories` — mine and those of the people I follow.
async fn index(app: App, Me(caller): Me) -> Answer<Vec<Teller>> {
    let tellers = app.social.stories(&caller).await?;
    Ok(Json(tellers.into_iter().map(Teller::from).collect()))
}

/// `POST /api/v1/folkmoot/stories` — shows an uploaded file for a day.
async fn create(app: App, Me(caller): Me, Form(form): Form<Telling>) -> Answer<Story> {
    let new = NewStory {
        media: form
            .media_id
            .ok_or(Error::parameter("media_id", "must name an uploaded file"))?,
        text: form.text,
        seconds: form.duration,
    };
    Ok(Json(app.social.tell_story(&caller, new).await?.into()))
}

/// `GET /api/v1/folkmoot/stories/:id` — one story.
async fn show(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<Story> {
    Ok(Json(app.social.story(caller.viewer(), id).await?.into()))
}

/// `DELETE /api/v1/folkmoot/stories/:id` — takes my own back.
async fn destroy(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<Empty> {
    app.social.delete_story(&caller, id).await?;
    Ok(Json(Empty {}))
}

/// `POST /api/v1/folkmoot/stories/:id/seen` — I have looked at it.
async fn seen(app: App, Me(caller): Me, Target(id): Target<Id>) -> Answer<Empty> {
    app.social.see_story(&caller, id).await?;
    Ok(Json(Empty {}))
}
