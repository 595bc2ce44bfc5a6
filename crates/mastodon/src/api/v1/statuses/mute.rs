//! `POST /api/v1/statuses/:id/mute`

use model::PostId;

use crate::access::Me;
use crate::app::App;
use crate::entity::Status;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/statuses/:id/mute` — hears no more of the conversation a post is in.
pub(super) async fn mute(app: App, Me(caller): Me, Target(id): Target<PostId>) -> Answer<Status> {
    let post = app.social.mute_thread(&caller, id).await?;
    Ok(app.status(caller.viewer(), post))
}
