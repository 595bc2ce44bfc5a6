//! `com.atproto.server.createSession`

use at_proto::syntax::{Did, Handle};
use axum::extract::State;
use axum::{Extension, Json};
use edge::client_ip::ClientIp;
use http::HeaderMap;
use serde::Deserialize;
use social::member::{AppLogIn, LoggedInWith, Named};

use super::device;
use super::session_view::{NewSession, SessionView};
use crate::auth::{Access, AtCaller, Auth, Names};
use crate::xrpc::{Counting, Input, XrpcError};

/// What an app sends. What else the lexicon has (`authFactorToken`, `allowTakendown`) changes nothing here.
#[derive(Deserialize)]
pub(super) struct Sent {
    identifier: String,
    password: String,
}

/// POST `com.atproto.server.createSession` — logs in by handle, DID, name or e-mail address, with the own password or one for
/// apps.
pub(super) async fn create_session(
    State(auth): State<Auth>,
    State(names): State<Names>,
    counting: Option<Extension<Counting>>,
    ip: ClientIp,
    headers: HeaderMap,
    Input(sent): Input<Sent>,
) -> Result<Json<NewSession>, XrpcError> {
    if let Some(Extension(counting)) = counting {
        counting.log_in(&sent.identifier)?;
    }
    let who = named(&auth, sent.identifier.trim()).await?;
    let found = auth
        .social()
        .log_in_app(who, &sent.password, &device(ip, &headers))
        .await;
    let log_in = found.map_err(|error| match error {
        social::Error::Unauthenticated(_) => {
            XrpcError::unauthorized("AuthenticationRequired", "Invalid identifier or password")
        }
        social::Error::Forbidden(why) => XrpcError::taken_down(why),
        other => other.into(),
    })?;
    names.begin(log_in.caller.account_id).await?;
    answer(&auth, log_in).await.map(Json)
}

/// Whom a text names. What is not known here goes on as it was typed: it must be refused as slowly as a wrong password.
async fn named(auth: &Auth, identifier: &str) -> Result<Named, XrpcError> {
    let lower = identifier.to_ascii_lowercase();
    let lower = lower.strip_prefix('@').unwrap_or(&lower);
    let repo = if let Ok(did) = Did::parse(identifier) {
        auth.social().repo_by_did(did.as_str()).await?
    } else if let Ok(handle) = Handle::parse(lower) {
        auth.social().repo_by_handle(handle.as_str()).await?
    } else {
        None
    };
    let typed = || {
        // Bluesky's way to write a name of this server, where no repository has it yet.
        let home = format!(".{}", auth.handle_domain());
        lower.strip_suffix(&home).unwrap_or(identifier).to_owned()
    };
    Ok(repo.map_or_else(
        || Named::Typed(typed()),
        |repo| Named::Account(repo.account_id),
    ))
}

/// New tokens, and who it is.
pub(super) async fn answer(auth: &Auth, log_in: AppLogIn) -> Result<NewSession, XrpcError> {
    let repo = auth.social().repo(log_in.caller.account_id).await?;
    let repo = repo
        .ok_or_else(|| XrpcError::bad("InvalidRequest", "This account is not on this network."))?;
    let did = crate::auth::did_of(&repo)?;
    let tokens = auth.session_tokens(&log_in, &did)?;
    let caller = AtCaller {
        access: match log_in.with {
            LoggedInWith::Password => Access::Full,
            LoggedInWith::AppPassword(kind) => Access::AppPassword(kind),
        },
        caller: log_in.caller,
        did,
        handle: repo.handle.clone(),
        repo,
    };
    Ok(NewSession::new(
        tokens,
        SessionView::of(auth, &caller).await?,
    ))
}
