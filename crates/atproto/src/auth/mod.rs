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

use at_proto::syntax::Did;
use model::Time;
use social::Social;

pub use caller::{Access, AtCaller};
pub(crate) use caller::{Presented, did_of, needs_privilege, presented};
pub use document::did_document;
pub(crate) use replay::Replays;
pub use service::{Identities, KeyAge};
pub(crate) use session::SessionTokens;

pub use at_proto::oauth::Permission;
pub use at_proto::oauth::scope::{AccountAction, AccountPart, IdentityPart, RepoAction};

/// Who may act for an account. Cheap to clone; put it into the state of the router (`Auth: FromRef<State>`).
#[derive(Clone)]
pub struct Auth(Arc<Inner>);

struct Inner {
    social: Social,
    identities: Arc<dyn Identities>,
    did: Did,
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
    /// Over the core, and over what knows names. `did` is this server's own name.
    pub fn new(social: Social, identities: Arc<dyn Identities>, did: Did) -> Self {
        Self(Arc::new(Inner {
            session_secret: social.secret_for("at-session"),
            nonce_secret: social.secret_for("at-dpop-nonce"),
            replays: Replays::default(),
            social,
            identities,
            did,
        }))
    }

    /// The core.
    pub fn social(&self) -> &Social {
        &self.0.social
    }

    /// This server's own name: `did:web:` and its host.
    pub fn did(&self) -> &Did {
        &self.0.did
    }

    pub(crate) fn identities(&self) -> &dyn Identities {
        self.0.identities.as_ref()
    }

    pub(crate) fn replays(&self) -> &Replays {
        &self.0.replays
    }

    /// Now, in seconds since 1970.
    pub(crate) fn seconds(&self) -> i64 {
        seconds(self.0.social.now())
    }
}

pub(crate) fn seconds(time: Time) -> i64 {
    time.micros().div_euclid(1_000_000)
}

/// A moment as the protocol writes it.
pub(crate) fn datetime(time: Time) -> String {
    time.to_string()
}
