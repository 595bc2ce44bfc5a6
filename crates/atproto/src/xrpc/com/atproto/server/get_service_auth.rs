//! `com.atproto.server.getServiceAuth`

use at_proto::jose::{MAX_SERVICE_SECONDS, NewServiceAuth};
use at_proto::oauth::scope::Permission;
use at_proto::syntax::{Did, Nsid};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::auth::{Access, AtCaller, Auth, needs_privilege};
use crate::xrpc::{Params, XrpcError};

/// How long a token lasts when nothing is said, in seconds; also the longest for one that is good for any method.
const USUAL: i64 = 60;
const MAX_AUDIENCE_BYTES: usize = 2_048;

/// Methods that nobody calls for somebody else: they are about the account itself.
const PROTECTED: [&str; 18] = [
    "com.atproto.admin.sendEmail",
    "com.atproto.identity.requestPlcOperationSignature",
    "com.atproto.identity.signPlcOperation",
    "com.atproto.identity.updateHandle",
    "com.atproto.server.activateAccount",
    "com.atproto.server.confirmEmail",
    "com.atproto.server.createAppPassword",
    "com.atproto.server.deactivateAccount",
    "com.atproto.server.deleteAccount",
    "com.atproto.server.getAccountInviteCodes",
    "com.atproto.server.getServiceAuth",
    "com.atproto.server.getSession",
    "com.atproto.server.listAppPasswords",
    "com.atproto.server.requestAccountDelete",
    "com.atproto.server.requestEmailConfirmation",
    "com.atproto.server.requestEmailUpdate",
    "com.atproto.server.revokeAppPassword",
    "com.atproto.server.updateEmail",
];

#[derive(Deserialize)]
pub(super) struct Asked {
    aud: String,
    exp: Option<i64>,
    lxm: Option<String>,
}

/// GET `com.atproto.server.getServiceAuth` — a token by which another service knows the account.
pub(super) async fn get_service_auth(
    State(auth): State<Auth>,
    caller: AtCaller,
    Params(asked): Params<Asked>,
) -> Result<Json<Value>, XrpcError> {
    let audience = asked.aud.as_str();
    let bare = audience.split('#').next().unwrap_or_default();
    if audience.len() > MAX_AUDIENCE_BYTES || Did::parse(bare).is_err() {
        return Err(XrpcError::invalid_request("aud must be a DID"));
    }
    let method = match asked.lxm.as_deref() {
        Some(text) => {
            Some(Nsid::parse(text).or(Err(XrpcError::invalid_request("lxm must be an NSID")))?)
        }
        None => None,
    };
    let now = auth.seconds();
    let expires = expires(asked.exp, method.is_some(), now)?;
    check_method(&caller, method.as_ref(), audience)?;
    let key = auth.social().repo_key(caller.account_id()).await?;
    let new = NewServiceAuth {
        issuer: &caller.did,
        audience,
        method: method.as_ref(),
        now,
        expires,
    };
    let token = new
        .sign(&key)
        .map_err(|error| XrpcError::from(social::Error::internal(error)))?;
    Ok(Json(json!({ "token": token })))
}

fn expires(asked: Option<i64>, has_method: bool, now: i64) -> Result<i64, XrpcError> {
    let bad = |message| Err(XrpcError::bad("BadExpiration", message));
    let Some(expires) = asked else {
        return Ok(now.saturating_add(USUAL));
    };
    match expires.saturating_sub(now) {
        ..0 => bad("expiration is in past"),
        left if left > MAX_SERVICE_SECONDS => {
            bad("cannot request a token with an expiration more than an hour in the future")
        }
        left if !has_method && left > USUAL => bad(
            "cannot request a method-less token with an expiration more than a minute in the future",
        ),
        _ => Ok(expires),
    }
}

fn check_method(caller: &AtCaller, method: Option<&Nsid>, audience: &str) -> Result<(), XrpcError> {
    let lxm = method.map_or("*", Nsid::as_str);
    if PROTECTED.contains(&lxm) {
        return Err(XrpcError::invalid_request(format!(
            "cannot request a service auth token for the following protected method: {lxm}"
        )));
    }
    if matches!(caller.access, Access::AppPassword(_)) {
        // Without a method it would be good for direct messages, too; apps of that age ask so, and are let.
        let lxm_or_plain = method.map_or("app.bsky.any", Nsid::as_str);
        let what = Permission::Rpc {
            lxm: lxm_or_plain,
            aud: audience,
        };
        if needs_privilege(lxm_or_plain) && !caller.may(&what) {
            return Err(XrpcError::invalid_request(format!(
                "insufficient access to request a service auth token for the following method: {lxm}"
            )));
        }
        return Ok(());
    }
    caller.check(&Permission::Rpc { lxm, aud: audience })
}
