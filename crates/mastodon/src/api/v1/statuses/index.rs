//! `GET /api/v1/statuses`

use model::PostId;

use crate::access::Eyes;
use crate::app::App;
use crate::entity::Status;
use crate::error::Answer;
use crate::form::{Form, Ids};

/// `GET /api/v1/statuses?id[]=` — several posts; those that the viewer may not see are left out.
pub(super) async fn index(
    app: App,
    Eyes(viewer): Eyes,
    Form(ids): Form<Ids<PostId>>,
) -> Answer<Vec<Status>> {
    let posts = app.social.posts(viewer, &ids.into_vec()).await?;
    Ok(app.statuses(viewer, posts))
}
