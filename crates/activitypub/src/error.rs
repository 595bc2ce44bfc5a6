//! What can go wrong between us and the Fediverse, and the one place where it becomes an answer.

use ap_proto::Refusal;
use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use infra::fetch::FetchError;
use serde_json::json;

/// This crate's result.
pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something from the Fediverse was not accepted, or could not be got.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The document is not acceptable.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Nobody vouches for it: no signature, a wrong one, or one of somebody else.
    #[error("{detail}")]
    Unsigned {
        /// A stable word for programs.
        code: &'static str,
        /// For those who debug their server.
        detail: String,
    },
    /// Somebody vouches for it who has no say in it.
    #[error("{0}")]
    NotYours(&'static str),
    /// The request itself is malformed.
    #[error("{0}")]
    BadRequest(&'static str),
    /// It is not here.
    #[error("{0} was not found")]
    NotFound(&'static str),
    /// Another server did not give what was asked for.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// The core's answer.
    #[error(transparent)]
    Core(#[from] social::Error),
}

impl Error {
    /// A request or object nobody vouches for.
    pub(crate) fn unsigned(code: &'static str, detail: impl Into<String>) -> Self {
        Self::Unsigned {
            code,
            detail: detail.into(),
        }
    }

    /// A stable word for programs, counters and tests.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::Unsigned { code, .. } => code,
            Self::NotYours(_) => "not_yours",
            Self::BadRequest(_) => "bad_request",
            Self::NotFound(_) => "not_found",
            Self::Fetch(error) => error.code(),
            Self::Core(error) => core_code(error),
        }
    }

    /// The status that tells a peer the same.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Refused(Refusal::TooLarge { .. }) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Refused(Refusal::ForeignOrigin { .. }) | Self::NotYours(_) => {
                StatusCode::FORBIDDEN
            }
            Self::Refused(Refusal::KeyOwnerMismatch) | Self::Unsigned { .. } => {
                StatusCode::UNAUTHORIZED
            }
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            // The peer may try again: what we could not fetch may be there later.
            Self::Fetch(error) if error.is_retryable() => StatusCode::SERVICE_UNAVAILABLE,
            Self::Refused(_) | Self::BadRequest(_) | Self::Fetch(_) => StatusCode::BAD_REQUEST,
            Self::Core(error) => core_status(error),
        }
    }

    /// Whether the origin says that what was asked for is gone for good.
    pub(crate) fn is_gone(&self) -> bool {
        match self {
            Self::Fetch(error) => error.status() == Some(StatusCode::GONE),
            Self::Core(social::Error::Gone(_)) => true,
            _ => false,
        }
    }

    /// Whether the origin says that it has no such thing.
    pub(crate) fn is_missing(&self) -> bool {
        match self {
            Self::NotFound(_) | Self::Core(social::Error::NotFound(_)) => true,
            Self::Fetch(error) => error.status() == Some(StatusCode::NOT_FOUND),
            _ => false,
        }
    }
}

fn core_code(error: &social::Error) -> &'static str {
    match error {
        social::Error::NotFound(_) => "not_found",
        social::Error::Invalid { code, .. } => code,
        social::Error::Unauthenticated(_) => "unauthenticated",
        social::Error::Forbidden(_) => "forbidden",
        social::Error::Conflict(_) => "conflict",
        social::Error::Gone(_) => "gone",
        social::Error::TooMany { .. } => "too_many_requests",
        social::Error::Unreachable(_) => "unreachable",
        social::Error::Unavailable(_) => "unavailable",
        social::Error::Internal(_) => "internal",
    }
}

fn core_status(error: &social::Error) -> StatusCode {
    match error {
        social::Error::NotFound(_) => StatusCode::NOT_FOUND,
        social::Error::Invalid { .. } => StatusCode::BAD_REQUEST,
        social::Error::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
        social::Error::Forbidden(_) => StatusCode::FORBIDDEN,
        social::Error::Conflict(_) => StatusCode::CONFLICT,
        social::Error::Gone(_) => StatusCode::GONE,
        social::Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        social::Error::Unreachable(_) | social::Error::Unavailable(_) => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        social::Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = self.status();
        if status.is_server_error() {
            let source = std::error::Error::source(&self);
            tracing::error!(code = self.code(), error = %self, ?source, "request failed");
        } else {
            tracing::debug!(code = self.code(), error = %self, "request refused");
        }
        let body = Json(json!({ "error": self.code(), "detail": self.to_string() }));
        let mut response = (status, body).into_response();
        let vary = HeaderValue::from_static(crate::routes::respond::VARY);
        response.headers_mut().insert(header::VARY, vary);
        if let Self::Core(social::Error::TooMany { retry }) = &self {
            let seconds = HeaderValue::from(retry.as_secs().max(1));
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}

/// For [`social::Network::resolve`], whose caller is a person in front of a search box.
impl From<Error> for social::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Core(error) => error,
            Error::Fetch(FetchError::BlockedAddress(host)) => Self::Unreachable(host),
            Error::Fetch(FetchError::Dns(host) | FetchError::Connect { host, .. }) => {
                Self::Unreachable(host)
            }
            Error::Fetch(_) => Self::Unreachable("That server".to_owned()),
            Error::NotFound(what) => Self::NotFound(what),
            Error::Refused(_)
            | Error::Unsigned { .. }
            | Error::NotYours(_)
            | Error::BadRequest(_) => Self::NotFound("A readable post or account"),
        }
    }
}
