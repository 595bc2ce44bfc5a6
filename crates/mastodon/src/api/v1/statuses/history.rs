//! `GET /api/v1/statuses/:id/history`

use axum::Json;
use model::PostId;

use crate::access::Eyes;
use crate::app::App;
use crate::entity::StatusEdit;
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v1/statuses/:id/history` — all versions of a post, oldest first.
pub(super) async fn history(
    app: App,
    Eyes(viewer): Eyes,
    Target(id): Target<PostId>,
) -> Answer<Vec<StatusEdit>> {
    let versions = app.social.post_history(viewer, id).await?;
    Ok(Json(
        versions
            .into_iter()
            .map(|version| StatusEdit::new(id, version))
            .collect(),
    ))
}
