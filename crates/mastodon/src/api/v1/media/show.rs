//! `GET /api/v1/media/:id`

use axum::Json;
use model::MediaId;

use crate::access::Me;
use crate::app::App;
use crate::entity::MediaAttachment;
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v1/media/:id` — my file, as long as it belongs to no post.
pub(super) async fn show(
    app: App,
    Me(caller): Me,
    Target(id): Target<MediaId>,
) -> Answer<MediaAttachment> {
    Ok(Json(app.social.loose_media(&caller, id).await?.into()))
}
