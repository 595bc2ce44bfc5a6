//! `com.atproto.identity.resolveDid`

use at_proto::syntax::Did;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::people::Age;
use crate::xrpc::{Params, Shared, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    did: Did,
}

/// GET `com.atproto.identity.resolveDid` — what a DID says of itself. The handle in it is a claim.
pub(super) async fn handle(
    State(at): State<Shared>,
    Params(query): Params<Query>,
) -> Result<Json<Value>, XrpcError> {
    let document = at.found_paper(&query.did, Age::Remembered).await?;
    Ok(Json(json!({ "didDoc": *document })))
}
