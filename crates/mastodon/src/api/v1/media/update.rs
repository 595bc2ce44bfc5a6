//! `PUT /api/v1/media/:id`

use axum::Json;
use edge::forms::AnyForm;
use model::MediaId;
use social::media::MediaChange;

use super::{Form, file, focus};
use crate::access::Me;
use crate::app::App;
use crate::entity::MediaAttachment;
use crate::error::Answer;
use crate::form::Target;

/// `PUT /api/v1/media/:id` — says something else of my file, as long as it belongs to no post.
pub(super) async fn update(
    app: App,
    Me(caller): Me,
    Target(id): Target<MediaId>,
    form: Form,
) -> Answer<MediaAttachment> {
    let AnyForm {
        value: about,
        files,
    } = form?;
    let change = MediaChange {
        focus: focus(about.focus.as_deref())?,
        alt: about.description,
        thumbnail: file(&files, "thumbnail"),
        ..MediaChange::default()
    };
    let media = app.social.change_media(&caller, id, change).await?;
    Ok(Json(media.into()))
}
