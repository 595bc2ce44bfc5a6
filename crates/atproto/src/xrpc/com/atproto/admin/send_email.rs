//! `com.atproto.admin.sendEmail`

use at_proto::syntax::Did;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Staff;
use crate::xrpc::{Input, Shared, XrpcError};

/// What is sent. The letter itself is not looked at: none is written.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Body {
    recipient_did: Did,
}

/// POST `com.atproto.admin.sendEmail` — says that no letter was sent: this server sends none. For moderators.
pub(super) async fn handle(
    State(at): State<Shared>,
    Staff(_): Staff,
    Input(body): Input<Body>,
) -> Result<Json<Value>, XrpcError> {
    let known = at.social.repo_by_did(body.recipient_did.as_str()).await?;
    match known {
        Some(_) => Ok(Json(json!({ "sent": false }))),
        None => Err(XrpcError::invalid_request("Recipient not found")),
    }
}
