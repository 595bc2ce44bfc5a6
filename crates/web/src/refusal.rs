//! What a page says when it cannot be shown: what happened and what to do next.
//!
//! A handler returns a [`Refusal`]; [`dress`] turns it into a whole page with the community's navigation. A script that
//! asked for a part of a page gets one plain sentence instead.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use edge::csrf::Forgery;
use http::{HeaderValue, Method, StatusCode, header};
use social::Error;

use crate::pages::errors;
use crate::sent::see_other;
use crate::state::Web;
use crate::visit::Visit;

/// Why there is no page.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// Somebody must log in first, and comes back to this path.
    LogIn {
        /// A path of ours.
        next: String,
    },
    /// What went wrong.
    Told(Told),
}

/// What went wrong, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    /// The HTTP status.
    pub(crate) status: StatusCode,
    /// One sentence.
    pub(crate) words: String,
    /// Seconds until it may be tried again.
    pub(crate) retry: Option<u64>,
}

impl Refusal {
    /// A refusal whose status says it all.
    pub(crate) fn status(status: StatusCode) -> Self {
        Self::Told(Told {
            status,
            words: String::new(),
            retry: None,
        })
    }

    /// There is no such page.
    pub(crate) fn not_found() -> Self {
        Self::status(StatusCode::NOT_FOUND)
    }
}

/// A form that cannot be read. Only what may be tried again has words of its own.
impl From<edge::forms::BadForm> for Refusal {
    fn from(bad: edge::forms::BadForm) -> Self {
        let retry = bad.retry().map(|retry| retry.as_secs().max(1));
        Self::Told(Told {
            status: bad.status(),
            words: retry.map_or_else(String::new, |_| bad.to_string()),
            retry,
        })
    }
}

impl From<Error> for Refusal {
    /// The core's refusals. A fault of ours is logged here, once.
    fn from(error: Error) -> Self {
        let status = match &error {
            Error::NotFound(_) => StatusCode::NOT_FOUND,
            Error::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Error::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
            Error::Forbidden(_) => StatusCode::FORBIDDEN,
            Error::Conflict(_) => StatusCode::CONFLICT,
            Error::Gone(_) => StatusCode::GONE,
            Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Error::Unreachable(_) => StatusCode::BAD_GATEWAY,
            Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Error::Internal(source) => {
                tracing::error!(error = %source, "a fault of ours");
                StatusCode::INTERNAL_SERVER_ERROR
            }
        };
        let retry = match &error {
            Error::TooMany { retry } => Some(retry.as_secs().max(1)),
            _ => None,
        };
        Self::Told(Told {
            status,
            words: error.to_string(),
            retry,
        })
    }
}

impl From<Forgery> for Refusal {
    fn from(forgery: Forgery) -> Self {
        let words = match forgery {
            Forgery::ForeignOrigin => "This form was sent from another site, so nothing was done.",
            Forgery::BadToken => {
                "This form is too old. Please go back, reload the page and send it again."
            }
        };
        Self::Told(Told {
            status: StatusCode::FORBIDDEN,
            words: words.to_owned(),
            retry: None,
        })
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::LogIn { next } => see_other(&format!(
                "/login?next={}",
                crate::partials::prose::percent(&next)
            )),
            Self::Told(told) => {
                let mut response = told.status.into_response();
                response.extensions_mut().insert(told);
                response
            }
        }
    }
}

/// Middleware: makes a page of every refusal.
pub(crate) async fn dress(State(web): State<Web>, request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let path = request.uri().path().to_owned();
    let is_get = request.method() == Method::GET;
    let response = next.run(request).await;
    let Some(told) = told(&response, is_get) else {
        return response;
    };
    let mut page = if headers.contains_key("x-fragment") {
        (told.status, told.words.clone()).into_response()
    } else {
        match Visit::read(&web, &headers, path).await {
            Ok(visit) => (
                told.status,
                Html(errors::view(&visit.frame, &told).into_string()),
            )
                .into_response(),
            Err(_) => (told.status, Html(errors::bare(&told).into_string())).into_response(),
        }
    };
    page.headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(seconds) = told.retry {
        page.headers_mut()
            .insert(header::RETRY_AFTER, seconds.into());
    }
    page
}

/// What a response refuses: one of ours, or one of those below us (a wrong method, an address or a page number that
/// cannot be read and so is nobody's), which have words for programs only.
fn told(response: &Response, is_get: bool) -> Option<Told> {
    if let Some(told) = response.extensions().get::<Told>() {
        return Some(told.clone());
    }
    let is_bare = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| {
            let kind = kind.as_bytes();
            kind.starts_with(b"text/plain") || kind.starts_with(b"application/problem+json")
        });
    let status = match response.status() {
        StatusCode::BAD_REQUEST if is_get => StatusCode::NOT_FOUND,
        other => other,
    };
    let is_refusal = status.is_client_error() || status.is_server_error();
    (is_refusal && is_bare).then(|| Told {
        status,
        words: String::new(),
        retry: None,
    })
}
