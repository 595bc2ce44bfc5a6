//! Browser apps of other origins may use the client APIs. They hold a token; cookies are never sent along,
//! so any origin may ask (no `Access-Control-Allow-Credentials`, ever).

use std::time::Duration;

use http::{HeaderName, Method, header};
use tower_http::cors::{Any, CorsLayer};

use crate::tus;

/// What a script of another origin may send.
const SENT: [HeaderName; 6] = [
    header::AUTHORIZATION,
    header::CONTENT_TYPE,
    HeaderName::from_static("idempotency-key"),
    // The AT Protocol: proofs of keys, whom a call is for, whose labels are wanted.
    HeaderName::from_static("dpop"),
    HeaderName::from_static("atproto-proxy"),
    HeaderName::from_static("atproto-accept-labelers"),
];
/// What a script of another origin may read besides the body.
const EXPOSED: [HeaderName; 15] = [
    header::LINK,
    header::RETRY_AFTER,
    header::WWW_AUTHENTICATE,
    HeaderName::from_static("x-ratelimit-limit"),
    HeaderName::from_static("x-ratelimit-remaining"),
    HeaderName::from_static("x-ratelimit-reset"),
    HeaderName::from_static("x-request-id"),
    HeaderName::from_static("dpop-nonce"),
    HeaderName::from_static("atproto-repo-rev"),
    HeaderName::from_static("atproto-content-labelers"),
    HeaderName::from_static("atproto-upstream-lag"),
    HeaderName::from_static("ratelimit-limit"),
    HeaderName::from_static("ratelimit-remaining"),
    HeaderName::from_static("ratelimit-reset"),
    HeaderName::from_static("ratelimit-policy"),
];

/// The layer for API paths, OAuth's token endpoints and `.well-known`. Not for pages.
pub fn layer() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([
            Method::GET,
            Method::HEAD,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ])
        .allow_headers(
            SENT.into_iter()
                .chain(tus::REQUEST_HEADERS)
                .collect::<Vec<_>>(),
        )
        .expose_headers(
            EXPOSED
                .into_iter()
                .chain(tus::ANSWER_HEADERS)
                .collect::<Vec<_>>(),
        )
        .max_age(Duration::from_hours(1))
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::Body, response::Response, routing::get};
    use http::Request;
    use tower::ServiceExt;

    use super::*;

    async fn ask(request: http::request::Builder) -> Response {
        let app = Router::new()
            .route("/api", get(|| async { "hello" }))
            .layer(layer());
        app.oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn an_app_of_any_origin_may_ask_and_read_the_headers_it_needs() {
        let response = ask(Request::get("/api").header("origin", "https://app.example")).await;
        let headers = response.headers();
        assert_eq!(headers["access-control-allow-origin"], "*");
        assert!(!headers.contains_key("access-control-allow-credentials"));
        let exposed = headers["access-control-expose-headers"].to_str().unwrap();
        assert!(
            exposed.contains("link") && exposed.contains("x-ratelimit-remaining"),
            "{exposed}"
        );
    }

    #[tokio::test]
    async fn a_preflight_allows_the_token_and_the_idempotency_key() {
        let request = Request::options("/api")
            .header("origin", "https://app.example")
            .header("access-control-request-method", "DELETE")
            .header(
                "access-control-request-headers",
                "authorization,idempotency-key",
            );
        let response = ask(request).await;
        assert!(response.status().is_success());
        let allowed = response.headers()["access-control-allow-headers"]
            .to_str()
            .unwrap();
        assert!(
            allowed.contains("authorization") && allowed.contains("idempotency-key"),
            "{allowed}"
        );
        let methods = response.headers()["access-control-allow-methods"]
            .to_str()
            .unwrap();
        assert!(
            methods.contains("DELETE") && methods.contains("PATCH"),
            "{methods}"
        );
    }
}
