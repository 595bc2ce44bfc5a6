//! `com.atproto.identity.submitPlcOperation`

use at_proto::plc::{MAX_OPERATION_BYTES, Operation, State as Claimed};
use at_proto::syntax::Did;
use axum::extract::State;
use serde::Deserialize;
use serde_json::Value;
use social::repo::RepoState;

use crate::AtProto;
use crate::auth::{AtCaller, IdentityPart, Permission};
use crate::error::Error;
use crate::xrpc::{Input, Shared, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Body {
    operation: Value,
}

/// POST `com.atproto.identity.submitPlcOperation` — sends an operation on the caller's name to the directory, if the
/// account would be here after it and this server could look after it.
pub(super) async fn handle(
    State(at): State<Shared>,
    caller: AtCaller,
    Input(body): Input<Body>,
) -> Result<(), XrpcError> {
    caller.check(&Permission::Identity(IdentityPart::All))?;
    let operation: Operation = serde_json::from_value(body.operation)
        .map_err(|error| XrpcError::invalid_request(format!("No operation: {error}")))?;
    let claimed = operation.state();
    let claimed = claimed.ok_or_else(|| XrpcError::invalid_request("This would end the name."))?;
    at.check_claimed(&caller, &claimed).await?;
    let json = serde_json::to_string(&operation).map_err(social::Error::internal)?;
    let cid = operation
        .cid()
        .map_err(|error| Error::Invalid(error.to_string()))?;
    debug_assert!(
        json.len() <= 2 * MAX_OPERATION_BYTES,
        "checked with its name"
    );
    let did = Did::parse(&caller.repo.did).map_err(Error::from)?;
    let _turn = at.turns.take(caller.account_id()).await;
    at.submit(&did, &json, &cid).await?;
    at.note_operation(&caller.repo, &operation).await?;
    if caller.repo.state == RepoState::Active {
        at.tell_name(&caller.repo).await?;
    }
    Ok(())
}

impl AtProto {
    /// Whether a name that says this would be that of an account here, in the words of the reference server.
    async fn check_claimed(&self, caller: &AtCaller, claimed: &Claimed) -> Result<(), XrpcError> {
        let bad = |message: &str| Err(XrpcError::invalid_request(message));
        if !claimed
            .rotation_keys
            .contains(&self.rotation_did_key().await?)
        {
            return bad("Rotation keys do not include server's rotation key");
        }
        let service = claimed.services.get("atproto_pds");
        if service.is_none_or(|service| service.kind != "AtprotoPersonalDataServer") {
            return bad("Incorrect type on atproto_pds service");
        }
        if service.is_none_or(|service| service.endpoint.trim_end_matches('/') != self.endpoint()) {
            return bad("Incorrect endpoint on atproto_pds service");
        }
        let key = self.signing_key(&caller.repo).await?;
        if claimed.verification_methods.get("atproto") != Some(&key) {
            return bad("Incorrect signing key");
        }
        if claimed.also_known_as.first() != Some(&format!("at://{}", caller.repo.handle)) {
            return bad("Incorrect handle in alsoKnownAs");
        }
        Ok(())
    }
}
