//! `POST /api/v1/statuses/:id/unbookmark`

use model::PostId;

use crate::access::Me;
use crate::app::App;
use crate::entity::Status;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/statuses/:id/unbookmark` — keeps it no more.
pub(super) async fn unbookmark(
    app: App,
    Me(caller): Me,
    Target(id): Target<PostId>,
) -> Answer<Status> {
    let post = app.social.unbookmark(&caller, id).await?;
    Ok(app.status(caller.viewer(), post))
}
