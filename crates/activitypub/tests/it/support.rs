//! A server of ours on loopback, with a clock that stands still until it is told.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use activitypub::{ActivityPub, ActivityPubConfig};
use axum::Router;
use axum::body::Body;
use axum::response::Response;
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use infra::fetch::{Door, DoorConfig, LoopbackPolicy};
use model::{AccountId, Domain, Time};
use serde_json::Value;
use social::caller::{Caller, Role, Via};
use social::journal::Progress;
use social::member::NewMember;
use social::{Clock, Limits, Mode, Social, SocialParts};
use store::{Store, StoreConfig, Target};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower::ServiceExt;
use url::Url;

/// The moment at which every test begins.
const START: i64 = 1_800_000_000;

/// A clock that is told the time.
#[derive(Debug)]
pub(crate) struct TestClock(AtomicI64);

impl TestClock {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(START * 1_000_000)))
    }

    pub(crate) fn pass(&self, span: Duration) {
        let micros = i64::try_from(span.as_micros()).unwrap();
        self.0.fetch_add(micros, Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Time {
        // Every look is a little later, so that things have an order.
        Time::from_micros(self.0.fetch_add(10, Ordering::Relaxed))
    }
}

/// A server of ours.
pub(crate) struct Home {
    pub(crate) social: Social,
    pub(crate) network: Arc<ActivityPub>,
    pub(crate) base: String,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) router: Router,
    _stop: watch::Sender<bool>,
    _tasks: JoinSet<()>,
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }

    /// The stable word of a refusal.
    pub(crate) fn code(&self) -> String {
        self.json()["error"].as_str().unwrap_or_default().to_owned()
    }
}

impl Home {
    pub(crate) async fn start() -> Self {
        Self::with(ActivityPubConfig::default()).await
    }

    pub(crate) async fn with(config: ActivityPubConfig) -> Self {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
            .await
            .unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let clock = TestClock::new();
        let social = open(&host, &clock).await;
        let network = Arc::new(ActivityPub::new(social.clone(), Arc::new(door()), config));
        social.connect(vec![network.clone()]);
        let router = Arc::clone(&network).router();
        let mut tasks = JoinSet::new();
        let served = router.clone();
        tasks.spawn(async move { axum::serve(listener, served).await.unwrap() });
        let (stop, _) = watch::channel(false);
        tasks.spawn(Arc::clone(&network).run_deliveries(stop.subscribe()));
        tasks.spawn(Arc::clone(&network).run_chores(stop.subscribe()));
        Self {
            base: format!("http://{host}"),
            social,
            network,
            clock,
            router,
            _stop: stop,
            _tasks: tasks,
        }
    }

    /// Somebody with an account here.
    pub(crate) async fn person(&self, name: &str) -> Caller {
        let new = NewMember {
            username: name.to_owned(),
            email: format!("{name}@example.org"),
            password: "correct horse battery staple".to_owned(),
            role: Role::Member,
        };
        let account_id = self.social.create_member(new).await.unwrap();
        Caller {
            account_id,
            role: Role::Member,
            via: Via::Console,
        }
    }

    pub(crate) fn actor(&self, account: AccountId) -> String {
        format!("{}/ap/actors/{account}", self.base)
    }

    /// Publishes everything the journal holds.
    pub(crate) async fn publish(&self) {
        while self
            .social
            .publish_step(self.network.as_ref())
            .await
            .unwrap()
            == Progress::Moved
        {}
    }

    /// Asks with an `Accept` and nothing else.
    pub(crate) async fn get(&self, path: &str, accept: &str) -> Answer {
        let headers = HeaderMap::from_iter([(header::ACCEPT, accept.parse().unwrap())]);
        self.ask(Method::GET, path, headers, Vec::new()).await
    }

    pub(crate) async fn ask(
        &self,
        method: Method,
        path: &str,
        headers: HeaderMap,
        body: Vec<u8>,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .body(Body::from(body))
            .unwrap();
        *request.headers_mut() = headers;
        read(self.router.clone().oneshot(request).await.unwrap()).await
    }
}

async fn read(response: Response) -> Answer {
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    }
}

async fn open(host: &str, clock: &Arc<TestClock>) -> Social {
    let config = StoreConfig {
        target: Target::SqliteMemory,
        readers: 2,
    };
    let store = Store::open(&config).unwrap();
    store.migrate(|_| {}).await.unwrap();
    Social::new(SocialParts {
        store,
        clock: clock.clone(),
        files: media::Files::in_memory(),
        server_key: crypto::ServerKey::generate(),
        base_url: Url::parse(&format!("http://{host}")).unwrap(),
        domain: Domain::parse(host).unwrap(),
        mode: Mode::Development,
        limits: Limits::default(),
        id_clock: 1,
    })
}

/// The one door out, in development: this machine may be talked with.
pub(crate) fn door() -> Door {
    let mut config = DoorConfig::new("Folkmoot/test");
    config.loopback = LoopbackPolicy::DevelopmentOnly;
    Door::new(config).unwrap()
}

/// Waits until something is so, and fails when it takes too long.
pub(crate) async fn until<F: Future<Output = bool>>(what: &str, mut check: impl FnMut() -> F) {
    for _ in 0..1_200 {
        if check().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("never happened: {what}");
}
