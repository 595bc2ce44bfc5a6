//! `POST /api/v1/statuses/:id/translate`

use axum::Json;
use edge::forms::non_blank;
use model::PostId;
use serde::Deserialize;

use crate::access::Eyes;
use crate::app::App;
use crate::entity::Translation;
use crate::error::Answer;
use crate::form::{Form, Target};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    #[serde(deserialize_with = "non_blank")]
    lang: Option<String>,
}

/// `POST /api/v1/statuses/:id/translate` — a public post in another language.
pub(super) async fn translate(
    app: App,
    Eyes(viewer): Eyes,
    Target(id): Target<PostId>,
    Form(wanted): Form<Wanted>,
) -> Answer<Translation> {
    let language = wanted.lang.as_deref();
    let (post, translation) = app.social.translate_post(viewer, id, language).await?;
    Ok(Json(Translation::new(post, translation)))
}
