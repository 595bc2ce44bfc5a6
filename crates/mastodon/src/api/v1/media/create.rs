//! `POST /api/v1/media`, `POST /api/v2/media`

use axum::Json;
use edge::forms::AnyForm;
use http::StatusCode;
use model::Media;
use social::Caller;
use social::media::{MediaState, Upload};

use super::{Form, file, focus, state_error};
use crate::access::Me;
use crate::app::App;
use crate::entity::MediaAttachment;
use crate::error::{Answer, Error, Result};

/// `POST /api/v1/media` — takes a file in, to be attached to a post, and answers when it is finished.
pub(super) async fn create(app: App, Me(caller): Me, form: Form) -> Answer<MediaAttachment> {
    let media = take(&app, &caller, form).await?;
    let id = media.id.unwrap_or_default();
    let (media, state) = app.social.awaited_media(&caller, id).await?;
    match state {
        MediaState::Failed(fault) => Err(state_error(fault)),
        // Whoever has no more patience than this asks for it later.
        MediaState::Ready | MediaState::Waiting => Ok(Json(media.into())),
    }
}

/// `POST /api/v2/media` — the same, without waiting: of what takes a while only the id is known yet (202).
pub(super) async fn begin(
    app: App,
    Me(caller): Me,
    form: Form,
) -> Result<(StatusCode, Json<MediaAttachment>)> {
    let media = take(&app, &caller, form).await?;
    let status = if media.url.is_empty() {
        StatusCode::ACCEPTED
    } else {
        StatusCode::OK
    };
    Ok((status, Json(media.into())))
}

async fn take(app: &App, caller: &Caller, form: Form) -> Result<Media> {
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
    Ok(app.social.upload_media(caller, upload).await?)
}
