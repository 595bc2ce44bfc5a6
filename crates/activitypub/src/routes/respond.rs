//! The shapes of our answers.

use ap_proto::media_type::{ACTIVITY_JSON, JRD_JSON, accepts_activity_json};
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::Value;

/// What an answer depends on: caches must keep a signed reader's answer from others.
pub(crate) const VARY: &str = "Accept, Signature";

/// An ActivityPub document.
pub(super) fn activity(status: StatusCode, document: &Value) -> Response {
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static(ACTIVITY_JSON),
        ),
        (header::VARY, HeaderValue::from_static(VARY)),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-cache"),
        ),
    ];
    (status, headers, document.to_string()).into_response()
}

/// A WebFinger answer, which scripts on any page may read (RFC 7033 §5).
pub(super) fn jrd(document: &Value) -> Response {
    public(JRD_JSON, document.to_string())
}

/// Something anybody may read and keep for a while.
pub(super) fn public(content_type: &str, body: String) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    if let Ok(content_type) = HeaderValue::from_str(content_type) {
        headers.insert(header::CONTENT_TYPE, content_type);
    }
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("max-age=300"),
    );
    response
}

/// Sends a person to the page.
pub(super) fn page(url: &str) -> Response {
    let mut response = Redirect::to(url).into_response();
    *response.status_mut() = StatusCode::FOUND;
    response
        .headers_mut()
        .insert(header::VARY, HeaderValue::from_static(VARY));
    response
}

/// Whether a person with a browser asks, rather than a server.
pub(super) fn wants_page(headers: &HeaderMap) -> bool {
    let accepted = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|accept| accept.to_str().ok());
    let (mut page, mut document) = (false, false);
    for accept in accepted {
        page |= accept.contains("text/html");
        document |= accepts_activity_json(accept);
    }
    page && !document
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_browsers_are_sent_to_the_page() {
        let asks = |accept: &'static str| {
            wants_page(&HeaderMap::from_iter([(
                header::ACCEPT,
                HeaderValue::from_static(accept),
            )]))
        };
        assert!(asks("text/html,application/xhtml+xml,*/*;q=0.8"));
        assert!(!asks("application/activity+json"));
        assert!(!asks(
            "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\", text/html"
        ));
        assert!(!asks("*/*"));
        assert!(!wants_page(&HeaderMap::new()));
    }
}
