//! `GET /api/v1/statuses/:id/card`

use axum::Json;
use axum::response::{IntoResponse, Response};
use model::PostId;

use crate::access::Eyes;
use crate::app::App;
use crate::entity::{Empty, PreviewCard};
use crate::error::Result;
use crate::form::Target;

/// `GET /api/v1/statuses/:id/card` — what a post's link leads to; `{}` when it has none. Newer apps read it in the post.
pub(super) async fn card(
    app: App,
    Eyes(viewer): Eyes,
    Target(id): Target<PostId>,
) -> Result<Response> {
    let post = app.social.post(viewer, id).await?.content().clone();
    Ok(match post.card {
        Some(card) => Json(PreviewCard::from(card)).into_response(),
        None => Json(Empty {}).into_response(),
    })
}
