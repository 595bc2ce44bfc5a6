//! Tokens of other servers, for their people (<https://atproto.com/specs/xrpc#inter-service-authentication-jwt>).

use std::sync::Arc;

use at_proto::jose::{JoseError, ServiceAuth};
use at_proto::syntax::{Did, Handle, Nsid};
use model::AccountId;
use social::BoxFuture;
use social::repo::Repo;

use super::Auth;
use crate::xrpc::XrpcError;

/// How old a key that was looked up may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyAge {
    /// One that is remembered will do.
    Remembered,
    /// It is to be looked up anew: the remembered one did not sign, so it may have been changed.
    Fresh,
}

/// What is needed of names: the network's resolver and registrar is one, tests have another.
pub trait Identities: Send + Sync {
    /// Gives an account of this community a name and a repository, unless it has them.
    fn begin(&self, account: AccountId) -> BoxFuture<'_, Result<(), XrpcError>>;

    /// The key, as `did:key`, of an account, or of one of its services (`#atproto_labeler`). `None` when it has none; an
    /// error when that cannot be found out now.
    fn key<'a>(
        &'a self,
        issuer: &'a Did,
        service: Option<&'a str>,
        age: KeyAge,
    ) -> BoxFuture<'a, Result<Option<String>, XrpcError>>;

    /// Whether the name of a repository says that it is here.
    fn is_here<'a>(&'a self, repo: &'a Repo) -> BoxFuture<'a, bool>;

    /// Whether a domain says that it is the handle of a DID.
    fn leads_to<'a>(&'a self, handle: &'a Handle, did: &'a Did) -> BoxFuture<'a, bool>;
}

/// What is needed of names, as a part of a router's state.
#[derive(Clone)]
pub struct Names(Arc<dyn Identities>);

impl Names {
    /// Over whatever knows names.
    pub fn of(names: Arc<dyn Identities>) -> Self {
        Self(names)
    }

    /// Gives an account of this community a name and a repository, unless it has them.
    pub async fn begin(&self, account: AccountId) -> Result<(), XrpcError> {
        self.0.begin(account).await
    }

    /// Whether the name of a repository says that it is here.
    pub async fn is_here(&self, repo: &Repo) -> bool {
        self.0.is_here(repo).await
    }

    /// Whether a domain says that it is the handle of a DID.
    pub async fn leads_to(&self, handle: &Handle, did: &Did) -> bool {
        self.0.leads_to(handle, did).await
    }
}

impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Names(..)")
    }
}

impl Auth {
    /// Who sent this token, which must be for this server and this method. Each token counts once.
    pub async fn check_service_token(
        &self,
        names: &Names,
        token: &str,
        method: &Nsid,
    ) -> Result<Did, XrpcError> {
        let own = self.did();
        let with_service = format!("{own}#atproto_pds");
        let now = self.seconds();
        let read = ServiceAuth::read(token, &[own, &with_service], method, now).map_err(refusal)?;
        let mut wrong =
            XrpcError::unauthorized("BadJwtSignature", "The key of the issuer was not found.");
        for age in [KeyAge::Remembered, KeyAge::Fresh] {
            let key = names.0.key(read.issuer(), read.fragment(), age).await?;
            match key.map(|key| read.verify(&key)) {
                Some(Ok(())) => return self.once(&read, now),
                Some(Err(error)) => wrong = refusal(error),
                None => {}
            }
        }
        Err(wrong)
    }

    /// A token that names itself counts once; the others until they end, which their makers want in a minute.
    fn once(&self, read: &ServiceAuth<'_>, now: i64) -> Result<Did, XrpcError> {
        let issuer = read.issuer();
        let is_first = read
            .id()
            .is_none_or(|id| self.replays().is_first(issuer.as_str(), id, now));
        if is_first {
            return Ok(issuer.clone());
        }
        Err(XrpcError::unauthorized(
            "NonceNotUnique",
            "This token was used before.",
        ))
    }
}

fn refusal(error: JoseError) -> XrpcError {
    let name = match error {
        JoseError::Expired | JoseError::Times => "JwtExpired",
        JoseError::Claim("aud") => "BadJwtAudience",
        JoseError::Claim("lxm") => "BadJwtLexiconMethod",
        JoseError::Claim("iss") => "BadJwtIss",
        JoseError::Signature | JoseError::Algorithm => "BadJwtSignature",
        _ => "BadJwt",
    };
    XrpcError::unauthorized(name, error.to_string())
}
