//! `GET /api/v1/admin/tags`

use axum::Json;
use edge::forms::non_blank;
use serde::Deserialize;

use crate::access::Me;
use crate::app::App;
use crate::entity::AdminTag;
use crate::error::Answer;
use crate::form::Form;

/// A tag's id is its name, so pages are turned by name.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Page {
    min_id: String,
    #[serde(deserialize_with = "non_blank")]
    limit: Option<u32>,
}

/// `GET /api/v1/admin/tags` — every tag that is known, by name; those after `min_id`.
pub(super) async fn index(
    app: App,
    Me(caller): Me,
    Form(page): Form<Page>,
) -> Answer<Vec<AdminTag>> {
    let limit = page.limit.unwrap_or(100).min(200);
    let tags = app.social.known_tags(&caller, &page.min_id, limit).await?;
    let lens = app.lens(caller.viewer());
    Ok(Json(
        tags.into_iter()
            .map(|tag| AdminTag::new(tag, &lens))
            .collect(),
    ))
}
