//! Apps are let in by OAuth as the AT Protocol has it (<https://atproto.com/specs/oauth>): they say at an address of their own
//! who they are, push what they want ahead, and hold a key that all their tokens are bound to. The page on which a member
//! decides belongs to the web pages; what was pushed, codes and tokens belong to the core.
//!
//! Always true here:
//! - Every request is made with a proof (DPoP) that carries this server's newest word, and counts once.
//! - What an app says of itself comes through the one door out, and is bounded in size, age and number.
//! - An app that has a key of its own proves that it is itself with that key, each time with a new proof.

mod clients;
mod error;
mod form;
mod metadata;
mod par;
mod revoke;
mod token;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use axum::extract::{FromRef, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::{Method, header};
use infra::fetch::Door;
use serde_json::json;

use crate::auth::Auth;
use clients::Clients;
pub use clients::Documents;
use error::OAuthError;
pub use metadata::server_members;

/// What lets apps in. Cheap to clone.
#[derive(Clone)]
pub struct Provider(Arc<Inner>);

struct Inner {
    auth: Auth,
    clients: Clients,
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider").finish_non_exhaustive()
    }
}

impl FromRef<Provider> for Auth {
    fn from_ref(provider: &Provider) -> Self {
        provider.0.auth.clone()
    }
}

impl Provider {
    /// Reads what apps say of themselves through the door out.
    pub fn new(auth: Auth, door: Arc<Door>) -> Self {
        Self::over(auth, door)
    }

    /// Reads what apps say of themselves from anywhere.
    pub(crate) fn over(auth: Auth, documents: Arc<dyn Documents>) -> Self {
        Self(Arc::new(Inner {
            auth,
            clients: Clients::new(documents),
        }))
    }

    pub(crate) fn auth(&self) -> &Auth {
        &self.0.auth
    }

    pub(crate) fn clients(&self) -> &Clients {
        &self.0.clients
    }

    /// The name of this server in OAuth: its origin, without a slash at the end.
    pub(crate) fn issuer(&self) -> String {
        self.auth().social().url("")
    }
}

/// The routes that are this network's alone. Where tokens are given out and ended, see [`claim_bound`].
pub fn router(provider: Provider) -> Router {
    Router::new()
        .route(
            "/.well-known/oauth-protected-resource",
            get(metadata::protected_resource),
        )
        .route("/oauth/jwks", get(jwks))
        .route("/oauth/par", post(par::par))
        .with_state(provider)
}

/// Layer: takes what is this network's at the addresses that it shares with apps of other kinds, `POST /oauth/token` and
/// `POST /oauth/revoke`, known by the header `DPoP`, which the others never send. All else goes on.
pub async fn claim_bound(
    State(provider): State<Provider>,
    request: Request,
    next: Next,
) -> Response {
    let is_bound =
        request.method() == Method::POST && request.headers().contains_key(crate::auth::PROOF);
    match request.uri().path() {
        "/oauth/token" if is_bound => answer(&provider, token::token(&provider, request).await),
        "/oauth/revoke" if is_bound => answer(&provider, revoke::revoke(&provider, request).await),
        _ => next.run(request).await,
    }
}

/// An answer, which always carries this server's newest word and is never kept.
fn answer(provider: &Provider, result: Result<Response, OAuthError>) -> Response {
    let mut response = result.unwrap_or_else(IntoResponse::into_response);
    let headers = response.headers_mut();
    if let Ok(nonce) = http::HeaderValue::try_from(provider.auth().nonce()) {
        headers.insert("dpop-nonce", nonce);
    }
    headers.insert(
        header::CACHE_CONTROL,
        http::HeaderValue::from_static("no-store"),
    );
    // Apps in browsers must be able to read it, wherever this stands.
    let any = http::HeaderValue::from_static("*");
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, any);
    let exposed = http::HeaderValue::from_static("dpop-nonce,www-authenticate");
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    headers.insert(header::PRAGMA, http::HeaderValue::from_static("no-cache"));
    response
}

/// GET `/oauth/jwks` — no keys: the tokens of this server say nothing, so there is nothing to check.
async fn jwks() -> Json<serde_json::Value> {
    Json(json!({ "keys": [] }))
}
