//! `/api/v1/tags`

use axum::Json;

use crate::access::Eyes;
use crate::app::App;
use crate::entity::Tag;
use crate::error::{Answer, Error};
use crate::form::Target;

/// The most characters of a tag.
const MAX_TAG_CHARS: usize = 100;

/// `GET /api/v1/tags/:name` — a tag by its name. Every well-formed tag is there, used or not.
pub(super) async fn show(
    app: App,
    Eyes(viewer): Eyes,
    Target(name): Target<String>,
) -> Answer<Tag> {
    let folded = model::text::fold_tag(&name);
    let is_tag = !folded.is_empty()
        && folded.chars().count() <= MAX_TAG_CHARS
        && folded
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '·'));
    if !is_tag {
        return Err(Error::NotFound);
    }
    let mut days = app
        .social
        .tag_histories(std::slice::from_ref(&folded))
        .await?;
    let days = days.remove(&folded).unwrap_or_default();
    Ok(Json(Tag::new(folded, &app.lens(viewer)).with_history(days)))
}
