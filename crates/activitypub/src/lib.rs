//! The Fediverse: how this community is seen, reached and told there.
//!
//! `routes/` shows our side, `inbound/` takes what others deliver, `resolve/` finds what is behind an address,
//! `map/` translates both ways, `outbound/` turns the journal into signed activities, and `delivery/` brings them to
//! each peer.
//!
//! Always true here:
//! - A document has the authority of the origin it was fetched from, or of the actor whose key signed it (FEP-fe34).
//! - What was signed is sent exactly: an activity is rendered once.
//! - Who may read what is asked of the core, never decided here.
//! - Every list, body, chain and memory is bounded.

mod chores;
mod delivery;
mod error;
mod fetch;
mod inbound;
mod map;
mod network;
mod outbound;
mod peers;
mod resolve;
mod routes;
mod sign;
mod urls;

use std::sync::Arc;

use infra::fetch::Door;
use social::{NetworkId, Social};

use chores::{Chore, Chores};
use fetch::LateActors;
use inbound::KeyRing;
use peers::Peers;
use urls::Urls;

/// This network's name in the core.
pub const ID: NetworkId = NetworkId("activitypub");

/// What the host decides about this network.
#[derive(Debug, Clone)]
pub struct ActivityPubConfig {
    /// Answer only signed requests ("authorised fetch"). The server's own actor stays readable, or nobody could
    /// verify our signatures.
    pub authorized_fetch: bool,
    /// How many peers are delivered to at once.
    pub deliveries: usize,
    /// The software's name, for NodeInfo: lower case, digits, hyphens.
    pub software: String,
    /// Its version.
    pub version: String,
    /// Where its source is.
    pub repository: String,
    /// Its page.
    pub homepage: String,
}

impl Default for ActivityPubConfig {
    fn default() -> Self {
        Self {
            authorized_fetch: false,
            deliveries: 16,
            software: "folkmoot".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            repository: "https://folkmoot.example/source".to_owned(),
            homepage: "https://folkmoot.example/".to_owned(),
        }
    }
}

/// The ActivityPub network. One per process; shared behind an [`Arc`].
pub struct ActivityPub {
    social: Social,
    door: Arc<Door>,
    config: ActivityPubConfig,
    urls: Urls,
    keys: KeyRing,
    late_actors: LateActors,
    peers: Peers,
    chores: Chores,
}

impl ActivityPub {
    /// The network over a core and the one door out.
    pub fn new(social: Social, door: Arc<Door>, config: ActivityPubConfig) -> Self {
        Self {
            urls: Urls::new(social.base_url()),
            social,
            door,
            config,
            keys: KeyRing::new(),
            late_actors: LateActors::new(),
            peers: Peers::new(),
            chores: Chores::new(),
        }
    }

    /// Everything peers ask for. To be merged into the server's router; it takes no path of anybody else's.
    pub fn router(self: Arc<Self>) -> axum::Router {
        routes::router(self)
    }
}

impl std::fmt::Debug for ActivityPub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ActivityPub")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}
