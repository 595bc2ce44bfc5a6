//! `com.atproto.identity.resolveHandle`

use at_proto::syntax::Handle;
use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use crate::identity::has_handle;
use crate::xrpc::{Params, Shared, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Query {
    handle: Handle,
}

/// GET `com.atproto.identity.resolveHandle` — whose handle it is: one of people here, or of anybody.
pub(super) async fn handle(
    State(at): State<Shared>,
    Params(query): Params<Query>,
    request: Request,
) -> Result<Response, XrpcError> {
    let handle = query.handle.as_str().to_lowercase();
    let known = at.social.repo_by_handle(&handle).await?;
    if let Some(repo) = known.filter(has_handle) {
        return Ok(Json(json!({ "did": repo.did })).into_response());
    }
    let ours = format!(".{}", at.config.handle_domain);
    if handle.ends_with(&ours) {
        return Err(XrpcError::bad("HandleNotFound", "Unable to resolve handle"));
    }
    at.pass_unsigned(request).await
}
