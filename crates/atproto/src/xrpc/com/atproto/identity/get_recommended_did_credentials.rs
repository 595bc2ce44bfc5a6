//! `com.atproto.identity.getRecommendedDidCredentials`

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::auth::AtCaller;
use crate::error::Result;
use crate::xrpc::{Shared, XrpcError};

/// GET `com.atproto.identity.getRecommendedDidCredentials` — what the caller's name should say, so that their account is
/// here.
pub(super) async fn handle(
    State(at): State<Shared>,
    caller: AtCaller,
) -> Result<Json<Value>, XrpcError> {
    Ok(Json(json!({
        "rotationKeys": [at.rotation_did_key().await?],
        "alsoKnownAs": [format!("at://{}", caller.repo.handle)],
        "verificationMethods": { "atproto": at.signing_key(&caller.repo).await? },
        "services": {
            "atproto_pds": { "type": "AtprotoPersonalDataServer", "endpoint": at.endpoint() },
        },
    })))
}
