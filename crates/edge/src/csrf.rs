//! Forms are believed only when they come from our own pages (security F8), on two grounds at once:
//! what the browser says about where a request comes from ([`refuse_foreign_forms`]), and a token that only
//! a page made for this very session can hold ([`token`], [`check_token`]).
//!
//! A visitor without a session gets a random secret in a cookie of its own, so that logging in and signing up
//! are protected too (login CSRF).

use aws_lc_rs::hmac;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use data_encoding::BASE64URL_NOPAD;
use http::{HeaderMap, Method, StatusCode, header};
use url::{Origin, Url};

use crate::problem::Problem;

/// The name of the form field that carries the token.
pub const FIELD: &str = "csrf";
/// The name of the cookie that carries the secret of a visitor without a session.
pub const COOKIE: &str = "visitor";
/// What the token is an HMAC of: so that the same secret can serve other ends.
const PURPOSE: &[u8] = b"folkmoot csrf v1";

/// A request that did not come from one of our pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Forgery {
    /// The browser says it comes from elsewhere.
    #[error("this form was sent from another site")]
    ForeignOrigin,
    /// The token is missing, or belongs to another session.
    #[error("this form has expired; please reload the page and send it again")]
    BadToken,
}

impl From<Forgery> for Problem {
    fn from(forgery: Forgery) -> Self {
        Self::new(StatusCode::FORBIDDEN, "csrf", forgery.to_string())
    }
}

impl IntoResponse for Forgery {
    fn into_response(self) -> Response {
        Problem::from(self).into_response()
    }
}

/// The token for the forms of one session. `secret` is the session cookie's random value, or that of
/// [`COOKIE`]; the token says nothing about it.
pub fn token(secret: &str) -> String {
    let tag = hmac::sign(&key(secret), PURPOSE);
    BASE64URL_NOPAD.encode(tag.as_ref())
}

/// Whether a form's token was made for this session. Takes the same time whatever is wrong.
pub fn check_token(secret: &str, token: &str) -> Result<(), Forgery> {
    let Ok(tag) = BASE64URL_NOPAD.decode(token.as_bytes()) else {
        return Err(Forgery::BadToken);
    };
    match hmac::verify(&key(secret), PURPOSE, &tag) {
        Ok(()) if !secret.is_empty() => Ok(()),
        _ => Err(Forgery::BadToken),
    }
}

fn key(secret: &str) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes())
}

/// What the browser says about where this request comes from: `Sec-Fetch-Site`, else `Origin`. One that says
/// nothing (an old browser) passes here, and stands or falls with its token. Safe methods always pass: they
/// must change nothing.
pub fn check_origin(method: &Method, headers: &HeaderMap, ours: &Origin) -> Result<(), Forgery> {
    if method.is_safe() {
        return Ok(());
    }
    let is_ours = match (headers.get("sec-fetch-site"), headers.get(header::ORIGIN)) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => origin.to_str().is_ok_and(|text| is_origin(text, ours)),
        (None, None) => true,
    };
    if is_ours {
        Ok(())
    } else {
        Err(Forgery::ForeignOrigin)
    }
}

/// `null`, the origin of sandboxed and redirected requests, does not parse and is nobody's.
fn is_origin(text: &str, ours: &Origin) -> bool {
    Url::parse(text).is_ok_and(|url| url.origin() == *ours)
}

/// Middleware over every page: [`check_origin`] against the public base URL.
///
/// `axum::middleware::from_fn_with_state(base_url.origin(), refuse_foreign_forms)`. Not for the client APIs,
/// which carry a token of their own and no cookie.
pub async fn refuse_foreign_forms(
    State(ours): State<Origin>,
    request: Request,
    next: Next,
) -> Result<Response, Forgery> {
    check_origin(request.method(), request.headers(), &ours)?;
    Ok(next.run(request).await)
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::Body, middleware::from_fn_with_state, routing::post};
    use tower::ServiceExt;

    use super::*;

    #[test]
    fn a_token_is_good_for_its_session_and_no_other() {
        let good = token("session-a");
        assert_eq!(check_token("session-a", &good), Ok(()));
        assert_eq!(check_token("session-b", &good), Err(Forgery::BadToken));
        for bad in [
            "",
            "x",
            "session-a",
            good.get(1..).unwrap(),
            &format!("{good}A"),
        ] {
            assert_eq!(
                check_token("session-a", bad),
                Err(Forgery::BadToken),
                "{bad}"
            );
        }
    }

    #[test]
    fn without_a_secret_no_token_is_good() {
        assert_eq!(check_token("", &token("")), Err(Forgery::BadToken));
    }

    async fn status(method: &str, headers: &[(&str, &str)]) -> u16 {
        let origin = Url::parse("https://social.example/").unwrap().origin();
        let app = Router::new()
            .route("/", post(|| async { "done" }).get(|| async { "read" }))
            .layer(from_fn_with_state(origin, refuse_foreign_forms));
        let mut request = http::Request::builder().method(method).uri("/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        app.oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap()
            .status()
            .as_u16()
    }

    #[tokio::test]
    async fn a_form_from_another_site_is_refused() {
        for headers in [
            [("sec-fetch-site", "cross-site")],
            [("sec-fetch-site", "same-site")],
            [("sec-fetch-site", "rubbish")],
            [("origin", "https://evil.example")],
            [("origin", "https://social.example.evil.example")],
            [("origin", "http://social.example")],
            [("origin", "https://social.example:8443")],
            [("origin", "null")],
        ] {
            assert_eq!(status("POST", &headers).await, 403, "{headers:?}");
        }
        let lie = [
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://social.example"),
        ];
        assert_eq!(status("POST", &lie).await, 403);
    }

    #[tokio::test]
    async fn our_own_forms_and_everybodys_reading_pass() {
        assert_eq!(
            status("POST", &[("sec-fetch-site", "same-origin")]).await,
            200
        );
        assert_eq!(
            status("POST", &[("origin", "https://social.example")]).await,
            200
        );
        assert_eq!(status("POST", &[]).await, 200);
        assert_eq!(
            status("GET", &[("sec-fetch-site", "cross-site")]).await,
            200
        );
    }
}
