//! Stories, for servers of those who follow their owner.

use std::sync::Arc;

use ap_proto::build::document;
use axum::extract::{Path, State};
use axum::response::Response;
use http::request::Parts;
use http::{StatusCode, header};
use model::Id;

use super::{respond, visit};
use crate::ActivityPub;
use crate::error::{Error, Result};
use crate::map::story::to_story;

/// GET /ap/stories/{id} — a story, to whoever says the word that its followers were told (`Authorization: Bearer`),
/// or whose signature is a follower's.
pub(super) async fn show(
    State(network): State<Arc<ActivityPub>>,
    Path(id): Path<String>,
    parts: Parts,
) -> Result<Response> {
    let id: Id = id.parse().or(Err(Error::NotFound("That story")))?;
    let word = parts.headers.get(header::AUTHORIZATION);
    let word = word.and_then(|word| word.to_str().ok()?.strip_prefix("Bearer "));
    let story = if let Some(word) = word {
        network.social.story_for_token(id, word).await?
    } else {
        let visitor = Box::pin(network.visitor(&visit(&parts))).await?;
        network.social.story(visitor, id).await?
    };
    if !story.account.is_local() {
        return Err(Error::NotFound("That story"));
    }
    let document = document(to_story(&story, &network.urls).to_value());
    Ok(respond::activity(StatusCode::OK, &document))
}
