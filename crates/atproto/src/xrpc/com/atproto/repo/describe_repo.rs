//! `com.atproto.repo.describeRepo`

use at_proto::syntax::AtIdentifier;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::auth::did_document;
use crate::xrpc::{Params, Shared, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    repo: AtIdentifier,
}

/// GET `com.atproto.repo.describeRepo` — whose repository it is, and which kinds of records are in it.
pub(super) async fn handle(
    State(at): State<Shared>,
    Params(query): Params<Query>,
) -> Result<Json<Value>, XrpcError> {
    let (repo, _) = at.open_named(&query.repo).await?;
    let key = at.social.repo_key(repo.account_id).await?;
    let (collections, _) = at.social.repo_contents(repo.account_id).await?;
    Ok(Json(json!({
        "handle": repo.handle,
        "did": repo.did,
        "didDoc": did_document(&repo, &key, at.endpoint()),
        "collections": collections,
        "handleIsCorrect": true,
    })))
}
