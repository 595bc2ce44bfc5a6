//! `com.atproto.sync.getRepoStatus`: where a repository stands.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};
use social::repo::RepoState;

use crate::xrpc::{Params, Shared, XrpcError};

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
    let mut answer = json!({ "did": repo.did, "active": repo.state == RepoState::Active });
    match (repo.state, repo.head) {
        (RepoState::Active, Some(head)) => answer["rev"] = head.rev.into(),
        (RepoState::Active, None) => {}
        (state, _) => answer["status"] = state.as_str().into(),
    }
    Ok(Json(answer))
}
