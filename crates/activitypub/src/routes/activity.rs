//! The activity that published a post.

use std::sync::Arc;

use ap_proto::activity::{Activity, ActivityKind};
use ap_proto::build::document;
use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use http::request::Parts;
use serde_json::Value;
use social::PostView;

use super::post::Asked;
use super::respond;
use crate::ActivityPub;
use crate::error::{Error, Result};
use crate::map::note::to_announce;

/// GET /ap/posts/{id}/activity — the Create of a post, or the Announce of a boost.
pub(super) async fn show(
    State(network): State<Arc<ActivityPub>>,
    Path(id): Path<String>,
    parts: Parts,
) -> Result<Response> {
    let post = match network.asked_post(&id, &parts).await? {
        Asked::Post(post) => post,
        Asked::Answer(answer) => return Ok(answer),
    };
    let activity = network
        .published(&post)
        .await?
        .ok_or(Error::NotFound("That activity"))?;
    Ok(respond::activity(StatusCode::OK, &document(activity)))
}

impl ActivityPub {
    /// The Create or Announce of a post or boost of ours, without a context; `None` for what never leaves.
    pub(super) async fn published(&self, post: &PostView) -> Result<Option<Value>> {
        if post.boost_of.is_some() {
            return Ok(to_announce(post, &self.urls).map(|announce| announce.to_value()));
        }
        let note = self.note(post).await?;
        let id = self.urls.post_activity(post.id);
        Ok(note.map(|note| Activity::of_note(ActivityKind::Create, &id, &note).to_value()))
    }
}
