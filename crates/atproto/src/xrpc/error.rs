//! What can go wrong, and its one rendering: `{"error", "message"}` (<https://atproto.com/specs/xrpc#error-responses>).

use std::time::Duration;

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::header::{HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderName, StatusCode};
use serde_json::json;

const NONCE: HeaderName = HeaderName::from_static("dpop-nonce");

/// Why a method was not done.
#[derive(Debug, thiserror::Error)]
#[error("{name}: {message}")]
pub struct XrpcError {
    status: StatusCode,
    name: &'static str,
    message: String,
    more: Option<Box<More>>,
}

/// What few errors have.
#[derive(Debug, Default)]
struct More {
    challenge: Option<String>,
    nonce: Option<String>,
    retry: Option<Duration>,
    source: Option<social::Error>,
}

impl XrpcError {
    /// An error with the name that programs know it by.
    pub fn new(status: StatusCode, name: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            name,
            message: message.into(),
            more: None,
        }
    }

    /// 400: the request is not one that can be answered.
    pub fn invalid_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "InvalidRequest", message)
    }

    /// 400, with a name of the method's own.
    pub fn bad(name: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, name, message)
    }

    /// 401: nobody says who they are.
    pub fn auth_missing() -> Self {
        Self::unauthorized("AuthMissing", "Authentication Required")
    }

    /// 401, with a name.
    pub fn unauthorized(name: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, name, message)
    }

    /// 403, with a name.
    pub fn forbidden(name: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, name, message)
    }

    /// 400: a session's token that is none, or not for this. Apps then log in again.
    pub fn bad_token(message: impl Into<String>) -> Self {
        Self::bad("InvalidToken", message)
    }

    /// 400: a session's token that has ended. Apps then renew it.
    pub fn expired_token() -> Self {
        Self::bad("ExpiredToken", "Token has expired")
    }

    /// 401: the account is kept from acting.
    pub fn taken_down(message: impl Into<String>) -> Self {
        Self::unauthorized("AccountTakedown", message)
    }

    /// 401 in the words of OAuth (RFC 9449, section 7.1).
    pub fn dpop(name: &'static str, message: impl Into<String>) -> Self {
        let challenge = format!("DPoP error=\"{name}\", algs=\"ES256\"");
        Self::unauthorized(name, message).with(|more| more.challenge = Some(challenge))
    }

    /// The same, with this server's newest word for proofs.
    pub fn with_nonce(self, nonce: &str) -> Self {
        self.with(|more| more.nonce = Some(nonce.to_owned()))
    }

    fn with(mut self, change: impl FnOnce(&mut More)) -> Self {
        change(self.more.get_or_insert_default());
        self
    }

    /// The name that programs know it by.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Its status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// What is said to people.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl From<social::Error> for XrpcError {
    fn from(error: social::Error) -> Self {
        use social::Error;
        let (status, name) = match &error {
            Error::NotFound(_) | Error::Gone(_) => (StatusCode::NOT_FOUND, "NotFound"),
            Error::Invalid { .. } | Error::Conflict(_) => {
                (StatusCode::BAD_REQUEST, "InvalidRequest")
            }
            Error::Unauthenticated(_) => (StatusCode::UNAUTHORIZED, "AuthenticationRequired"),
            Error::Forbidden(_) => (StatusCode::FORBIDDEN, "Forbidden"),
            Error::TooMany { .. } => (StatusCode::TOO_MANY_REQUESTS, "RateLimitExceeded"),
            Error::Unreachable(_) => (StatusCode::BAD_GATEWAY, "UpstreamFailure"),
            Error::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "NotEnoughResources"),
            Error::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError"),
        };
        let told = Self::new(status, name, error.to_string());
        match error {
            Error::TooMany { retry } => told.with(|more| more.retry = Some(retry)),
            Error::Internal(_) => told.with(|more| more.source = Some(error)),
            _ => told,
        }
    }
}

impl IntoResponse for XrpcError {
    fn into_response(self) -> Response {
        let more = self.more.map_or_else(More::default, |more| *more);
        if let Some(social::Error::Internal(cause)) = &more.source {
            tracing::error!(%cause, "a method failed");
        }
        let body = json!({ "error": self.name, "message": self.message });
        let mut response = (self.status, Json(body)).into_response();
        let mut add = |name: HeaderName, value: String| {
            if let Ok(value) = HeaderValue::try_from(value) {
                response.headers_mut().insert(name, value);
            }
        };
        if let Some(challenge) = more.challenge {
            add(WWW_AUTHENTICATE, challenge);
        }
        if let Some(nonce) = more.nonce {
            add(NONCE, nonce);
        }
        if let Some(retry) = more.retry {
            add(RETRY_AFTER, retry.as_secs().max(1).to_string());
        }
        response
    }
}
