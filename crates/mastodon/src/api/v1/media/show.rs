//! `GET /api/v1/media/:id`

use axum::Json;
use http::StatusCode;
use model::MediaId;
use social::media::MediaState;

use super::state_error;
use crate::access::Me;
use crate::app::App;
use crate::entity::MediaAttachment;
use crate::error::Result;
use crate::form::Target;

/// `GET /api/v1/media/:id` — my file, as long as it belongs to no post: 206 while something is still made of it, 422
/// with the reason when that failed.
pub(super) async fn show(
    app: App,
    Me(caller): Me,
    Target(id): Target<MediaId>,
) -> Result<(StatusCode, Json<MediaAttachment>)> {
    let (media, state) = app.social.loose_media_state(&caller, id).await?;
    let status = match state {
        MediaState::Ready => StatusCode::OK,
        MediaState::Waiting => StatusCode::PARTIAL_CONTENT,
        MediaState::Failed(fault) => return Err(state_error(fault)),
    };
    Ok((status, Json(media.into())))
}
