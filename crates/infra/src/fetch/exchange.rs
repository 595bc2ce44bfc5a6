//! What is asked and what is answered.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, header::RETRY_AFTER};
use url::Url;

use super::{body::Pieces, error::is_retryable_status, media_type::Accept};

/// A `Retry-After` longer than this is taken for this.
const MAX_RETRY_AFTER: Duration = Duration::from_hours(24);

/// What a [`Signer`] may fail with.
pub type SignerError = Box<dyn std::error::Error + Send + Sync>;

/// Makes the headers that sign one request. Called anew for every hop, because a signature names its URL.
pub type Signer<'a> = dyn Fn(&Method, &Url) -> Result<HeaderMap, SignerError> + Send + Sync + 'a;

/// Something to get.
#[derive(Clone, Copy)]
pub struct Fetch<'a> {
    /// Where it is said to be. Parsed by [`parse_url`](super::parse_url).
    pub url: &'a str,
    /// What it must be.
    pub accept: Accept,
    /// Who signs the request, if anybody.
    pub signer: Option<&'a Signer<'a>>,
    /// Decoded bytes at most, where [`Limits::body`] does not fit.
    pub max_body: Option<usize>,
}

impl<'a> Fetch<'a> {
    /// An unsigned request.
    pub fn new(url: &'a str, accept: Accept) -> Self {
        Self {
            url,
            accept,
            signer: None,
            max_body: None,
        }
    }

    /// The same request, signed.
    pub fn signed_by(self, signer: &'a Signer<'a>) -> Self {
        Self {
            signer: Some(signer),
            ..self
        }
    }
}

/// Something to send. Its headers, the signature included, are the caller's: they speak of the body.
#[derive(Clone, Debug)]
pub struct Post<'a> {
    /// Where to.
    pub url: &'a str,
    /// `Content-Type`, digest, signature.
    pub headers: HeaderMap,
    /// The exact bytes.
    pub body: Bytes,
}

/// What was got, always with a success status and of a type that was asked for.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// Where it really was, after redirects. Its origin is the only one it can speak for.
    pub final_url: Url,
    /// The status, 2xx.
    pub status: StatusCode,
    /// The headers of the last hop.
    pub headers: HeaderMap,
    /// The one `Content-Type`, or nothing.
    pub content_type: String,
    /// The decoded body.
    pub body: Bytes,
}

/// What is read as it comes, always with a success status and of a type that was asked for.
#[derive(Debug)]
pub struct Opened {
    /// Where it really is, after redirects.
    pub final_url: Url,
    /// The status, 2xx.
    pub status: StatusCode,
    /// The headers of the last hop.
    pub headers: HeaderMap,
    /// The one `Content-Type`, or nothing.
    pub content_type: String,
    /// The body, decoded. Not bounded: whoever reads it counts.
    pub pieces: Pieces,
}

/// What a server answered to something sent, whatever its status.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status; a redirect is not followed and stands here.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The decoded body, for the log of a refusal; empty if it was too large or broke off.
    pub body: Bytes,
}

impl Answer {
    /// Whether the same request may succeed later.
    pub fn is_retryable(&self) -> bool {
        is_retryable_status(self.status)
    }

    /// How long the server asks us to wait (RFC 9110 §10.2.3), a day at most.
    pub fn retry_after(&self, now: SystemTime) -> Option<Duration> {
        retry_after(&self.headers, now)
    }
}

/// How long a response's headers ask to wait (RFC 9110 §10.2.3): seconds or a date, a day at most.
pub fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match text.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => httpdate::parse_http_date(text)
            .ok()?
            .duration_since(now)
            .unwrap_or_default(),
    };
    Some(wait.min(MAX_RETRY_AFTER))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn retry_after_is_read_as_seconds_or_date_and_never_beyond_a_day() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        let ask = |text: &'static str| {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(text))]);
            retry_after(&headers, now).map(|wait| wait.as_secs())
        };
        assert_eq!(ask("120"), Some(120));
        assert_eq!(ask("Sun, 06 Nov 1994 08:50:37 GMT"), Some(60));
        assert_eq!(ask("Sun, 06 Nov 1994 08:00:00 GMT"), Some(0));
        assert_eq!(ask("99999999999"), Some(86_400));
        assert_eq!(ask("soon"), None);
    }
}
