//! `POST /api/v1/statuses/:id/unfavourite`

use model::PostId;

use crate::access::Me;
use crate::app::App;
use crate::entity::Status;
use crate::error::Answer;
use crate::form::Target;

/// `POST /api/v1/statuses/:id/unfavourite` — likes it no more.
pub(super) async fn unfavourite(
    app: App,
    Me(caller): Me,
    Target(id): Target<PostId>,
) -> Answer<Status> {
    let post = app.social.unlike(&caller, id).await?;
    Ok(app.status(caller.viewer(), post))
}
