//! What an app is told of whoever is logged in.

use at_proto::oauth::scope::{AccountAction, AccountPart, Permission};
use serde::Serialize;
use serde_json::Value;
use social::repo::{Repo, RepoState};

use crate::auth::{AtCaller, Auth, SessionTokens, did_document};
use crate::xrpc::XrpcError;

/// The members that `createSession`, `refreshSession` and `getSession` have in common.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SessionView {
    handle: String,
    did: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    did_doc: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_confirmed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_auth_factor: Option<bool>,
    active: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
}

/// The same with new tokens.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewSession {
    access_jwt: String,
    refresh_jwt: String,
    #[serde(flatten)]
    view: SessionView,
}

impl NewSession {
    pub(super) fn new(tokens: SessionTokens, view: SessionView) -> Self {
        Self {
            access_jwt: tokens.access,
            refresh_jwt: tokens.refresh,
            view,
        }
    }
}

impl SessionView {
    /// Of somebody who asks. The e-mail address is there for those who may see it.
    pub(super) async fn of(auth: &Auth, caller: &AtCaller) -> Result<Self, XrpcError> {
        let sees_email = caller.may(&Permission::Account {
            part: AccountPart::Email,
            action: AccountAction::Read,
        });
        let mut view = Self::bare(auth, &caller.repo).await?;
        if sees_email {
            // An address counts as confirmed from the start: nobody comes in who has yet to confirm theirs.
            view.email = Some(auth.social().member(&caller.caller).await?.email);
            view.email_confirmed = Some(true);
            view.email_auth_factor = Some(false);
        }
        Ok(view)
    }

    async fn bare(auth: &Auth, repo: &Repo) -> Result<Self, XrpcError> {
        let key = auth.social().repo_key(repo.account_id).await.ok();
        let server = auth.social().base_url().as_str();
        Ok(Self {
            handle: repo.handle.clone(),
            did: repo.did.clone(),
            did_doc: key.map(|key| did_document(repo, &key, server)),
            email: None,
            email_confirmed: None,
            email_auth_factor: None,
            active: matches!(repo.state, RepoState::New | RepoState::Active),
            status: status(repo.state),
        })
    }
}

/// Why an account is not active, in the words of the network.
pub(super) const fn status(state: RepoState) -> Option<&'static str> {
    match state {
        RepoState::New | RepoState::Active => None,
        RepoState::Deactivated => Some("deactivated"),
        RepoState::Suspended => Some("takendown"),
        RepoState::Deleted => Some("deleted"),
    }
}
