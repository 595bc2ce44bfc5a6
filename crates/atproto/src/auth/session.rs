//! The two tokens of a session: one to act with, for two hours, and one that renews both, once. They are what apps expect
//! them to be (they read when they end), and say nothing that is not looked up.

use std::time::Duration;

use at_proto::jose::{JoseError, Key, SKEW_SECONDS, Signer, Token, sign};
use at_proto::syntax::Did;
use model::Id;
use serde_json::json;
use social::member::{APP_LOG_IN_LIVES, AppLogIn, AppPasswordKind, LoggedInWith};

use super::Auth;
use crate::xrpc::XrpcError;

/// How long a token to act with lasts.
const ACCESS_LASTS: Duration = Duration::from_hours(2);
const ACCESS: &str = "at+jwt";
const REFRESH: &str = "refresh+jwt";

/// The two tokens. Secrets: `Debug` does not show them.
#[derive(Clone)]
pub(crate) struct SessionTokens {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

impl std::fmt::Debug for SessionTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionTokens(…)")
    }
}

/// What a token that renews says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RefreshToken {
    pub(crate) did: Did,
    pub(crate) id: Id,
    pub(crate) generation: i64,
}

impl Auth {
    /// The tokens of a log-in as it is now.
    pub(crate) fn session_tokens(
        &self,
        log_in: &AppLogIn,
        did: &Did,
    ) -> Result<SessionTokens, XrpcError> {
        let now = self.seconds();
        let ends = |span: Duration| now.saturating_add(i64::try_from(span.as_secs()).unwrap_or(0));
        let id = log_in.id.get();
        let access = json!({
            "scope": scope(log_in.with), "sub": did.as_str(), "aud": self.did(),
            "iat": now, "exp": ends(ACCESS_LASTS), "sid": id.to_string(),
        });
        let refresh = json!({
            "scope": "com.atproto.refresh", "sub": did.as_str(), "aud": self.did(),
            "iat": now, "exp": ends(APP_LOG_IN_LIVES), "jti": format!("{id}.{}", log_in.generation),
        });
        let make = |typ, claims| {
            sign(typ, claims, Signer::Secret(&self.0.session_secret))
                .map_err(|error| XrpcError::from(social::Error::internal(error)))
        };
        Ok(SessionTokens {
            access: make(ACCESS, &access)?,
            refresh: make(REFRESH, &refresh)?,
        })
    }

    /// Whose token to act with it is, and of which log-in.
    pub(crate) fn read_access_token(&self, text: &str) -> Result<(Did, Id), XrpcError> {
        let (token, did) = self.read_token(text, ACCESS)?;
        let id = token.claims().text("sid").and_then(number);
        Ok((did, id.ok_or_else(malformed)?.into()))
    }

    /// What a token that renews says.
    pub(crate) fn read_refresh_token(&self, text: &str) -> Result<RefreshToken, XrpcError> {
        let (token, did) = self.read_token(text, REFRESH)?;
        let (id, generation) = token
            .claims()
            .text("jti")
            .and_then(|jti| jti.split_once('.'))
            .and_then(|(id, generation)| number(id).zip(number(generation)))
            .ok_or_else(malformed)?;
        Ok(RefreshToken {
            did,
            id: id.into(),
            generation,
        })
    }

    fn read_token<'a>(&self, text: &'a str, typ: &str) -> Result<(Token<'a>, Did), XrpcError> {
        let token = Token::parse(text).map_err(refusal)?;
        token
            .verify(&Key::Secret(&self.0.session_secret))
            .map_err(refusal)?;
        if token.typ() != Some(typ) {
            return Err(XrpcError::bad_token("Bad token scope"));
        }
        if !token.claims().is_for(self.did()) {
            return Err(XrpcError::bad_token("Token could not be verified"));
        }
        token
            .claims()
            .check_times(self.seconds(), SKEW_SECONDS)
            .map_err(refusal)?;
        let did = token
            .claims()
            .text("sub")
            .and_then(|did| Did::parse(did).ok());
        Ok((token, did.ok_or_else(malformed)?))
    }
}

/// What the reference server writes, for apps that look at it. It is not what is asked here.
const fn scope(with: LoggedInWith) -> &'static str {
    match with {
        LoggedInWith::Password => "com.atproto.access",
        LoggedInWith::AppPassword(AppPasswordKind::Plain) => "com.atproto.appPass",
        LoggedInWith::AppPassword(AppPasswordKind::Privileged) => "com.atproto.appPassPrivileged",
    }
}

fn number(text: &str) -> Option<i64> {
    text.parse().ok().filter(|number| *number >= 0)
}

fn malformed() -> XrpcError {
    XrpcError::bad_token("Malformed token")
}

fn refusal(error: JoseError) -> XrpcError {
    match error {
        JoseError::Expired => XrpcError::expired_token(),
        _ => XrpcError::bad_token("Token could not be verified"),
    }
}
