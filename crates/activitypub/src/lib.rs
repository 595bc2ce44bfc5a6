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

mod budget;
mod chores;
pub mod corpus;
mod delivery;
mod error;
mod fetch;
mod health;
mod inbound;
mod map;
mod network;
mod outbound;
mod peers;
mod resolve;
mod routes;
mod sign;
mod synchronization;
mod urls;

use std::sync::Arc;

use infra::fetch::Door;
use social::{NetworkId, Social};

use budget::Budget;
use chores::{Chore, Chores};
use fetch::LateActors;
use inbound::KeyRing;
use peers::Peers;
use urls::Urls;

/// This network's name in the core.
pub const ID: NetworkId = NetworkId("activitypub");

/// How many keys of one server are fetched in a minute: whoever makes up key ids does not make us ask for them all.
const KEY_FETCHES_A_MINUTE: u32 = 120;
/// How many deliveries are taken from one server in a minute (security row G1).
const DELIVERIES_A_MINUTE: u32 = 3_000;

/// How much is fetched from one server in a minute to complete threads and to read what was, all searches together.
const LOOKS_A_MINUTE: u32 = 240;
/// How many reports are taken from one server in a minute: staff read every one.
const REPORTS_A_MINUTE: u32 = 10;
/// How much one relay may bring in a minute: all of it is asked for where it comes from.
const RELAYED_A_MINUTE: u32 = 600;

/// What the host decides about this network.
#[derive(Debug, Clone)]
pub struct ActivityPubConfig {
    /// Answer only signed requests ("authorised fetch"). The server's own actor stays readable, or nobody could
    /// verify our signatures.
    pub authorized_fetch: bool,
    /// How many peers are delivered to at once, not counting those that take long to answer.
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
            deliveries: 64,
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
    key_fetches: Budget,
    deliveries: Budget,
    looks: Budget,
    clients: Budget,
    reports: Budget,
    relayed: Budget,
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
            key_fetches: Budget::new(KEY_FETCHES_A_MINUTE),
            deliveries: Budget::new(DELIVERIES_A_MINUTE),
            looks: Budget::new(LOOKS_A_MINUTE),
            clients: Budget::new(routes::CLIENT_A_MINUTE),
            reports: Budget::new(REPORTS_A_MINUTE),
            relayed: Budget::new(RELAYED_A_MINUTE),
        }
    }

    /// Takes one thing from the budget of the server that a URL belongs to. Development knows no limits.
    fn spend(&self, budget: &Budget, url: &str) -> error::Result<()> {
        if self.social.is_development() {
            return Ok(());
        }
        let host = ap_proto::origin::Origin::of(url).map(|origin| origin.authority());
        let spent = budget.take(&host.unwrap_or_default(), self.social.now());
        spent.map_err(|retry| social::Error::TooMany { retry }.into())
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
