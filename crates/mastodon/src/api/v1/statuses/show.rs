//! `GET /api/v1/statuses/:id`

use model::PostId;

use crate::access::Eyes;
use crate::app::App;
use crate::entity::Status;
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v1/statuses/:id` — one post.
pub(super) async fn show(
    app: App,
    Eyes(viewer): Eyes,
    Target(id): Target<PostId>,
) -> Answer<Status> {
    let post = app.social.post(viewer, id).await?;
    Ok(app.status(viewer, post))
}
