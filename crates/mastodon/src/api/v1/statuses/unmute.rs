//! `POST /api/v1/statuses/:id/unmute`

use model::PostId;

use crate::access::Me;
use crate::app::App;
use crate::entity::Status;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/statuses/:id/unmute` — hears of it again.
pub(super) async fn unmute(app: App, Me(caller): Me, Target(id): Target<PostId>) -> Answer<Status> {
    let post = app.social.unmute_thread(&caller, id).await?;
    Ok(app.status(caller.viewer(), post))
}
