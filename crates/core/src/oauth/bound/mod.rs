//! Apps that are let in by a request that they pushed ahead (RFC 9126), with tokens that only count together with a key
//! (RFC 9449). What an app is, and whether it holds its key, is the network's adapter to say; it has checked whatever comes
//! in here.
//!
//! Always true here:
//! - What a member agrees to is what was pushed, word by word: nothing of it comes from the browser.
//! - A code counts once, for a minute, for its app, its verifier and its key; used twice, what it was exchanged for ends.
//! - What renews a grant counts once; one that comes again later ends the grant.

mod access;
mod exchange;
mod push;
mod renew;
mod revoke;

#[cfg(test)]
mod tests;

use std::time::Duration;

use crypto::{random_token, sha256};
use model::{AccountId, Id, Time};
use serde::{Deserialize, Serialize};
use store::bound_grant::GrantTokens;

pub use access::BoundAccess;

/// How an app is told what a member decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    /// In the query of its address.
    #[default]
    Query,
    /// After the `#` of its address.
    Fragment,
}

/// What an app asked for ahead. All of it was checked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PushedRequest {
    /// Which app.
    pub client_id: String,
    /// What the app calls itself.
    pub client_name: Option<String>,
    /// The host that answers for the app: what people can judge it by.
    pub client_host: String,
    /// Where people are sent back to.
    pub redirect_uri: String,
    /// The app's own word, given back as it is.
    pub state: Option<String>,
    /// How the app is told.
    pub response_mode: ResponseMode,
    /// What it wants to do, as the network writes it.
    pub scopes: String,
    /// What that means, a line each.
    pub in_words: Vec<String>,
    /// The PKCE challenge (RFC 7636, S256).
    pub challenge: String,
    /// The digest of the key that its tokens will be bound to.
    pub key_thumbprint: String,
    /// The digest of the app's own key, if it proves with one that it is itself.
    pub client_thumbprint: Option<String>,
    /// Whom it wants to act for, as it knows them.
    pub login_hint: Option<String>,
    /// Whether what it is granted can be renewed.
    pub may_refresh: bool,
}

/// Whoever presents a code, or what renews a grant: an app that proved what it has to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presenter<'a> {
    /// Which app.
    pub client_id: &'a str,
    /// The digest of the app's own key, if it proved with one that it is itself.
    pub client_thumbprint: Option<&'a str>,
    /// The digest of the key that it holds.
    pub key_thumbprint: &'a str,
}

/// What an app was given. Secrets: `Debug` does not show them.
#[derive(Clone, PartialEq, Eq)]
pub struct BoundGranted {
    /// The token.
    pub access_token: String,
    /// What renews it, if it can be renewed.
    pub refresh_token: Option<String>,
    /// What it may do.
    pub scopes: String,
    /// For whom it acts.
    pub account_id: AccountId,
    /// When the token ends.
    pub expires_at: Time,
    /// Now.
    pub created_at: Time,
}

impl std::fmt::Debug for BoundGranted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BoundGranted")
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

/// An app that acts for a member, for that member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundApp {
    /// What [`Social::end_bound_grant`](crate::Social::end_bound_grant) takes.
    pub id: Id,
    /// Which app.
    pub client_id: String,
    /// What it calls itself; its host if nothing.
    pub name: String,
    /// What it may do, as the network writes it.
    pub scopes: String,
    /// Since when.
    pub created_at: Time,
    /// When it last renewed its token.
    pub renewed_at: Time,
}

/// How long what was pushed waits for a member: they may have to log in first.
const REQUEST_LASTS: Duration = Duration::from_mins(10);
/// How long a code counts.
const CODE_LASTS: Duration = Duration::from_mins(1);
/// How long a token lasts (<https://atproto.com/specs/oauth#tokens-and-session-lifetime>: 30 minutes at most).
const TOKEN_LASTS: Duration = Duration::from_mins(30);
/// How long what renews a grant lasts for an app without a key of its own: two weeks in all.
const PUBLIC_LASTS: Duration = Duration::from_hours(14 * 24);
/// The same for an app with a key, from one renewal to the next.
const CONFIDENTIAL_LASTS: Duration = Duration::from_hours(90 * 24);
/// How long what renewed a grant may come again, for an app that did not get the answer.
const GRACE: Duration = Duration::from_mins(1);
/// The most grants of one member; the least renewed ends when there are more.
const MAX_GRANTS: i64 = 200;

/// New tokens, to be written and to be given out.
struct Fresh {
    access: String,
    refresh: Option<String>,
    row: GrantTokens,
}

impl Fresh {
    /// `began` is when the grant was made.
    fn draw(now: Time, began: Time, is_confidential: bool, may_refresh: bool) -> Self {
        let (access, refresh) = (random_token(), may_refresh.then(random_token));
        let token_ends = now.plus(TOKEN_LASTS);
        let ends = match (may_refresh, is_confidential) {
            (false, _) => token_ends,
            (true, true) => now.plus(CONFIDENTIAL_LASTS),
            (true, false) => began.plus(PUBLIC_LASTS),
        };
        let row = GrantTokens {
            token_hash: sha256(access.as_bytes()),
            refresh_hash: refresh.as_ref().map(|token| sha256(token.as_bytes())),
            now: now.micros(),
            token_expires_at: token_ends.min(ends).micros(),
            expires_at: ends.micros(),
        };
        Self {
            access,
            refresh,
            row,
        }
    }

    fn granted(self, scopes: String, account_id: AccountId) -> BoundGranted {
        BoundGranted {
            access_token: self.access,
            refresh_token: self.refresh,
            scopes,
            account_id,
            expires_at: Time::from_micros(self.row.token_expires_at),
            created_at: Time::from_micros(self.row.now),
        }
    }
}

/// Whether what was presented is for this app and this key.
fn is_for(
    by: &Presenter<'_>,
    client_id: &str,
    client_thumbprint: Option<&str>,
    key_thumbprint: &str,
) -> bool {
    by.client_id == client_id
        && by.client_thumbprint == client_thumbprint
        && by.key_thumbprint == key_thumbprint
}
