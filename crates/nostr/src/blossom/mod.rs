//! Files by their SHA-256 (Blossom, <https://github.com/hzrd149/blossom>): BUD-01, 02, 04, 06 and 11. Where somebody's
//! files are (BUD-03) is an event like others.
//!
//! What is brought here is kept exactly as it is, because its name is what its bytes are. What is given to everybody is
//! only what was brought here, and what belongs to a post for everyone.

mod answer;
mod bring;
mod get;
mod list;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::middleware;
use axum::routing::{get as on_get, put};
use http::{HeaderMap, StatusCode, header};
use nostr_proto::blossom::{Permit, Verb, permit};
use nostr_proto::{http_auth, names};
use social::Caller;

use self::answer::{Refusal, with_headers};
use crate::{ID, Nostr};

/// Whether a path is that of a file: 64 hexadecimal digits, and perhaps a dot and what kind of file it is.
pub(crate) fn is_file_path(path: &str) -> bool {
    path.strip_prefix('/')
        .is_some_and(|name| get::digest_of(name).is_some())
}

impl Nostr {
    /// What answers at `/<sha256>`.
    pub(crate) fn files() -> Router<Arc<Self>> {
        Router::new()
            .route("/{name}", on_get(get::handle).delete(list::delete))
            .layer(middleware::from_fn(with_headers))
    }

    /// What answers at paths of their own.
    pub(crate) fn file_routes() -> Router<Arc<Self>> {
        Router::new()
            .route("/upload", put(bring::upload).head(bring::may_upload))
            .route("/mirror", put(bring::mirror))
            .route("/list/{pubkey}", on_get(list::list))
            .layer(middleware::from_fn(with_headers))
    }

    /// The member who asks, and what they have leave for.
    async fn permitted(
        &self,
        headers: &HeaderMap,
        verb: Verb,
    ) -> Result<(Caller, Permit), Refusal> {
        let unknown = |reason: &str| Refusal::new(StatusCode::UNAUTHORIZED, reason);
        let header = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .ok_or_else(|| {
                unknown("An event of kind 24242 must come in the header Authorization")
            })?;
        let event = http_auth::event_of_header(header).map_err(|e| unknown(&e.to_string()))?;
        let domain = self.social.base_url().host_str().unwrap_or_default();
        let permit = permit(&event, verb, domain, self.now_in_seconds())
            .map_err(|error| unknown(&error.to_string()))?;
        let uri = names::uri_of_key(permit.author);
        let caller = self.social.member_of_key(ID, &uri).await?;
        let caller = caller.ok_or_else(|| {
            Refusal::new(StatusCode::FORBIDDEN, "Only members may keep files here")
        })?;
        Ok((caller, permit))
    }

    /// Seconds since 1970.
    pub(crate) fn now_in_seconds(&self) -> u64 {
        u64::try_from(self.social.now().micros() / 1_000_000).unwrap_or(0)
    }
}
