//! `com.atproto.sync.getLatestCommit`: the name and the time of the newest commit.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Asking;
use crate::repo::cid_text;
use crate::xrpc::{Params, Shared, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    did: String,
}

/// `{"cid", "rev"}`.
pub(super) async fn handle(
    State(at): State<Shared>,
    asking: Asking,
    Params(query): Params<Query>,
) -> Result<Json<Value>, XrpcError> {
    let (_, head) = at.readable_repo(&query.did, &asking).await?;
    Ok(Json(json!({ "cid": cid_text(&head.cid), "rev": head.rev })))
}
