//! What a browser is told it must not do with our pages. Nothing inline runs, nobody frames us, forms go
//! home (security F8, F11).

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderName, HeaderValue, header};
use social::Social;
use url::Url;

/// A content security policy (CSP level 3) for our pages. A page that needs more, such as the consent page,
/// sends one of its own; the layer leaves it alone.
#[derive(Clone, Debug)]
pub struct Csp {
    connect: String,
    /// Where pictures come from, and where what plays does.
    seen: String,
    plays: String,
    form_action: String,
}

impl Csp {
    /// The policy of every page of the server at this public address.
    pub fn new(base: &Url) -> Self {
        let scheme = if base.scheme() == "https" {
            "wss"
        } else {
            "ws"
        };
        let authority = base.origin().ascii_serialization();
        let authority = authority
            .split_once("//")
            .map_or("", |(_, authority)| authority);
        // Older browsers do not count a WebSocket of the same host as 'self'.
        let connect = format!("'self' {scheme}://{authority}");
        Self {
            connect,
            seen: "'self'".to_owned(),
            plays: "'self'".to_owned(),
            form_action: "'self'".to_owned(),
        }
    }

    /// The policy of every page of this server. Files of others come through it, unless the host has decided that what
    /// plays is played from where it is.
    pub fn of(social: &Social) -> Self {
        let mut csp = Self::new(social.base_url());
        for origin in social.media_origins() {
            for sources in [&mut csp.seen, &mut csp.plays] {
                sources.push(' ');
                sources.push_str(&origin);
            }
        }
        if social.plays_elsewhere() {
            "*".clone_into(&mut csp.plays);
        }
        csp
    }

    /// The same policy, but a form's answer may redirect there: browsers hold `form-action` against redirects
    /// too, and an app's address may have a scheme of its own.
    pub fn allowing_form_redirect_to(mut self, target: &Url) -> Self {
        let source = match target.origin().ascii_serialization() {
            opaque if opaque == "null" => format!("{}:", target.scheme()),
            origin => origin,
        };
        self.form_action.push(' ');
        self.form_action.push_str(&source);
        self
    }

    /// The header's value.
    pub fn header_value(&self) -> HeaderValue {
        let Self {
            connect,
            seen,
            plays,
            form_action,
        } = self;
        let policy = format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
             img-src {seen} data: blob:; media-src {plays} blob:; connect-src {connect}; manifest-src 'self'; \
             worker-src 'self'; form-action {form_action}; frame-ancestors 'none'; base-uri 'none'"
        );
        // Every part is made of URL origins and schemes, which are ASCII; should that ever fail, be strict.
        HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
    }
}

/// The headers of every response.
#[derive(Clone, Debug)]
pub struct SecurityHeaders(Arc<Vec<(HeaderName, HeaderValue)>>);

impl SecurityHeaders {
    /// The headers of this server.
    pub fn of(social: &Social) -> Self {
        Self::with(social.base_url(), &Csp::of(social))
    }

    fn with(base: &Url, csp: &Csp) -> Self {
        let fixed = |text| HeaderValue::from_static(text);
        let mut headers = vec![
            (header::CONTENT_SECURITY_POLICY, csp.header_value()),
            (header::X_CONTENT_TYPE_OPTIONS, fixed("nosniff")),
            (header::REFERRER_POLICY, fixed("same-origin")),
            (header::X_FRAME_OPTIONS, fixed("DENY")),
            (
                HeaderName::from_static("permissions-policy"),
                fixed("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
            ),
        ];
        if base.scheme() == "https" {
            let two_years = fixed("max-age=63072000");
            headers.push((header::STRICT_TRANSPORT_SECURITY, two_years));
        }
        Self(Arc::new(headers))
    }
}

/// Middleware: adds each header that the response does not already have.
///
/// `axum::middleware::from_fn_with_state(SecurityHeaders::of(&social), add_security_headers)`.
pub async fn add_security_headers(
    State(headers): State<SecurityHeaders>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in headers.0.iter() {
        response
            .headers_mut()
            .entry(name)
            .or_insert_with(|| value.clone());
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::Body, middleware::from_fn_with_state, routing::get};
    use tower::ServiceExt;

    use super::*;

    async fn page(base: &str, path: &str) -> Response {
        let base = Url::parse(base).unwrap();
        let own = (header::CONTENT_SECURITY_POLICY, "default-src 'none'");
        let app = Router::new()
            .route("/", get(|| async { "page" }))
            .route("/own", get(|| async { ([own], "page") }))
            .layer(from_fn_with_state(
                SecurityHeaders::with(&base, &Csp::new(&base)),
                add_security_headers,
            ));
        app.oneshot(http::Request::get(path).body(Body::empty()).unwrap())
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn a_page_may_run_nothing_inline_and_be_framed_by_nobody() {
        let response = page("https://social.example:8443/", "/").await;
        let policy = response.headers()["content-security-policy"]
            .to_str()
            .unwrap();
        for part in [
            "default-src 'none';",
            "script-src 'self';",
            "style-src 'self';",
            "frame-ancestors 'none';",
            "base-uri 'none'",
            "form-action 'self';",
            "img-src 'self' data: blob:;",
            "media-src 'self' blob:;",
            "connect-src 'self' wss://social.example:8443;",
        ] {
            assert!(policy.contains(part), "{part} in {policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        assert_eq!(response.headers()["referrer-policy"], "same-origin");
        assert!(response.headers().contains_key("strict-transport-security"));
    }

    #[tokio::test]
    async fn a_page_with_a_policy_of_its_own_keeps_it() {
        let response = page("http://127.0.0.1:8420/", "/own").await;
        assert_eq!(
            response.headers()["content-security-policy"],
            "default-src 'none'"
        );
        assert!(!response.headers().contains_key("strict-transport-security"));
    }

    #[test]
    fn the_consent_page_may_redirect_to_the_app_and_nowhere_else() {
        let csp = Csp::new(&Url::parse("http://127.0.0.1:8420/").unwrap());
        for (target, source) in [
            (
                "https://app.example/callback?x=1;script-src%20*",
                "https://app.example;",
            ),
            ("ivory://oauth/callback; script-src *", "ivory:;"),
            ("http://localhost:3000/", "http://localhost:3000;"),
            ("urn:ietf:wg:oauth:2.0:oob", "urn:;"),
        ] {
            let policy = csp
                .clone()
                .allowing_form_redirect_to(&Url::parse(target).unwrap());
            let policy = policy.header_value();
            let expected = format!("form-action 'self' {source}");
            assert!(policy.to_str().unwrap().contains(&expected), "{policy:?}");
        }
    }
}
