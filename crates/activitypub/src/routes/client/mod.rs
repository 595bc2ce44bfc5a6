//! ActivityPub between clients and this server (ActivityPub section 6): what members do by posting to their outbox, what they
//! read of their inbox, and what is fetched for them.
//!
//! Always true here: who asks has a token of OAuth for that very account, with the scope; and everything goes through the same
//! use-cases of the core as from the pages and other apps.

mod act;
mod inbox;
mod note;
mod proxy;

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue, header};
use model::{AccountId, Time};
use serde_json::{Map, Value, json};
use social::member::Standing;
use social::{AccountView, Caller};

use crate::ActivityPub;
use crate::error::{Error, Result};

pub(super) use act::post as post_outbox;
pub(super) use inbox::get as get_inbox;
pub(super) use proxy::post as post_proxy;

/// What a member may do by this door in a minute; the client API of other apps has 300 requests in five.
pub(crate) const CLIENT_A_MINUTE: u32 = 60;

impl ActivityPub {
    /// The member whose account a path names, when the token is theirs and has the scope.
    async fn client(
        &self,
        id: &str,
        headers: &HeaderMap,
        scope: &str,
    ) -> Result<(AccountView, Caller)> {
        let caller = self.client_of(headers, scope).await?;
        let id: AccountId = id.parse().or(Err(Error::NotFound("That account")))?;
        if caller.account_id != id {
            return Err(Error::NotYours("This token is for another account"));
        }
        let account = self.social.account(caller.viewer(), id).await?;
        Ok((account, caller))
    }

    /// Whose token a request carries (RFC 6750, section 2.1).
    async fn client_of(&self, headers: &HeaderMap, scope: &str) -> Result<Caller> {
        let token = headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let token = token.and_then(|value| {
            let (scheme, token) = value.split_once(' ')?;
            scheme
                .eq_ignore_ascii_case("bearer")
                .then_some(token.trim())
        });
        let token = token.ok_or_else(|| Error::unsigned("token_missing", "A token is needed"))?;
        let access = self.social.identify(token).await?;
        let access =
            access.ok_or_else(|| Error::unsigned("token_invalid", "The token is not valid"))?;
        if !access.scopes.contains(scope) {
            return Err(Error::NotYours("The token is not for this"));
        }
        let caller = access.caller.filter(|_| access.standing == Standing::Good);
        let caller = caller.ok_or(Error::NotYours("The token is of nobody who may act"))?;
        self.take_turn(&caller)?;
        Ok(caller)
    }

    /// Counts what a member does. Development knows no limits.
    fn take_turn(&self, caller: &Caller) -> Result<()> {
        if self.social.is_development() {
            return Ok(());
        }
        let (name, now): (String, Time) = (caller.account_id.to_string(), self.social.now());
        let turn = self.clients.take(&name, now);
        turn.map_err(|retry| social::Error::TooMany { retry }.into())
    }

    /// Where clients of somebody here find what they need (ActivityPub section 4.1), beside the shared inbox.
    pub(super) fn add_endpoints(&self, actor: &mut Value) {
        let Some(actor) = actor.as_object_mut() else {
            return;
        };
        let endpoints = actor
            .entry("endpoints")
            .or_insert_with(|| Value::Object(Map::new()));
        for (name, path) in [
            ("proxyUrl", "/ap/proxy"),
            ("oauthAuthorizationEndpoint", "/oauth/authorize"),
            ("oauthTokenEndpoint", "/oauth/token"),
        ] {
            if let Some(endpoints) = endpoints.as_object_mut() {
                let url = format!("{}{path}", self.urls.base());
                endpoints.insert(name.to_owned(), json!(url));
            }
        }
    }
}

/// What was answered to one member is nobody else's.
fn private(mut response: axum::response::Response) -> axum::response::Response {
    let headers = response.headers_mut();
    let no_store = HeaderValue::from_static("private, no-store");
    headers.insert(header::CACHE_CONTROL, no_store);
    headers.insert(
        header::VARY,
        HeaderValue::from_static("Accept, Authorization, Signature"),
    );
    response
}
