//! `GET /api/v1/polls/:id`

use model::PostId;

use crate::access::Eyes;
use crate::app::App;
use crate::entity::Poll;
use crate::error::Answer;
use crate::form::Target;

/// `GET /api/v1/polls/:id` — a poll, for those who may see its post.
pub(super) async fn show(app: App, Eyes(viewer): Eyes, Target(id): Target<PostId>) -> Answer<Poll> {
    let post = app.social.post(viewer, id).await?;
    app.poll(viewer, &post)
}
