//! `GET /api/v1/trends/statuses`

use super::Wanted;
use crate::access::Eyes;
use crate::app::App;
use crate::entity::Status;
use crate::error::Answer;
use crate::form::Form;

/// `GET /api/v1/trends/statuses` — posts that are talked about.
pub(super) async fn statuses(
    app: App,
    Eyes(viewer): Eyes,
    Form(wanted): Form<Wanted>,
) -> Answer<Vec<Status>> {
    let posts = app
        .social
        .trending_posts(viewer, wanted.part(20, 40))
        .await?;
    Ok(app.statuses(viewer, posts))
}
