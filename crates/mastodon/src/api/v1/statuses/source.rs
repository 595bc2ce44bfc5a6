//! `GET /api/v1/statuses/:id/source`

use axum::Json;
use model::PostId;

use crate::access::Me;
use crate::app::App;
use crate::entity::StatusSource;
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v1/statuses/:id/source` — my post as I typed it, to edit it.
pub(super) async fn source(
    app: App,
    Me(caller): Me,
    Target(id): Target<PostId>,
) -> Answer<StatusSource> {
    let source = app.social.post_source(&caller, id).await?;
    Ok(Json(StatusSource::new(id, source)))
}
