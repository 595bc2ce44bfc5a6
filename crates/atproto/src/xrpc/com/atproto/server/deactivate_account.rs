//! `com.atproto.server.deactivateAccount`

use axum::extract::State;
use model::Time;
use serde::Deserialize;
use social::repo::RepoState;

use crate::auth::{AccountAction, AccountPart, AtCaller, Permission};
use crate::xrpc::{Input, Shared, XrpcError};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sent {
    delete_after: Option<String>,
}

/// POST `com.atproto.server.deactivateAccount` — keeps the caller's repository back, maybe for a while until it goes for
/// good. Their account in this community stays as it is.
pub(super) async fn deactivate_account(
    State(at): State<Shared>,
    caller: AtCaller,
    Input(sent): Input<Sent>,
) -> Result<(), XrpcError> {
    caller.check(&Permission::Account {
        part: AccountPart::Status,
        action: AccountAction::Manage,
    })?;
    let bad = || XrpcError::invalid_request("deleteAfter must be a datetime");
    let end = match sent.delete_after.as_deref() {
        Some(text) => Some(Time::parse(text).ok_or_else(bad)?),
        None => None,
    };
    let account = caller.account_id();
    if matches!(caller.repo.state, RepoState::New | RepoState::Active) {
        at.deactivate(account, RepoState::Deactivated).await?;
    }
    Ok(at.social.set_repo_end(account, end).await?)
}
