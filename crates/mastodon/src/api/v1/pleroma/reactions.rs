//! `/api/v1/pleroma/statuses/:id/reactions`

use axum::Json;
use model::PostId;

use crate::access::{Eyes, Me};
use crate::app::App;
use crate::entity::{Reaction, Status};
use crate::error::Answer;
use crate::form::{Target, Targets};

/// `GET /api/v1/pleroma/statuses/:id/reactions` — the emoji under a post, and whose they are.
pub(super) async fn index(
    app: App,
    Eyes(viewer): Eyes,
    Target(id): Target<PostId>,
) -> Answer<Vec<Reaction>> {
    let reactions = app.social.reacted_by(viewer, id).await?;
    Ok(Json(reactions.into_iter().map(Reaction::from).collect()))
}

/// `GET /api/v1/pleroma/statuses/:id/reactions/:emoji` — the same for one emoji.
pub(super) async fn show(
    app: App,
    Eyes(viewer): Eyes,
    Targets(id, emoji): Targets<PostId, String>,
) -> Answer<Vec<Reaction>> {
    let reactions = app.social.reacted_by(viewer, id).await?;
    let wanted = reactions
        .into_iter()
        .filter(|reaction| reaction.emoji.trim_matches(':') == emoji.trim_matches(':'));
    Ok(Json(wanted.map(Reaction::from).collect()))
}

/// `PUT /api/v1/pleroma/statuses/:id/reactions/:emoji` — puts an emoji under a post.
pub(super) async fn create(
    app: App,
    Me(caller): Me,
    Targets(id, emoji): Targets<PostId, String>,
) -> Answer<Status> {
    let post = app.social.react(&caller, id, &emoji).await?;
    Ok(app.status(caller.viewer(), post))
}

/// `DELETE /api/v1/pleroma/statuses/:id/reactions/:emoji` — takes it back.
pub(super) async fn destroy(
    app: App,
    Me(caller): Me,
    Targets(id, emoji): Targets<PostId, String>,
) -> Answer<Status> {
    let post = app.social.unreact(&caller, id, &emoji).await?;
    Ok(app.status(caller.viewer(), post))
}
