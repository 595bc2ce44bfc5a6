//! `POST /api/v1/statuses/:id/pin`

use model::PostId;

use crate::access::Me;
use crate::app::App;
use crate::entity::Status;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/statuses/:id/pin` — shows my post at the top of my profile.
pub(super) async fn pin(app: App, Me(caller): Me, Target(id): Target<PostId>) -> Answer<Status> {
    let post = app.social.pin(&caller, id).await?;
    Ok(app.status(caller.viewer(), post))
}
