//! `com.atproto.sync.getRepoStatus`: where a repository stands.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};
use social::repo::RepoState;

use crate::xrpc::{Params, Shared, XrpcError, with};

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    did: String,
}

/// `{"did", "active", "status"?, "rev"?}`; the rev of an active one alone.
pub(super) async fn handle(
    State(at): State<Shared>,
    Params(query): Params<Query>,
) -> Result<Json<Value>, XrpcError> {
    let repo = at.known_repo(&query.did).await?;
    let is_active = repo.state == RepoState::Active;
    let answer = json!({ "did": repo.did, "active": is_active });
    Ok(Json(if is_active {
        with(answer, "rev", repo.head.map(|head| head.rev.into()))
    } else {
        with(answer, "status", Some(repo.state.as_str().into()))
    }))
}
