//! `GET /api/v1/trends/tags`, and `GET /api/v1/trends`, which is the same

use axum::Json;
use social::Viewer;

use super::Wanted;
use crate::app::App;
use crate::entity::Tag;
use crate::error::Answer;
use crate::form::Form;

/// `GET /api/v1/trends/tags` — tags that are talked about.
pub(super) async fn tags(app: App, Form(wanted): Form<Wanted>) -> Answer<Vec<Tag>> {
    let lens = app.lens(Viewer::Anyone);
    let tags = app.social.trending_tags(wanted.part(10, 20)).await?;
    let tags = tags
        .into_iter()
        .map(|trend| Tag::named(trend.tag, &lens).with_history(trend.history));
    Ok(Json(tags.collect()))
}
