//! How a world is built: like the binary's `wire.rs`, with other parts.

use std::sync::Arc;

use activitypub::{ActivityPub, ActivityPubConfig};
use axum::Router;
use axum::middleware::from_fn_with_state;
use crypto::ServerKey;
use edge::client_ip::{TrustedProxies, find_client_ip};
use infra::fetch::{Door, DoorConfig, Lookup, LoopbackPolicy};
use model::Domain;
use social::oauth::{NewApp, OUT_OF_BAND};
use social::{Limits, Mode, Network, Social, SocialParts};
use store::{Store, StoreConfig, Target};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use url::Url;

use super::{World, serve};
use crate::{Carrier, TestClock};

/// Where a server is that nobody can reach.
const NOWHERE: &str = "https://folkmoot.example";

/// What a world is to be like.
pub struct Blueprint {
    target: Target,
    clock: Arc<TestClock>,
    listens: bool,
    authorized_fetch: bool,
    loopback: LoopbackPolicy,
    lookup: Option<Arc<dyn Lookup>>,
    carrier: Option<Arc<Carrier>>,
}

impl Default for Blueprint {
    fn default() -> Self {
        Self::new()
    }
}

impl Blueprint {
    /// SQLite in memory, asked in process.
    pub fn new() -> Self {
        Self {
            target: Target::SqliteMemory,
            clock: TestClock::new(),
            listens: false,
            authorized_fetch: false,
            loopback: LoopbackPolicy::DevelopmentOnly,
            lookup: None,
            carrier: None,
        }
    }

    /// Answers on a free port of this machine, too.
    pub fn listening(self) -> Self {
        Self {
            listens: true,
            ..self
        }
    }

    /// On a fresh database of a real PostgreSQL. Without one on this machine: `None`, and a line that
    /// says `SKIPPED`.
    pub fn on_postgres(self) -> Option<Self> {
        let url = testpg::cluster().ok()?.url("world");
        Some(Self {
            target: Target::Postgres(url),
            ..self
        })
    }

    /// Looks at a clock that others look at as well.
    pub fn clock(self, clock: Arc<TestClock>) -> Self {
        Self { clock, ..self }
    }

    /// Answers only signed requests of other servers.
    pub fn authorized_fetch(self) -> Self {
        Self {
            authorized_fetch: true,
            ..self
        }
    }

    /// Asks nobody on this machine, as in production.
    pub fn strict(self) -> Self {
        Self {
            loopback: LoopbackPolicy::Refuse,
            ..self
        }
    }

    /// Takes the addresses of other servers from here.
    pub fn lookup(self, lookup: Arc<dyn Lookup>) -> Self {
        Self {
            lookup: Some(lookup),
            ..self
        }
    }

    /// Has a second network.
    pub fn carrier(self, carrier: Arc<Carrier>) -> Self {
        Self {
            carrier: Some(carrier),
            ..self
        }
    }

    /// Builds it: the database migrated, the networks connected, the doors open.
    pub async fn build(self) -> World {
        let listener = if self.listens {
            Some(serve::free_port().await)
        } else {
            None
        };
        let store = open(self.target.clone()).await;
        let social = self.social(store.clone(), &base_url(listener.as_ref()));
        let activitypub = self.connect(&social);
        let (stopping, stop) = watch::channel(false);
        let router = router(&social, &activitypub, &stop);
        let mut tasks = JoinSet::new();
        tasks.spawn(Arc::clone(&activitypub).run_chores(stop.clone()));
        if let Some(listener) = listener {
            tasks.spawn(serve::serve(listener, router.clone()));
        }
        social.server_account().await.expect("a server account");
        World {
            app: social.create_app(test_app()).await.expect("an app"),
            clock: self.clock,
            social,
            store,
            activitypub,
            router,
            _tasks: tasks,
            _stopping: stopping,
        }
    }

    fn social(&self, store: Store, base_url: &Url) -> Social {
        Social::new(SocialParts {
            store,
            clock: self.clock.clone(),
            files: media::Files::in_memory(),
            server_key: ServerKey::generate(),
            base_url: base_url.clone(),
            domain: Domain::of_url(base_url).expect("our own name"),
            mode: Mode::Development,
            limits: Limits::default(),
            id_clock: 1,
        })
    }

    fn connect(&self, social: &Social) -> Arc<ActivityPub> {
        let mut door = DoorConfig {
            loopback: self.loopback,
            ..DoorConfig::new("Folkmoot-Testkit/0")
        };
        if let Some(lookup) = &self.lookup {
            door.lookup = Arc::clone(lookup);
        }
        let door = Arc::new(Door::new(door).expect("a door"));
        let config = ActivityPubConfig {
            authorized_fetch: self.authorized_fetch,
            ..ActivityPubConfig::default()
        };
        let activitypub = Arc::new(ActivityPub::new(social.clone(), door, config));
        let mut networks: Vec<Arc<dyn Network>> = vec![activitypub.clone()];
        if let Some(carrier) = &self.carrier {
            carrier.attach(social);
            networks.push(carrier.clone());
        }
        social.connect(networks);
        activitypub
    }
}

fn base_url(listener: Option<&TcpListener>) -> Url {
    let url = match listener {
        Some(listener) => format!("http://{}", serve::address(listener)),
        None => NOWHERE.to_owned(),
    };
    url.parse().expect("a URL")
}

async fn open(target: Target) -> Store {
    let config = StoreConfig { target, readers: 2 };
    let store = Store::open(&config).expect("the database opens");
    store.migrate(drop).await.expect("the schema is made");
    store
}

/// The front doors, as the binary puts them together; without what it puts around them against slow
/// clients and panics, which a test wants to see.
fn router(social: &Social, activitypub: &Arc<ActivityPub>, stop: &watch::Receiver<bool>) -> Router {
    let options = mastodon::Options {
        stopping: stop.clone(),
        ..mastodon::Options::default()
    };
    Arc::clone(activitypub)
        .router()
        .merge(mastodon::router(social.clone(), options))
        .merge(web::router_until(social.clone(), stop.clone()))
        .layer(from_fn_with_state(
            TrustedProxies::default(),
            find_client_ip,
        ))
}

fn test_app() -> NewApp {
    NewApp {
        name: "Testkit".to_owned(),
        website: None,
        redirect_uris: vec![OUT_OF_BAND.to_owned()],
        scopes: "read write follow push".to_owned(),
    }
}
