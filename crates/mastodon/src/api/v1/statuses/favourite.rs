//! `POST /api/v1/statuses/:id/favourite`

use model::PostId;

use crate::access::Me;
use crate::app::App;
use crate::entity::Status;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/statuses/:id/favourite` — likes a post.
pub(super) async fn favourite(
    app: App,
    Me(caller): Me,
    Target(id): Target<PostId>,
) -> Answer<Status> {
    let post = app.social.like(&caller, id).await?;
    Ok(app.status(caller.viewer(), post))
}
