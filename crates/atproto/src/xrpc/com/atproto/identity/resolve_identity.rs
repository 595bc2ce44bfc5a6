//! `com.atproto.identity.resolveIdentity`

use at_proto::syntax::AtIdentifier;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::Value;

use crate::people::Age;
use crate::xrpc::{Params, Shared, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    identifier: AtIdentifier,
}

/// GET `com.atproto.identity.resolveIdentity` — who somebody is, by either of their names: their DID, the handle that both
/// sides say is theirs, and their document.
pub(super) async fn handle(
    State(at): State<Shared>,
    Params(query): Params<Query>,
) -> Result<Json<Value>, XrpcError> {
    let info = at.identity_info(&query.identifier, Age::Remembered).await?;
    Ok(Json(info))
}
