//! `GET /api/v1/statuses/:id/context`

use axum::Json;
use model::PostId;

use crate::access::Eyes;
use crate::app::App;
use crate::entity::Context;
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v1/statuses/:id/context` — what a post answers, and what answers it.
pub(super) async fn context(
    app: App,
    Eyes(viewer): Eyes,
    Target(id): Target<PostId>,
) -> Answer<Context> {
    let thread = app.social.thread(viewer, id).await?;
    Ok(Json(Context::new(thread, &app.lens(viewer))))
}
