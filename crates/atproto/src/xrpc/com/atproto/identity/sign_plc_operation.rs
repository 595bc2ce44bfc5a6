//! `com.atproto.identity.signPlcOperation`

use std::collections::BTreeMap;

use at_proto::plc::{Operation, Service};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};
use social::member::CodePurpose;

use crate::auth::{AtCaller, IdentityPart, Permission};
use crate::error::Error;
use crate::xrpc::{Input, Shared, XrpcError};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Body {
    token: Option<String>,
    rotation_keys: Option<Vec<String>>,
    also_known_as: Option<Vec<String>>,
    verification_methods: Option<BTreeMap<String, String>>,
    services: Option<BTreeMap<String, Service>>,
}

/// POST `com.atproto.identity.signPlcOperation` — signs what the caller wants their name to say, for them to send to the
/// directory: this is how an account leaves for another server. With the code of `requestPlcOperationSignature`, which
/// counts once.
pub(super) async fn handle(
    State(at): State<Shared>,
    caller: AtCaller,
    Input(body): Input<Body>,
) -> Result<Json<Value>, XrpcError> {
    caller.check(&Permission::Identity(IdentityPart::All))?;
    let account = caller.account_id();
    let Some(token) = &body.token else {
        let message = "email confirmation token required to sign PLC operations";
        return Err(XrpcError::invalid_request(message));
    };
    let purpose = CodePurpose::Moving;
    if !at.social.is_code(account, purpose, token).await? {
        return Err(XrpcError::bad_token("Token is invalid"));
    }
    let standing = at.standing(&caller.repo).await?;
    let ours = at.rotation_did_key().await?;
    if !standing.state.rotation_keys.contains(&ours) {
        let message = "This server may not change this name any more.";
        return Err(XrpcError::invalid_request(message));
    }
    let mut state = standing.state;
    state.rotation_keys = body.rotation_keys.unwrap_or(state.rotation_keys);
    state.also_known_as = body.also_known_as.unwrap_or(state.also_known_as);
    let methods = body.verification_methods;
    state.verification_methods = methods.unwrap_or(state.verification_methods);
    state.services = body.services.unwrap_or(state.services);
    let key = at.social.rotation_key().await?;
    let operation = Operation::update(state, &standing.last, &key)
        .map_err(|error| Error::Invalid(error.to_string()))?;
    at.social.use_up_code(account, purpose).await?;
    Ok(Json(json!({ "operation": operation })))
}
