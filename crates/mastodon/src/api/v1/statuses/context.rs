//! `GET /api/v1/statuses/:id/context`

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue};
use model::PostId;
use social::post::Again;

use crate::access::Eyes;
use crate::api::async_refreshes::id_of;
use crate::app::App;
use crate::entity::Context;
use crate::error::Result;
use crate::form::Target;

/// Says that more may come, and where to ask (<https://docs.joinmastodon.org/methods/statuses/#context>).
const ASYNC_REFRESH: HeaderName = HeaderName::from_static("mastodon-async-refresh");
/// After how many seconds an app should ask.
const RETRY: u8 = 3;

/// `GET /api/v1/statuses/:id/context` — what a post answers, and what answers it. For a member, the rest of it is looked for
/// at other servers meanwhile.
pub(super) async fn context(
    app: App,
    Eyes(viewer): Eyes,
    Target(id): Target<PostId>,
) -> Result<Response> {
    let thread = app.social.thread(viewer, id).await?;
    let look = app
        .social
        .look_for_thread(viewer, &thread, Again::No)
        .await?;
    let post = thread.id;
    let mut answer = Json(Context::new(thread, &app.lens(viewer))).into_response();
    if let (Some(look), Some(post)) = (look.filter(|look| look.is_running), post) {
        let id = id_of(post);
        let said = format!("id=\"{id}\", retry={RETRY}, result_count={}", look.found);
        if let Ok(said) = HeaderValue::from_str(&said) {
            answer.headers_mut().insert(ASYNC_REFRESH, said);
        }
    }
    Ok(answer)
}
