//! `com.atproto.identity.refreshIdentity`

use at_proto::syntax::{AtIdentifier, Did};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::Value;

use crate::auth::AtCaller;
use crate::people::Age;
use crate::wishes::Wish;
use crate::xrpc::{Input, Shared, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Body {
    identifier: AtIdentifier,
}

/// POST `com.atproto.identity.refreshIdentity` — the same as `resolveIdentity`, asked anew if that was not done within a
/// minute. Whoever is known here is looked at again, too. For people of this server.
pub(super) async fn handle(
    State(at): State<Shared>,
    _caller: AtCaller,
    Input(body): Input<Body>,
) -> Result<Json<Value>, XrpcError> {
    let info = at.identity_info(&body.identifier, Age::Fresh).await?;
    let did = info.get("did").and_then(Value::as_str);
    if let Some(did) = did.and_then(|did| Did::parse(did).ok())
        && at.known_elsewhere(&did).await?.is_some()
    {
        at.wish(Wish::Refresh(did));
    }
    Ok(Json(info))
}
