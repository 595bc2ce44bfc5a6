//! `GET /api/v1_alpha/async_refreshes/:id`

use axum::Json;
use model::PostId;
use serde::Serialize;

use crate::access::Eyes;
use crate::app::App;
use crate::error::{Answer, Error};
use crate::form::Target;

/// What ids of threads begin with.
const THREAD: &str = "thread-";

/// <https://docs.joinmastodon.org/entities/AsyncRefresh/>
#[derive(Debug, Serialize)]
struct AsyncRefresh {
    id: String,
    status: &'static str,
    result_count: i64,
}

#[derive(Debug, Serialize)]
pub(super) struct Answered {
    async_refresh: AsyncRefresh,
}

/// What the search for the rest of a thread is called.
pub(in crate::api) fn id_of(post: PostId) -> String {
    format!("{THREAD}{post}")
}

/// `GET /api/v1_alpha/async_refreshes/:id` — how far something is that goes on behind an answer: the search for the rest of a
/// thread.
pub(super) async fn show(
    app: App,
    Eyes(viewer): Eyes,
    Target(id): Target<String>,
) -> Answer<Answered> {
    let post = id.strip_prefix(THREAD).and_then(|id| id.parse().ok());
    let post: PostId = post.ok_or(Error::NotFound)?;
    app.social.post(viewer, post).await?;
    let look = app.social.thread_look(post).await?;
    let look = look.ok_or(Error::NotFound)?;
    Ok(Json(Answered {
        async_refresh: AsyncRefresh {
            id,
            status: if look.is_running {
                "running"
            } else {
                "finished"
            },
            result_count: look.found,
        },
    }))
}
