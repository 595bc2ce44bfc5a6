//! `/api/v1/admin/trends/statuses`

use axum::Json;
use model::PostId;
use social::Caller;
use social::trend::TrendKind;

use crate::access::Me;
use crate::api::v1::trends::Wanted;
use crate::app::App;
use crate::entity::Status;
use crate::error::Answer;
use crate::form::{Form, Target};

/// `GET /api/v1/admin/trends/statuses` — posts that are talked about, whatever was decided.
pub(super) async fn index(
    app: App,
    Me(caller): Me,
    Form(wanted): Form<Wanted>,
) -> Answer<Vec<Status>> {
    let posts = app
        .social
        .posts_to_review(&caller, wanted.part(20, 40))
        .await?;
    Ok(app.statuses(caller.viewer(), posts))
}

/// `POST /api/v1/admin/trends/statuses/:id/approve` — the post may trend.
pub(super) async fn approve(
    app: App,
    Me(caller): Me,
    Target(id): Target<PostId>,
) -> Answer<Status> {
    decide(&app, &caller, id, true).await
}

/// `POST /api/v1/admin/trends/statuses/:id/reject` — the post may not trend.
pub(super) async fn reject(app: App, Me(caller): Me, Target(id): Target<PostId>) -> Answer<Status> {
    decide(&app, &caller, id, false).await
}

async fn decide(app: &App, caller: &Caller, id: PostId, may_trend: bool) -> Answer<Status> {
    let post = app.social.post(caller.viewer(), id).await?;
    let subject = id.to_string();
    app.social
        .review_trend(caller, TrendKind::Post, &subject, may_trend)
        .await?;
    Ok(Json(Status::new(post, &app.lens(caller.viewer()))))
}
