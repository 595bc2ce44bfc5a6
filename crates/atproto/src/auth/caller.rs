//! Whoever calls a method, and what they may do.

use std::sync::Arc;

use at_proto::oauth::scope::{AccountAction, AccountPart, Permission, Scopes};
use at_proto::syntax::Did;
use axum::extract::{FromRef, FromRequestParts};
use http::request::Parts;
use http::{HeaderMap, header};
use model::AccountId;
use social::Caller;
use social::member::{AppPasswordKind, LoggedInWith, Standing};
use social::repo::Repo;

use super::Auth;
use crate::xrpc::{XrpcError, count_caller};

/// What somebody may do, by the way they came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// With their own password: everything.
    Full,
    /// With a password for apps: what apps do, but nothing about the account itself.
    AppPassword(AppPasswordKind),
    /// By OAuth: what they let the app do.
    OAuth {
        /// Which app.
        client_id: String,
        /// What.
        scopes: Arc<Scopes>,
    },
}

/// Somebody of this server who calls a method, by `Authorization: Bearer` with a session's token or by
/// `Authorization: DPoP` with one of OAuth and a proof.
#[derive(Debug, Clone)]
pub struct AtCaller {
    /// Who, in the words of the core.
    pub caller: Caller,
    /// Who, in the words of the network.
    pub did: Did,
    /// What the network calls them for people.
    pub handle: String,
    /// What they may do.
    pub access: Access,
    /// Their repository, as it stood when they asked.
    pub repo: Repo,
}

impl AtCaller {
    /// Who.
    pub fn account_id(&self) -> AccountId {
        self.caller.account_id
    }

    /// Whether they may do this.
    pub fn may(&self, what: &Permission<'_>) -> bool {
        match &self.access {
            Access::Full => true,
            Access::AppPassword(kind) => app_password_may(*kind, what),
            Access::OAuth { scopes, .. } => scopes.allows(what),
        }
    }

    /// Refuses who may not do this, in the words of the reference server.
    pub fn check(&self, what: &Permission<'_>) -> Result<(), XrpcError> {
        match (self.may(what), &self.access) {
            (true, _) => Ok(()),
            (false, Access::OAuth { .. }) => Err(XrpcError::forbidden(
                "ScopeMissingError",
                "The app was not let in to do this.",
            )),
            (false, _) => Err(XrpcError::bad_token("Bad token scope")),
        }
    }

    /// Refuses everybody but those who came with their own password: for what is about the account itself.
    pub fn check_full(&self) -> Result<(), XrpcError> {
        match self.access {
            Access::Full => Ok(()),
            Access::AppPassword(_) => Err(XrpcError::bad_token("Bad token scope")),
            Access::OAuth { .. } => Err(XrpcError::forbidden(
                "InvalidToken",
                "OAuth credentials are not supported for this endpoint",
            )),
        }
    }

    /// Refuses a repository that is not the caller's own.
    pub fn check_own(&self, repo: &str) -> Result<(), XrpcError> {
        if repo == self.did.as_str() || repo.eq_ignore_ascii_case(&self.handle) {
            return Ok(());
        }
        Err(XrpcError::invalid_request("This repository is not yours."))
    }
}

/// A password for apps does what apps do. It is not for direct messages unless it is a privileged one, and never for the
/// account, its repository as a whole, or its identity.
fn app_password_may(kind: AppPasswordKind, what: &Permission<'_>) -> bool {
    match what {
        Permission::Repo { .. } | Permission::Blob { .. } => true,
        Permission::Rpc { lxm, .. } => kind == AppPasswordKind::Privileged || !needs_privilege(lxm),
        Permission::Account { part, action } => {
            (*part, *action) == (AccountPart::Email, AccountAction::Read)
        }
        Permission::Identity(_) => false,
    }
}

/// Methods for which a plain password for apps is not enough.
pub(crate) fn needs_privilege(lxm: &str) -> bool {
    lxm.starts_with("chat.bsky.") || lxm == "com.atproto.server.createAccount" || lxm == "*"
}

/// What stands in `Authorization`.
pub(crate) enum Presented<'a> {
    /// Nothing.
    Nothing,
    /// A session's token.
    Bearer(&'a str),
    /// A token of OAuth, with a proof.
    Dpop(&'a str),
}

/// Reads the header. Two of them, or one of another kind, are refused.
pub(crate) fn presented(headers: &HeaderMap) -> Result<Presented<'_>, XrpcError> {
    let mut all = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = all.next() else {
        return Ok(Presented::Nothing);
    };
    let text = value.to_str().ok().filter(|_| all.next().is_none());
    let (scheme, token) = text
        .and_then(|text| text.trim().split_once(' '))
        .ok_or_else(|| XrpcError::bad_token("Malformed token"))?;
    let token = token.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        Ok(Presented::Bearer(token))
    } else if scheme.eq_ignore_ascii_case("dpop") {
        Ok(Presented::Dpop(token))
    } else {
        Err(XrpcError::bad_token("Unexpected authorization type"))
    }
}

impl Auth {
    /// Whoever sent this request. `None` when they do not say who they are.
    pub(crate) async fn caller_of(&self, parts: &Parts) -> Result<Option<AtCaller>, XrpcError> {
        match presented(&parts.headers)? {
            Presented::Nothing => Ok(None),
            Presented::Bearer(token) => self.caller_of_session(token).await.map(Some),
            Presented::Dpop(token) => self.caller_of_grant(parts, token).await.map(Some),
        }
    }

    async fn caller_of_session(&self, token: &str) -> Result<AtCaller, XrpcError> {
        let (did, id) = self.read_access_token(token)?;
        let found = self.social().app_log_in(id).await?;
        let log_in = found.ok_or_else(XrpcError::expired_token)?;
        check_standing(log_in.standing)?;
        let repo = self.repo_of(log_in.caller.account_id, &did).await?;
        let access = match log_in.with {
            LoggedInWith::Password => Access::Full,
            LoggedInWith::AppPassword(kind) => Access::AppPassword(kind),
        };
        Ok(AtCaller {
            caller: log_in.caller,
            handle: repo.handle.clone(),
            did,
            access,
            repo,
        })
    }

    async fn caller_of_grant(&self, parts: &Parts, token: &str) -> Result<AtCaller, XrpcError> {
        let proven = self.check_proof(parts, Some(token))?;
        let found = self.social().bound_access(token).await?;
        let grant = found
            .filter(|grant| grant.key_thumbprint == proven.thumbprint)
            .ok_or_else(|| {
                XrpcError::dpop(
                    "invalid_token",
                    "The token has ended, or belongs to another key.",
                )
            })?;
        check_standing(grant.standing)?;
        let repo = self.social().repo(grant.caller.account_id).await?;
        let repo = repo.ok_or_else(|| XrpcError::bad_token("This account has no repository."))?;
        let scopes = Scopes::parse(&grant.scopes).or(Err(XrpcError::bad_token(
            "The scopes of this token are no longer known.",
        )))?;
        Ok(AtCaller {
            caller: grant.caller,
            did: did_of(&repo)?,
            handle: repo.handle.clone(),
            access: Access::OAuth {
                client_id: grant.client_id,
                scopes: Arc::new(scopes),
            },
            repo,
        })
    }

    async fn repo_of(&self, account: AccountId, did: &Did) -> Result<Repo, XrpcError> {
        let repo = self.social().repo(account).await?;
        repo.filter(|repo| repo.did == did.as_str())
            .ok_or_else(|| XrpcError::bad_token("Token could not be verified"))
    }
}

pub(crate) fn did_of(repo: &Repo) -> Result<Did, XrpcError> {
    Did::parse(&repo.did).map_err(|error| XrpcError::from(social::Error::internal(error)))
}

pub(crate) fn check_standing(standing: Standing) -> Result<(), XrpcError> {
    standing
        .check()
        .map_err(|error| XrpcError::taken_down(error.to_string()))
}

impl<S: Send + Sync> FromRequestParts<S> for AtCaller
where
    Auth: FromRef<S>,
{
    type Rejection = XrpcError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, XrpcError> {
        let caller = Auth::from_ref(state).caller_of(parts).await?;
        let caller = caller.ok_or_else(XrpcError::auth_missing)?;
        count_caller(&parts.extensions, &caller)?;
        Ok(caller)
    }
}

impl<S: Send + Sync> axum::extract::OptionalFromRequestParts<S> for AtCaller
where
    Auth: FromRef<S>,
{
    type Rejection = XrpcError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, XrpcError> {
        let caller = Auth::from_ref(state).caller_of(parts).await?;
        if let Some(caller) = &caller {
            count_caller(&parts.extensions, caller)?;
        }
        Ok(caller)
    }
}
