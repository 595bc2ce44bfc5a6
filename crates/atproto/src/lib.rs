//! The Bluesky network: everybody here has a repository of their own, with their own name and keys
//! (<https://atproto.com>).
//!
//! `repo/` writes commits, `publish/` turns the journal into records, `identity/` gives people names that outlive this
//! server, `people/` knows those elsewhere, `finding/` fetches what somebody asks for, `following/` listens to those whom
//! people here follow, `xrpc/` answers those who read and the apps of people here, `map/` translates both ways.
//!
//! Always true here:
//! - Only a [`model::PublicPost`] becomes a record: there is no other way to make one of a post.
//! - A commit is made on top of the newest one, and told of in the transaction that writes it.
//! - Nobody is told of a repository before the directory knows its name.

mod apps;
pub mod auth;
mod chores;
mod config;
#[cfg(test)]
mod elsewhere;
mod error;
mod finding;
mod following;
mod health;
mod identity;
mod map;
#[cfg(test)]
mod moving_tests;
mod network;
pub mod oauth;
mod people;
mod publish;
mod repo;
#[cfg(test)]
mod testing;
mod wishes;
pub mod xrpc;

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use infra::fetch::Door;
use social::{NetworkId, Social};
use tokio::sync::watch;

pub use config::{AtConfig, HandleSource, Reading, Upstream};
pub use identity::OwnKey;
pub use repo::ImportLimits;

use auth::{Auth, Names};
use chores::Chores;
use following::Following;
use identity::Directory;
use oauth::Provider;
use people::Known;
use repo::{HeldNodes, Imports, Turns};
use wishes::Wishes;

/// This network's name in the core.
pub const ID: NetworkId = NetworkId("atproto");

/// The AT Protocol. One per process; shared behind an [`Arc`].
pub struct AtProto {
    social: Social,
    door: Arc<Door>,
    config: AtConfig,
    directory: Directory,
    turns: Turns,
    nodes: Arc<HeldNodes>,
    imports: Imports,
    chores: Chores,
    provider: Provider,
    names: Known,
    wishes: Wishes,
    following: Following,
}

impl AtProto {
    /// The network over a core and the one door out.
    pub fn new(social: Social, door: Arc<Door>, config: AtConfig) -> Self {
        let auth = Auth::new(social.clone(), &config.handle_domain);
        Self {
            directory: Directory::new(&config.plc_url),
            provider: Provider::new(auth, Arc::clone(&door)),
            social,
            door,
            config,
            turns: Turns::default(),
            nodes: Arc::default(),
            imports: Imports::default(),
            chores: Chores::default(),
            names: Known::default(),
            wishes: Wishes::default(),
            following: Following::default(),
        }
    }

    /// Everything that others and apps ask for. To be merged into the server's router; it takes no path of anybody
    /// else's. `stopping` turns true when streams should end.
    pub fn router(self: Arc<Self>, stopping: watch::Receiver<bool>) -> Router {
        let apps = oauth::router(self.provider.clone()).layer(edge::cors::layer());
        xrpc::router(self, stopping).merge(apps)
    }

    /// What lets apps in: for the layer [`oauth::claim_bound`], which takes what is this network's where apps of other kinds
    /// get their tokens as well.
    pub fn provider(&self) -> Provider {
        self.provider.clone()
    }
}

impl std::fmt::Debug for AtProto {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AtProto")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

impl FromRef<Arc<AtProto>> for Auth {
    fn from_ref(at: &Arc<AtProto>) -> Self {
        at.provider.auth().clone()
    }
}

impl FromRef<Arc<AtProto>> for Names {
    fn from_ref(at: &Arc<AtProto>) -> Self {
        Self::of(Arc::<AtProto>::clone(at))
    }
}
