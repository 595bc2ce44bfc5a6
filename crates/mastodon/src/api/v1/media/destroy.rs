//! `DELETE /api/v1/media/:id`

use axum::Json;
use model::MediaId;

use crate::access::Me;
use crate::app::App;
use crate::entity::Empty;
use crate::error::Answer;
use crate::form::Target;

/// `DELETE /api/v1/media/:id` — removes my file, as long as it belongs to no post.
pub(super) async fn destroy(
    app: App,
    Me(caller): Me,
    Target(id): Target<MediaId>,
) -> Answer<Empty> {
    app.social.delete_media(&caller, id).await?;
    Ok(Json(Empty {}))
}
