//! Apps and what members let them do (OAuth 2, RFC 6749, in the shape of the Mastodon API).
//!
//! Always true here:
//! - A code is sent only to a redirect address that the app registered, character for character.
//! - A code counts once, for ten minutes, for its app; used twice, what it was exchanged for ends (RFC 6749, 4.1.2).
//! - Nobody is granted more than the app registered, nor `admin:` anything without being a moderator.
//! - Of secrets, codes and tokens only the SHA-256 is stored.

mod app;
mod authenticate;
mod authorize;
mod authorized;
pub mod bound;
mod challenge;
mod exchange;
mod grant;
mod redirect;
mod refresh;
mod revoke;
mod scopes;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use model::{AccountId, Id, Time};

use crate::member::{Fresh, Standing};
use crate::{Caller, Error};

pub use scopes::Scopes;

/// The redirect address of an app that nobody can be sent back to: the code is shown instead.
pub const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";

/// An app that wants to be known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewApp {
    /// Its name.
    pub name: String,
    /// Its page; empty for none.
    pub website: Option<String>,
    /// Where people may be sent back to, one address an item.
    pub redirect_uris: Vec<String>,
    /// The most it may ask for; empty for `read`.
    pub scopes: String,
}

/// An app. The secret is a secret: `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct AppView {
    /// Its id.
    pub id: Id,
    /// What it calls itself by.
    pub client_id: String,
    /// Its secret; only at the moment it is made.
    pub client_secret: Option<String>,
    /// Its name.
    pub name: String,
    /// Its page.
    pub website: Option<String>,
    /// Where people may be sent back to.
    pub redirect_uris: Vec<String>,
    /// The most it may ask for.
    pub scopes: String,
}

impl std::fmt::Debug for AppView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AppView")
            .field("id", &self.id)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// What an app asks a member for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuthorizeRequest {
    /// Which app.
    pub client_id: String,
    /// Where the code is to go.
    pub redirect_uri: String,
    /// What it wants to do; empty for `read`.
    pub scopes: String,
    /// The PKCE challenge of RFC 7636, method S256. Other methods are refused by whoever reads the request.
    pub challenge: Option<String>,
}

/// What an app was given. Secrets: `Debug` does not show them.
#[derive(Clone, PartialEq, Eq)]
pub struct Granted {
    /// The token.
    pub access_token: String,
    /// What renews it; only for apps that asked for `offline_access`.
    pub refresh_token: Option<String>,
    /// What it may do.
    pub scopes: String,
    /// When it was made.
    pub created_at: Time,
    /// When it ends; never for apps that cannot renew it.
    pub expires_at: Option<Time>,
    /// For whom it acts; nobody for an app on its own.
    pub account_id: Option<AccountId>,
}

impl std::fmt::Debug for Granted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Granted")
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

/// What an app is told of a token of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Introspection {
    /// What it may do.
    pub scopes: String,
    /// When it was made.
    pub created_at: Time,
    /// For whom it acts; nobody for an app on its own.
    pub account_id: Option<AccountId>,
}

/// What the bearer of a token may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// For whom; nobody for an app on its own.
    pub caller: Option<Caller>,
    /// How that member stands.
    pub standing: Standing,
    /// With which app.
    pub app: AppView,
    /// By which token.
    pub token_id: Id,
    /// What.
    pub scopes: Scopes,
}

/// An app that acts for a member, for that member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizedApp {
    /// Which app.
    pub app: AppView,
    /// By which token; what [`Social::revoke_access`](crate::Social::revoke_access) takes.
    pub token_id: Id,
    /// What it may do.
    pub scopes: String,
    /// Since when.
    pub created_at: Time,
    /// When it last did, to within ten minutes.
    pub last_used_at: Option<Time>,
}

/// For how long a token that was looked up may be trusted.
const ACCESS_KEEPS: Duration = Duration::from_secs(5);
/// How many tokens are remembered between requests.
const TOKENS_IN_MEMORY: usize = 10_000;

/// What is remembered of tokens between requests.
#[derive(Debug)]
pub(crate) struct AccessMemory {
    tokens: Fresh<[u8; 32], Arc<Access>>,
    bound: Fresh<[u8; 32], bound::BoundAccess>,
}

impl AccessMemory {
    /// Trusts no token that was looked up any more.
    pub(crate) fn cut(&self) {
        self.tokens.cut();
        self.bound.cut();
    }
}

impl Default for AccessMemory {
    fn default() -> Self {
        Self {
            tokens: Fresh::new(TOKENS_IN_MEMORY, ACCESS_KEEPS),
            bound: Fresh::new(TOKENS_IN_MEMORY, ACCESS_KEEPS),
        }
    }
}

/// One text for every code that is not good, so that nobody learns why (RFC 6749, 5.2).
fn invalid_grant() -> Error {
    Error::invalid(
        "grant",
        "invalid_grant",
        "is invalid, has expired, was used or revoked, or belongs to another app",
    )
}
