//! `POST /api/v1/statuses/:id/bookmark`

use model::PostId;

use crate::access::Me;
use crate::app::App;
use crate::entity::Status;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/statuses/:id/bookmark` — keeps a post for later, which nobody else learns.
pub(super) async fn bookmark(
    app: App,
    Me(caller): Me,
    Target(id): Target<PostId>,
) -> Answer<Status> {
    let post = app.social.bookmark(&caller, id).await?;
    Ok(app.status(caller.viewer(), post))
}
