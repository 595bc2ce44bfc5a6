//! `POST /api/v1/statuses/:id/bookmark`

use edge::forms::non_blank;
use model::{Id, PostId};
use serde::Deserialize;

use crate::access::Me;
use crate::app::App;
use crate::entity::Status;
use crate::error::Answer;
use crate::form::{Form, Target};

#[derive(Deserialize)]
pub(super) struct Where {
    /// As Pleroma has it: the folder to keep it in.
    #[serde(default, deserialize_with = "non_blank")]
    folder_id: Option<Id>,
}

/// `POST /api/v1/statuses/:id/bookmark` — keeps a post for later, which nobody else learns.
pub(super) async fn bookmark(
    app: App,
    Me(caller): Me,
    Target(id): Target<PostId>,
    Form(place): Form<Where>,
) -> Answer<Status> {
    let post = app.social.bookmark(&caller, id, place.folder_id).await?;
    Ok(app.status(caller.viewer(), post))
}
