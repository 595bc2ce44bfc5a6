//! What can go wrong, in the words of OAuth: `{"error", "error_description"}` (RFC 6749, section 5.2; RFC 9126, section 2.3;
//! RFC 9449, section 8).

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::json;

use crate::xrpc::XrpcError;

/// Why an app is not let in.
#[derive(Debug)]
pub(crate) struct OAuthError {
    status: StatusCode,
    error: &'static str,
    description: String,
    cause: Option<Box<social::Error>>,
}

impl OAuthError {
    /// 400.
    pub(crate) fn new(error: &'static str, description: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error,
            description: description.into(),
            cause: None,
        }
    }

    pub(crate) fn invalid_request(description: impl Into<String>) -> Self {
        Self::new("invalid_request", description)
    }

    /// 401: an app that did not prove that it is itself.
    pub(crate) fn invalid_client(description: impl Into<String>) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            ..Self::new("invalid_client", description)
        }
    }
}

impl From<at_proto::oauth::OAuthError> for OAuthError {
    fn from(error: at_proto::oauth::OAuthError) -> Self {
        use at_proto::oauth::OAuthError as Wrong;
        let name = match error {
            Wrong::ClientId | Wrong::Unreadable | Wrong::Metadata(_) => "invalid_client_metadata",
            Wrong::Redirect => "invalid_redirect_uri",
            Wrong::Scope => "invalid_scope",
        };
        Self::new(name, error.to_string())
    }
}

/// Where tokens are given out, a proof that is not good is a request that is not good: 400 (RFC 9449, section 8), not 401 as
/// where tokens are used.
impl From<XrpcError> for OAuthError {
    fn from(error: XrpcError) -> Self {
        Self {
            status: if error.status().is_server_error() {
                error.status()
            } else {
                StatusCode::BAD_REQUEST
            },
            ..Self::new(error.name(), error.message())
        }
    }
}

impl From<social::Error> for OAuthError {
    fn from(error: social::Error) -> Self {
        match error {
            social::Error::Invalid {
                code: "invalid_grant",
                ..
            } => Self::new("invalid_grant", error.to_string()),
            social::Error::TooMany { .. } => Self {
                status: StatusCode::TOO_MANY_REQUESTS,
                ..Self::new("temporarily_unavailable", error.to_string())
            },
            social::Error::Internal(_) => Self {
                status: StatusCode::INTERNAL_SERVER_ERROR,
                cause: Some(Box::new(error)),
                ..Self::new("server_error", "Something went wrong on this server.")
            },
            other => Self::invalid_request(other.to_string()),
        }
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        if let Some(social::Error::Internal(cause)) = self.cause.as_deref() {
            tracing::error!(%cause, "an app could not be let in");
        }
        let body = json!({ "error": self.error, "error_description": self.description });
        (self.status, Json(body)).into_response()
    }
}
