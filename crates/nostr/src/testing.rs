//! What the tests of this crate share: a community in memory with a clock of its own, people, and answers read.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use crypto::ServerKey;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use infra::fetch::{Door, DoorConfig, LoopbackPolicy, TableLookup, TextTable};
use model::{Domain, Time};
use serde_json::Value;
use social::caller::{Role, Via};
use social::member::NewMember;
use social::{Caller, Clock, Limits, Mode, Social, SocialParts};
use store::{Store, StoreConfig, Target};
use tower::ServiceExt as _;

/// The password of everybody.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A clock that goes on by a millisecond with each look.
#[derive(Debug)]
pub(crate) struct StepClock(AtomicI64);

impl StepClock {
    pub(crate) fn new() -> Arc<Self> {
        Self::at(1_700_000_000)
    }

    /// One that begins at a second.
    pub(crate) fn at(second: i64) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(second * 1_000_000)))
    }

    pub(crate) fn pass(&self, span: Duration) {
        let micros = i64::try_from(span.as_micros()).unwrap();
        self.0.fetch_add(micros, Ordering::SeqCst);
    }
}

impl Clock for StepClock {
    fn now(&self) -> Time {
        Time::from_micros(self.0.fetch_add(1_000, Ordering::SeqCst))
    }
}

/// An empty database.
pub(crate) async fn store() -> Store {
    let config = StoreConfig {
        target: Target::SqliteMemory,
        readers: 2,
    };
    let store = Store::open(&config).unwrap();
    store.migrate(|_| ()).await.unwrap();
    store
}

/// A community called `moot.example`, at an address.
pub(crate) fn community(store: Store, clock: &Arc<StepClock>, mode: Mode, url: &str) -> Social {
    Social::new(SocialParts {
        store,
        clock: Arc::<StepClock>::clone(clock),
        files: media::Files::in_memory(),
        server_key: ServerKey::from_bytes([7; 32]),
        base_url: url.parse().unwrap(),
        domain: Domain::parse("moot.example").unwrap(),
        mode,
        limits: Limits::default(),
        id_clock: 1,
    })
}

/// A door that leads to this machine alone, where names say this in the DNS.
pub(crate) fn door(texts: TextTable) -> Arc<Door> {
    let door = Door::new(DoorConfig {
        loopback: LoopbackPolicy::DevelopmentOnly,
        texts: Arc::new(texts),
        lookup: Arc::new(TableLookup::new()),
        ..DoorConfig::new("tests")
    });
    Arc::new(door.unwrap())
}

/// A new member, who acts from the console.
pub(crate) async fn member(social: &Social, name: &str, role: Role) -> Caller {
    let new = NewMember {
        username: name.to_owned(),
        email: format!("{name}@mail.example"),
        password: PASSWORD.to_owned(),
        role,
    };
    Caller {
        account_id: social.create_member(new).await.unwrap(),
        role,
        via: Via::Console,
    }
}

/// An answer, read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// Its body, or null where that is no JSON.
    pub(crate) json: Value,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    /// What it says, if all went well.
    pub(crate) fn done(self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.json);
        self.json
    }
}

pub(crate) async fn send(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Answer {
        status: parts.status,
        headers: parts.headers,
        json: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        bytes: bytes.to_vec(),
    }
}
