//! Problem details (RFC 9457): how every door without a dialect of its own says what went wrong.

use std::{borrow::Cow, time::Duration};

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

/// A refusal, for programs (`code`) and for people (`detail`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The HTTP status.
    pub status: StatusCode,
    /// A stable word: `not_found`, `csrf`, `rate_limited`.
    pub code: &'static str,
    /// What happened and what to do, in a sentence.
    pub detail: Cow<'static, str>,
    /// Which input it is about.
    pub field: Option<String>,
    /// When to try again.
    pub retry_after: Option<Duration>,
}

impl Problem {
    /// A refusal about nothing in particular.
    pub fn new(
        status: StatusCode,
        code: &'static str,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
            field: None,
            retry_after: None,
        }
    }

    /// The same refusal, about one input.
    pub fn about(self, field: impl Into<String>) -> Self {
        Self {
            field: Some(field.into()),
            ..self
        }
    }

    /// The same refusal, with the time to wait.
    pub fn retry_after(self, wait: Duration) -> Self {
        Self {
            retry_after: Some(wait),
            ..self
        }
    }
}

/// The document itself. `error` is an extension member: clients of the older kind look for it.
#[derive(Serialize)]
struct Document<'a> {
    r#type: &'static str,
    title: &'a str,
    status: u16,
    detail: &'a str,
    error: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let document = Document {
            r#type: "about:blank",
            title: self.status.canonical_reason().unwrap_or_default(),
            status: self.status.as_u16(),
            detail: &self.detail,
            error: self.code,
            field: self.field.as_deref(),
        };
        let kind = HeaderValue::from_static("application/problem+json");
        let mut response = (self.status, axum::Json(document)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        if let Some(wait) = self.retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, whole_seconds(wait).into());
        }
        response
    }
}

/// Seconds to wait, rounded up: a client that comes back early is refused again.
pub(crate) fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs()
        .saturating_add(u64::from(wait.subsec_nanos() > 0))
}

impl From<social::Error> for Problem {
    /// The core's refusals, in HTTP. A fault of ours is logged here, once, and told to nobody.
    fn from(error: social::Error) -> Self {
        use social::Error as E;
        let detail = error.to_string();
        let problem = |status, code| Self::new(status, code, detail.clone());
        match &error {
            E::NotFound(_) => problem(StatusCode::NOT_FOUND, "not_found"),
            E::Invalid { field, code, .. } => {
                problem(StatusCode::UNPROCESSABLE_ENTITY, code).about(*field)
            }
            E::Unauthenticated(_) => problem(StatusCode::UNAUTHORIZED, "unauthenticated"),
            E::Forbidden(_) => problem(StatusCode::FORBIDDEN, "forbidden"),
            E::Conflict(_) => problem(StatusCode::CONFLICT, "conflict"),
            E::Gone(_) => problem(StatusCode::GONE, "gone"),
            E::TooMany { retry } => {
                problem(StatusCode::TOO_MANY_REQUESTS, "rate_limited").retry_after(*retry)
            }
            E::Unreachable(_) => problem(StatusCode::BAD_GATEWAY, "unreachable"),
            E::Unavailable(_) => problem(StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
            E::Internal(source) => {
                tracing::error!(error = %source, "a fault of ours");
                problem(StatusCode::INTERNAL_SERVER_ERROR, "internal")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits;

    #[tokio::test]
    async fn a_problem_says_status_code_detail_and_when_to_come_back() {
        let refusal = social::Error::TooMany {
            retry: Duration::from_millis(1500),
        };
        let response = Problem::from(refusal).into_response();
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(
            response.headers()["content-type"],
            "application/problem+json"
        );
        assert_eq!(response.headers()["retry-after"], "2");
        let body = limits::read(response.into_body(), 1000).await.unwrap();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(
            (&body["status"], &body["error"]),
            (&429.into(), &"rate_limited".into())
        );
        assert!(body.get("field").is_none());
    }

    #[test]
    fn an_invalid_value_names_its_field_and_a_fault_of_ours_tells_nothing() {
        let invalid = Problem::from(social::Error::invalid("username", "taken", "is taken"));
        assert_eq!((invalid.status.as_u16(), invalid.code), (422, "taken"));
        assert_eq!(invalid.field.as_deref(), Some("username"));
        let fault = Problem::from(social::Error::internal("SECRET"));
        assert_eq!(fault.status.as_u16(), 500);
        assert!(!fault.detail.contains("SECRET"));
    }
}
