//! `com.atproto.server.deleteAccount`

use axum::extract::State;
use serde::Deserialize;

use crate::auth::Auth;
use crate::xrpc::{Input, XrpcError};

#[derive(Deserialize)]
pub(super) struct Sent {
    did: String,
    password: String,
    token: String,
}

/// POST `com.atproto.server.deleteAccount` — deletes an account with everything of it, on every network: with the password
/// and the code of `requestAccountDelete`. Nobody need be logged in.
pub(super) async fn delete_account(
    State(auth): State<Auth>,
    Input(sent): Input<Sent>,
) -> Result<(), XrpcError> {
    let wrong = || XrpcError::unauthorized("AuthenticationRequired", "Invalid did or password");
    let repo = auth.social().repo_by_did(&sent.did).await?;
    let account = repo.ok_or_else(wrong)?.account_id;
    let left = auth.social().leave(account, &sent.password, &sent.token);
    left.await.map_err(|error| match error {
        social::Error::Unauthenticated(_) => wrong(),
        social::Error::Invalid { field: "token", .. } => XrpcError::bad_token("Token is invalid"),
        other => other.into(),
    })
}
