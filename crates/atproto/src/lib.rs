//! The Bluesky network: everybody here has a repository of their own, with their own name and keys
//! (<https://atproto.com>).
//!
//! `repo/` writes commits, `publish/` turns the journal into records, `identity/` gives people names that outlive this
//! server, `xrpc/` answers those who read and the apps of people here, `map/` translates both ways.
//!
//! Always true here:
//! - Only a [`model::PublicPost`] becomes a record: there is no other way to make one of a post.
//! - A commit is made on top of the newest one, and told of in the transaction that writes it.
//! - Nobody is told of a repository before the directory knows its name.

pub mod auth;
mod chores;
mod config;
mod error;
mod identity;
mod map;
mod network;
mod publish;
mod repo;
pub mod xrpc;

use std::sync::Arc;

use axum::Router;
use infra::fetch::Door;
use social::{NetworkId, Social};
use tokio::sync::watch;

pub use config::{AtConfig, Upstream};

use chores::Chores;
use identity::Directory;
use repo::Turns;

/// This network's name in the core.
pub const ID: NetworkId = NetworkId("atproto");

/// The AT Protocol. One per process; shared behind an [`Arc`].
pub struct AtProto {
    social: Social,
    door: Arc<Door>,
    config: AtConfig,
    directory: Directory,
    turns: Turns,
    chores: Chores,
}

impl AtProto {
    /// The network over a core and the one door out.
    pub fn new(social: Social, door: Arc<Door>, config: AtConfig) -> Self {
        Self {
            directory: Directory::new(&config.plc_url),
            social,
            door,
            config,
            turns: Turns::default(),
            chores: Chores::default(),
        }
    }

    /// Everything that others and apps ask for. To be merged into the server's router; it takes no path of anybody
    /// else's. `stopping` turns true when streams should end.
    pub fn router(self: Arc<Self>, stopping: watch::Receiver<bool>) -> Router {
        xrpc::router(self, stopping)
    }
}

impl std::fmt::Debug for AtProto {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AtProto")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}
