//! What can go wrong, and its one rendering in Mastodon's shape: `{"error", "error_description"?}`
//! (<https://docs.joinmastodon.org/entities/Error/>).

use std::time::Duration;

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::header::{HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value, json};

/// What a handler answers.
pub(crate) type Result<T> = std::result::Result<T, Error>;
/// What a handler that answers with one entity answers.
pub(crate) type Answer<T> = Result<Json<T>>;

/// Why a request is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The core refused.
    #[error(transparent)]
    Core(#[from] social::Error),
    /// No token where one is needed, or one that is not valid (any more).
    #[error("The access token is invalid")]
    Token,
    /// A valid token without the scope.
    #[error("This action is outside the authorized scopes")]
    Scope,
    /// A valid token of an app, where a person is needed.
    #[error("This method requires an authenticated user")]
    NoUser,
    /// A person whose role is not enough.
    #[error("This action is not allowed")]
    NotAllowed,
    /// A person who is kept from acting.
    #[error("{0}")]
    Standing(&'static str),
    /// No such path, or an id that cannot be one.
    #[error("Record not found")]
    NotFound,
    /// The path is there, the method is not.
    #[error("This method is not allowed here")]
    Method,
    /// The request is not one that can be answered.
    #[error("{0}")]
    Malformed(&'static str),
    /// The form cannot be read, or one of its fields not accepted.
    #[error("Validation failed: {0}")]
    Form(#[from] edge::forms::BadForm),
    /// The page asked for is none.
    #[error("Validation failed: {0}")]
    Page(#[from] edge::pagination::BadPage),
    /// One parameter cannot be accepted.
    #[error("Validation failed: {name} {reason}")]
    Parameter {
        /// The parameter.
        name: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// What is wrong with a registration, all at once.
    #[error("Validation failed: {}", sentence(.0))]
    SignUp(Vec<social::Error>),
    /// A collection that cannot be as it is wanted. Mastodon puts this error inside another, and apps read it there.
    #[error("Validation failed: {0}")]
    Nested(social::Error),
    /// An error of RFC 6749, section 5.2, whose `error` is one of its words.
    #[error("{description}")]
    OAuth {
        /// The word of the RFC.
        code: &'static str,
        /// For the developer.
        description: String,
    },
}

impl Error {
    /// One parameter that cannot be accepted.
    pub(crate) const fn parameter(name: &'static str, reason: &'static str) -> Self {
        Self::Parameter { name, reason }
    }

    /// An error of the core, where a value that cannot be accepted is told inside another error.
    pub(crate) fn nested(error: social::Error) -> Self {
        match error {
            invalid @ social::Error::Invalid { .. } => Self::Nested(invalid),
            other => Self::Core(other),
        }
    }

    /// An error of RFC 6749.
    pub(crate) fn oauth(code: &'static str, description: impl Into<String>) -> Self {
        Self::OAuth {
            code,
            description: description.into(),
        }
    }

    /// The status that says it.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Core(error) => core_status(error),
            Self::Form(form) => form.status(),
            Self::Token
            | Self::OAuth {
                code: "invalid_client",
                ..
            } => StatusCode::UNAUTHORIZED,
            Self::Scope
            | Self::NotAllowed
            | Self::Standing(_)
            | Self::OAuth {
                code: "unauthorized_client",
                ..
            } => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Malformed(_) | Self::Page(_) | Self::OAuth { .. } => StatusCode::BAD_REQUEST,
            Self::NoUser | Self::Parameter { .. } | Self::SignUp(_) | Self::Nested(_) => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
        }
    }

    /// Every 422 has `details`, as Mastodon's `ValidationError` has; they are empty where no one field is to blame.
    fn body(&self) -> Value {
        if let Self::Nested(error) = self {
            let details = details(std::slice::from_ref(error));
            return json!({ "error": { "error": self.to_string(), "details": details } });
        }
        let mut body = self.words();
        if self.status() == StatusCode::UNPROCESSABLE_ENTITY
            && let Value::Object(body) = &mut body
        {
            body.insert("details".to_owned(), self.details());
        }
        body
    }

    fn details(&self) -> Value {
        match self {
            Self::SignUp(errors) => details(errors),
            Self::Core(error) => details(std::slice::from_ref(error)),
            Self::Parameter { name, reason } => {
                json!({ *name: [{ "error": "ERR_INVALID", "description": reason }] })
            }
            _ => json!({}),
        }
    }

    fn words(&self) -> Value {
        match self {
            Self::OAuth { code, description } => {
                json!({ "error": code, "error_description": description })
            }
            Self::Core(social::Error::Invalid { .. }) => {
                json!({ "error": format!("Validation failed: {self}") })
            }
            // Mastodon's own words, which apps compare.
            Self::Core(social::Error::NotFound(_) | social::Error::Gone(_)) => {
                json!({ "error": Self::NotFound.to_string() })
            }
            other => json!({ "error": other.to_string() }),
        }
    }

    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        match self {
            Self::Token => {
                let value = "Bearer realm=\"Folkmoot\", error=\"invalid_token\"";
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(value));
            }
            Self::OAuth {
                code: "invalid_client",
                ..
            } => {
                let value = "Basic realm=\"Folkmoot\"";
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(value));
            }
            Self::Core(social::Error::TooMany { retry }) => wait(&mut headers, *retry),
            Self::Form(form) => {
                if let Some(retry) = form.retry() {
                    wait(&mut headers, retry);
                }
            }
            _ => {}
        }
        headers
    }
}

fn wait(headers: &mut HeaderMap, retry: Duration) {
    headers.insert(RETRY_AFTER, HeaderValue::from(retry.as_secs().max(1)));
}

fn core_status(error: &social::Error) -> StatusCode {
    match error {
        // Whether it never was or was deleted is nobody's business, as in Mastodon.
        social::Error::NotFound(_) | social::Error::Gone(_) => StatusCode::NOT_FOUND,
        social::Error::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        social::Error::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
        social::Error::Forbidden(_) => StatusCode::FORBIDDEN,
        social::Error::Conflict(_) => StatusCode::CONFLICT,
        social::Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        social::Error::Unreachable(_) | social::Error::Unavailable(_) => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        social::Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn sentence(errors: &[social::Error]) -> String {
    errors
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}

/// `{"username": [{"error": "ERR_TAKEN", "description": "…"}]}`.
fn details(errors: &[social::Error]) -> Value {
    let mut details = Map::new();
    for error in errors {
        let social::Error::Invalid {
            field,
            code,
            reason,
        } = error
        else {
            continue;
        };
        let list = details.entry(*field).or_insert_with(|| json!([]));
        if let Value::Array(list) = list {
            let code = format!("ERR_{}", code.to_ascii_uppercase());
            list.push(json!({ "error": code, "description": reason }));
        }
    }
    Value::Object(details)
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if let Self::Core(social::Error::Internal(source)) = &self {
            tracing::error!(error = source, "a request of the client API failed");
        }
        (self.status(), self.headers(), Json(self.body())).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_internal_error_never_tells() {
        let error = Error::from(social::Error::internal("the password is hunter2"));
        assert_eq!(error.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!error.body().to_string().contains("hunter2"));
    }

    #[test]
    fn all_that_is_wrong_with_a_registration_is_told_at_once() {
        let error = Error::SignUp(vec![
            social::Error::invalid("username", "taken", "is taken"),
            social::Error::invalid("email", "blank", "must be filled in"),
        ]);
        assert_eq!(
            error.body(),
            json!({
                "error": "Validation failed: username is taken, email must be filled in",
                "details": {
                    "username": [{ "error": "ERR_TAKEN", "description": "is taken" }],
                    "email": [{ "error": "ERR_BLANK", "description": "must be filled in" }],
                },
            })
        );
    }
}
