//! `com.atproto.sync.listRepos`: all repositories, by name.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};
use social::repo::RepoState;

use crate::repo::cid_text;
use crate::xrpc::{Params, Shared, XrpcError, page, with};

/// The most repositories of a page.
const MOST: u32 = 1_000;

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    limit: Option<u32>,
    cursor: Option<String>,
}

/// `{"cursor"?, "repos": [{"did", "head", "rev", "active", "status"?}]}`.
pub(super) async fn handle(
    State(at): State<Shared>,
    Params(query): Params<Query>,
) -> Result<Json<Value>, XrpcError> {
    let limit = query.limit.unwrap_or(500).clamp(1, MOST);
    let after = query.cursor.unwrap_or_default();
    let repos = at.social.repos(&after, limit).await?;
    let is_full = repos.len() == usize::try_from(limit).unwrap_or(usize::MAX);
    let last = repos
        .last()
        .filter(|_| is_full)
        .map(|repo| repo.did.clone());
    let shown = repos.into_iter().filter_map(|repo| {
        let head = repo.head?;
        let is_active = repo.state == RepoState::Active;
        let shown = json!({
            "did": repo.did,
            "head": cid_text(&head.cid),
            "rev": head.rev,
            "active": is_active,
        });
        let status = (!is_active).then(|| repo.state.as_str().into());
        Some(with(shown, "status", status))
    });
    Ok(Json(page("repos", shown.collect(), last)))
}
