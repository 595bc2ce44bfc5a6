//! `DELETE /api/v1/statuses/:id`

use axum::Json;
use model::PostId;

use crate::access::Me;
use crate::app::App;
use crate::entity::Status;
use crate::error::Answer;
use crate::form::Target;

/// `DELETE /api/v1/statuses/:id` — deletes my post; the answer has what was typed, to write it again.
pub(super) async fn destroy(
    app: App,
    Me(caller): Me,
    Target(id): Target<PostId>,
) -> Answer<Status> {
    let post = app.social.delete_post(&caller, id).await?;
    Ok(Json(Status::with_source(post, &app.lens(caller.viewer()))))
}
