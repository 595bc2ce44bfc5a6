//! Who may act for an account on the AT Protocol: apps with a session (<https://atproto.com/specs/xrpc#authentication>),
//! apps let in by OAuth (<https://atproto.com/specs/oauth>), and other servers with a token of the account's own.
//!
//! A handler takes an [`AtCaller`] and asks it [`AtCaller::check`] for the [`Permission`] that it needs.
//!
//! Always true here:
//! - A token says who somebody is, never what they may do: that is looked up, so what was ended is over within seconds.
//! - Neither an app password nor OAuth is enough to change passwords, or to take an account somewhere else.

mod caller;
mod document;
mod proof;
mod replay;
mod service;
mod session;

#[cfg(test)]
pub(crate) mod tests;

use std::fmt;
use std::sync::Arc;

use model::Time;
use social::Social;
use url::Url;

pub use caller::{Access, AtCaller};
pub(crate) use caller::{Presented, did_of, needs_privilege, presented};
pub use document::did_document;
pub(crate) use proof::PROOF;
pub(crate) use replay::Replays;
pub use service::{Identities, KeyAge, Names};
pub(crate) use session::SessionTokens;

pub use at_proto::oauth::Permission;
pub use at_proto::oauth::scope::{AccountAction, AccountPart, IdentityPart, RepoAction};

/// Who may act for an account. Cheap to clone; put it into the state of the router (`Auth: FromRef<State>`).
#[derive(Clone)]
pub struct Auth(Arc<Inner>);

struct Inner {
    social: Social,
    did: String,
    handle_domain: String,
    session_secret: [u8; 32],
    nonce_secret: [u8; 32],
    replays: Replays,
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Auth")
            .field("did", &self.0.did)
            .finish_non_exhaustive()
    }
}

impl Auth {
    /// Over the core. Handles of people here end in a dot and `handle_domain`.
    pub fn new(social: Social, handle_domain: &str) -> Self {
        Self(Arc::new(Inner {
            did: did_web(social.base_url()),
            handle_domain: handle_domain.to_owned(),
            session_secret: social.secret_for("at-session"),
            nonce_secret: social.secret_for("at-dpop-nonce"),
            replays: Replays::default(),
            social,
        }))
    }

    /// The core.
    pub fn social(&self) -> &Social {
        &self.0.social
    }

    /// This server's own name: `did:web:` and its host.
    pub fn did(&self) -> &str {
        &self.0.did
    }

    /// What handles of people here end in, without the dot before it.
    pub fn handle_domain(&self) -> &str {
        &self.0.handle_domain
    }

    pub(crate) fn replays(&self) -> &Replays {
        &self.0.replays
    }

    /// Now, in seconds since 1970.
    pub(crate) fn seconds(&self) -> i64 {
        seconds(self.0.social.now())
    }
}

/// What a server is called that is reached here (<https://w3c-ccg.github.io/did-method-web/>).
fn did_web(url: &Url) -> String {
    let port = url
        .port()
        .map_or_else(String::new, |port| format!("%3A{port}"));
    format!("did:web:{}{port}", url.host_str().unwrap_or_default())
}

pub(crate) fn seconds(time: Time) -> i64 {
    time.micros().div_euclid(1_000_000)
}

/// A moment as the protocol writes it.
pub(crate) fn datetime(time: Time) -> String {
    time.to_string()
}
