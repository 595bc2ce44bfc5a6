//! Whose name a host is (<https://atproto.com/specs/handle#https-well-known-method>).

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};

use super::{Shared, XrpcError};

/// `GET /.well-known/atproto-did` on the host that is somebody's handle: their DID, as text.
pub(super) async fn did(
    State(at): State<Shared>,
    headers: HeaderMap,
) -> Result<Response, XrpcError> {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let handle = host.map(|host| host.split(':').next().unwrap_or(host).to_lowercase());
    let repo = match handle {
        Some(handle) => at.social.repo_by_handle(&handle).await?,
        None => None,
    };
    let text = (header::CONTENT_TYPE, "text/plain");
    Ok(match repo.filter(crate::identity::has_handle) {
        Some(repo) => ([text], repo.did).into_response(),
        None => (StatusCode::NOT_FOUND, [text], "User not found").into_response(),
    })
}

/// `GET /.well-known/did.json`: what this server is, as others look it up by its own name
/// (<https://w3c-ccg.github.io/did-method-web/>).
pub(super) async fn document(State(at): State<Shared>) -> axum::Json<serde_json::Value> {
    let did = at.provider.auth().did().to_owned();
    axum::Json(serde_json::json!({
        "@context": ["https://www.w3.org/ns/did/v1"],
        "id": did,
        "service": [{
            "id": "#atproto_pds",
            "type": "AtprotoPersonalDataServer",
            "serviceEndpoint": at.endpoint(),
        }],
    }))
}
