//! A whole server in memory.

mod ask;
mod blueprint;
mod person;
mod phone;
mod photo;
pub(crate) mod serve;
mod settle;

use std::sync::Arc;

use activitypub::ActivityPub;
use axum::Router;
use social::oauth::AppView;
use social::{NetworkId, Social};
use store::Store;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::TestClock;

pub use ask::{Ask, Reply};
pub use blueprint::Blueprint;
pub use person::{PASSWORD, Person};
pub use phone::Phone;
pub use photo::Photo;
pub use settle::settle;

/// A server with all its rooms, in memory, and without anybody.
///
/// Its journal is read and its deliveries are made only by [`World::settle`], so that a test decides
/// when something has happened.
#[derive(Debug)]
pub struct World {
    social: Social,
    store: Store,
    clock: Arc<TestClock>,
    activitypub: Arc<ActivityPub>,
    router: Router,
    app: AppView,
    /// Ends with the world.
    _tasks: JoinSet<()>,
    _stopping: watch::Sender<bool>,
}

impl World {
    /// A server that is asked in process, at `https://folkmoot.example`.
    pub async fn new() -> Self {
        Blueprint::new().build().await
    }

    /// A server that also answers on a free port of this machine, so that others can reach it.
    pub async fn listening() -> Self {
        Blueprint::new().listening().build().await
    }

    /// A server on a fresh database of a real PostgreSQL. Without one on this machine: `None`, and a
    /// line that says `SKIPPED`.
    pub async fn postgres() -> Option<Self> {
        let blueprint = Blueprint::new().on_postgres()?;
        Some(blueprint.build().await)
    }

    /// The core.
    pub fn social(&self) -> &Social {
        &self.social
    }

    /// The Fediverse's adapter.
    pub fn activitypub(&self) -> &Arc<ActivityPub> {
        &self.activitypub
    }

    /// The clock that this server looks at.
    pub fn clock(&self) -> &Arc<TestClock> {
        &self.clock
    }

    /// Everything that answers requests.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// An absolute URL of a path here.
    pub fn url(&self, path: &str) -> String {
        self.social.url(path)
    }

    /// The host and, if need be, port that others know this server by.
    pub fn host(&self) -> &str {
        self.social.domain().as_str()
    }

    /// Makes the journal's reader of a network begin again, as after a crash that lost its place.
    pub async fn rewind(&self, network: NetworkId) {
        let reader = format!("publish:{network}");
        let forgotten = self.store.write(move |tx| {
            tx.exec("DELETE FROM cursor WHERE reader = $1", &[&reader])
                .map(drop)
        });
        forgotten.await.expect("a cursor can be deleted");
    }
}
