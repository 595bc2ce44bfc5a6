//! Why a request did not bring what was asked for.

use http::{HeaderMap, StatusCode};

use super::lookup::LookupFailure;

/// What went wrong at the door. [`FetchError::code`] is stable and may be shown, stored and counted.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The URL does not parse, or has a part that has no place here: user info, a control character, no host.
    #[error("this is not a web address that can be fetched: {0}")]
    BadUrl(&'static str),
    /// Not https; or plain http outside development; or a redirect from https to http.
    #[error("the scheme {0:?} is not allowed here")]
    Scheme(String),
    /// Every address of the host is private, local, or special in another way.
    #[error("{0} is not an address on the public internet")]
    BlockedAddress(String),
    /// The name has no address, or the DNS did not answer.
    #[error("the name {0} could not be resolved")]
    Dns(String),
    /// No connection, no TLS, or the connection broke before the response's head was complete.
    #[error("no connection to {host}")]
    Connect {
        /// The host that was dialled.
        host: String,
        /// What the client said.
        #[source]
        source: reqwest::Error,
    },
    /// The deadline for the whole exchange passed.
    #[error("the server did not answer in time")]
    Timeout,
    /// A loop, or more hops than allowed.
    #[error("too many redirects")]
    TooManyRedirects,
    /// The body, decoded, or the headers are larger than allowed.
    #[error("the answer is too large")]
    TooLarge,
    /// The body broke off or did not decode.
    #[error("the answer broke off")]
    Body(#[source] reqwest::Error),
    /// The media type is not one of those asked for. Holds the start of what came instead.
    #[error("the answer has an unexpected content type {0:?}")]
    ContentType(String),
    /// The server answered, but not with a success.
    #[error("the server answered {status}")]
    Status {
        /// The status of the last hop.
        status: StatusCode,
        /// Its headers: `Accept-Signature` and `Retry-After` matter to some callers.
        headers: Box<HeaderMap>,
    },
    /// A connection that should stay open was not opened, or broke.
    #[error("the connection that should stay open: {0}")]
    Socket(&'static str),
    /// The caller's signer failed.
    #[error("the request could not be signed")]
    Signer(#[source] super::SignerError),
    /// The client could not be built: a bad user agent or certificate, or no certificate authority at all.
    #[error("the HTTP client could not be built")]
    Client(#[source] reqwest::Error),
}

impl FetchError {
    /// The stable name of this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadUrl(_) => "fetch_bad_url",
            Self::Scheme(_) => "fetch_scheme",
            Self::BlockedAddress(_) => "fetch_blocked_address",
            Self::Dns(_) => "fetch_dns",
            Self::Connect { .. } => "fetch_connect",
            Self::Timeout => "fetch_timeout",
            Self::TooManyRedirects => "too_many_redirects",
            Self::TooLarge => "fetch_too_large",
            Self::Body(_) => "fetch_body",
            Self::ContentType(_) => "fetch_content_type",
            Self::Status { .. } => "fetch_status",
            Self::Socket(_) => "fetch_socket",
            Self::Signer(_) => "fetch_signer",
            Self::Client(_) => "fetch_client",
        }
    }

    /// Whether the same request may succeed later without anybody changing anything here.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Dns(_)
            | Self::Connect { .. }
            | Self::Timeout
            | Self::Body(_)
            | Self::Socket(_) => true,
            Self::Status { status, .. } => is_retryable_status(*status),
            Self::BadUrl(_)
            | Self::Scheme(_)
            | Self::BlockedAddress(_)
            | Self::TooManyRedirects
            | Self::TooLarge
            | Self::ContentType(_)
            | Self::Signer(_)
            | Self::Client(_) => false,
        }
    }

    /// The status the server answered with, if it was one that is no success.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Status { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// Sorts what the client says about a request that got no response head.
    pub(super) fn from_send(error: reqwest::Error, host: &str) -> Self {
        if let Some(failure) = find_lookup_failure(&error) {
            return match failure {
                LookupFailure::Blocked => Self::BlockedAddress(host.to_owned()),
                LookupFailure::NoAddress => Self::Dns(host.to_owned()),
            };
        }
        if error.is_timeout() {
            return Self::Timeout;
        }
        Self::Connect {
            host: host.to_owned(),
            source: error,
        }
    }

    /// Sorts what the client says about a body that did not end well.
    pub(super) fn from_body(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            Self::Timeout
        } else {
            Self::Body(error)
        }
    }
}

/// Statuses that speak of a bad moment rather than of a bad request.
pub(super) fn is_retryable_status(status: StatusCode) -> bool {
    status.is_server_error()
        || matches!(
            status,
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS
        )
}

/// The lookup's own error travels inside the client's; this digs it out.
fn find_lookup_failure(error: &reqwest::Error) -> Option<LookupFailure> {
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        if let Some(failure) = inner.downcast_ref::<LookupFailure>() {
            return Some(*failure);
        }
        cause = inner.source();
    }
    None
}
