//! `POST /api/v1/statuses/:id/unreblog`

use model::PostId;

use crate::access::Me;
use crate::app::App;
use crate::entity::Status;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/statuses/:id/unreblog` — takes a boost back; the answer is the post that was boosted.
pub(super) async fn unreblog(
    app: App,
    Me(caller): Me,
    Target(id): Target<PostId>,
) -> Answer<Status> {
    let post = app.social.unboost(&caller, id).await?;
    Ok(app.status(caller.viewer(), post))
}
