//! Nostr: everybody here who wants to has a key of their own, and what they say in public is signed with it, once, and
//! kept exactly as it was signed (<https://github.com/nostr-protocol/nips>).
//!
//! Always true here:
//! - Only a [`model::PublicPost`] becomes an event: there is no other way to make one of a post.
//! - An event is signed once. What is served are the words that were signed, never words that were written anew.
//! - What is for somebody alone is given to nobody else, whichever way it is asked for.

mod apps;
mod arriving;
mod blossom;
mod claim;
mod config;
mod elsewhere;
mod error;
mod hearing;
mod keeping;
mod kept;
mod keyring;
mod keys;
mod management;
mod map;
mod names;
mod network;
mod people;
mod presence;
mod publish;
mod relay;
mod signer;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use infra::fetch::Door;
use social::{NetworkId, Social};
use tokio::sync::watch;

pub use claim::claim;
pub use config::NostrConfig;
pub use error::{Error, Result};

use relay::Hub;

/// This network's name in the core.
pub const ID: NetworkId = NetworkId("nostr");

/// Nostr. One per process; shared behind an [`Arc`].
pub struct Nostr {
    social: Social,
    door: Arc<Door>,
    config: NostrConfig,
    turns: keys::Turns,
    hub: Hub,
    seen: management::Seen,
}

impl Nostr {
    /// The network over a core and the one door out.
    pub fn new(social: Social, door: Arc<Door>, config: NostrConfig) -> Self {
        Self {
            social,
            door,
            config,
            turns: keys::Turns::default(),
            hub: Hub::default(),
            seen: management::Seen::default(),
        }
    }

    /// Everything that others and apps ask for. To be merged into the server's router. `stopping` turns true when
    /// streams should end.
    pub fn router(self: Arc<Self>, stopping: watch::Receiver<bool>) -> Router {
        let names = Self::file_routes()
            .route("/.well-known/nostr.json", get(names::names))
            .with_state(Arc::clone(&self));
        relay::at(relay::PATH, self, stopping).merge(names)
    }

    /// Where our relay is: `wss://moot.example`.
    pub fn relay_url(&self) -> &str {
        &self.config.relay_url
    }
}
