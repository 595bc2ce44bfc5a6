//! `POST /api/v1/media`, `POST /api/v2/media`

use axum::Json;
use edge::forms::AnyForm;
use social::media::Upload;

use super::{Form, file, focus};
use crate::access::Me;
use crate::app::App;
use crate::entity::MediaAttachment;
use crate::error::{Answer, Error};

/// `POST /api/v2/media` — takes a picture in, to be attached to a post. It is ready at once, so both versions answer
/// the same.
pub(super) async fn create(app: App, Me(caller): Me, form: Form) -> Answer<MediaAttachment> {
    let AnyForm {
        value: about,
        files,
    } = form?;
    let upload = Upload {
        file: file(&files, "file").ok_or(Error::parameter("file", "can't be blank"))?,
        focus: focus(about.focus.as_deref())?,
        alt: about.description,
        thumbnail: file(&files, "thumbnail"),
    };
    let media = app.social.upload_media(&caller, upload).await?;
    Ok(Json(media.into()))
}
