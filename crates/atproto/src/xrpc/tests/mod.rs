//! A community behind all its methods, and one server elsewhere that is a directory of names and what shows apps the
//! network in one, and answers what it is told to.

mod admin;
mod fresh;
mod identity;
mod rates;
mod staff;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use at_proto::plc::{Operation, State as Claims};
use at_proto::syntax::{Did, Handle};
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use crypto::multikey::did_key_secp256k1;
use crypto::{Secp256k1Key, ServerKey};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use infra::fetch::{Door, DoorConfig, LoopbackPolicy, TableLookup, TextTable};
use model::{Domain, Time};
use serde_json::{Value, json};
use social::caller::{Role, Via};
use social::member::NewMember;
use social::{Caller, Clock, Limits, Mode, Social, SocialParts};
use store::{Store, StoreConfig, Target};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower::ServiceExt as _;

use crate::{AtConfig, AtProto, Upstream};

const PASSWORD: &str = "correct horse battery";

/// A clock that goes on by a millisecond with each look.
#[derive(Debug)]
struct StepClock(AtomicI64);

impl Clock for StepClock {
    fn now(&self) -> Time {
        Time::from_micros(self.0.fetch_add(1_000, Ordering::SeqCst))
    }
}

/// What the server elsewhere says at an address.
#[derive(Debug, Clone)]
struct Said {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

#[derive(Debug, Default)]
struct Elsewhere {
    says: BTreeMap<String, Said>,
    asked: Vec<String>,
}

type Shared = Arc<Mutex<Elsewhere>>;

async fn say(State(elsewhere): State<Shared>, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let mut elsewhere = elsewhere.lock().unwrap();
    elsewhere.asked.push(parts.uri.to_string());
    if parts.method == Method::POST {
        if let Ok(operation) = serde_json::from_slice(&body) {
            elsewhere.take(parts.uri.path(), &operation);
        }
        return StatusCode::OK.into_response();
    }
    match elsewhere.says.get(parts.uri.path()).cloned() {
        Some(said) => (said.status, said.headers, said.body).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

impl Elsewhere {
    /// Adds an operation to what the directory says of `/DID`.
    fn take(&mut self, path: &str, operation: &Operation) {
        let address = format!("{path}/log/audit");
        let said = self.says.get(&address);
        let log = said.map(|said| serde_json::from_str::<Vec<Value>>(&said.body).unwrap());
        let mut log = log.unwrap_or_default();
        log.push(json!({
            "did": path.trim_start_matches('/'),
            "operation": operation,
            "cid": operation.cid().unwrap(),
            "nullified": false,
            "createdAt": format!("2023-01-01T00:00:{:02}.000Z", log.len()),
        }));
        let said = Said {
            status: StatusCode::OK,
            headers: json_headers(),
            body: json!(log).to_string(),
        };
        self.says.insert(address, said);
    }
}

fn json_headers() -> HeaderMap {
    HeaderMap::from_iter([(
        http::header::CONTENT_TYPE,
        http::HeaderValue::from_static("application/json"),
    )])
}

/// An answer, read.
#[derive(Debug)]
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    json: Value,
    body: Vec<u8>,
}

impl Answer {
    fn done(self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.json);
        self.json
    }

    fn is(&self, status: u16, error: &str) -> bool {
        self.status.as_u16() == status && self.json["error"] == error
    }
}

/// A community, and a server elsewhere.
struct World {
    social: Social,
    at: Arc<AtProto>,
    router: Router,
    clock: Arc<StepClock>,
    elsewhere: Shared,
    url: String,
    _stop: watch::Sender<bool>,
    _serving: JoinSet<()>,
}

impl World {
    async fn new() -> Self {
        Self::with(TextTable::new()).await
    }

    /// One in which it is counted how often somebody asks.
    async fn limited() -> Self {
        Self::configured(TextTable::new(), true).await
    }

    /// One in which names say this in the DNS.
    async fn with(texts: TextTable) -> Self {
        Self::configured(texts, false).await
    }

    async fn configured(texts: TextTable, limits_rates: bool) -> Self {
        let elsewhere = Shared::default();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let answers = Router::new().fallback(say).with_state(elsewhere.clone());
        let mut serving = JoinSet::new();
        serving.spawn(async move { axum::serve(listener, answers).await.unwrap() });
        let clock = Arc::new(StepClock(AtomicI64::new(1_700_000_000_000_000)));
        let social = community(Arc::<StepClock>::clone(&clock)).await;
        let door = Door::new(DoorConfig {
            loopback: LoopbackPolicy::DevelopmentOnly,
            texts: Arc::new(texts),
            lookup: Arc::new(TableLookup::new()),
            ..DoorConfig::new("tests")
        });
        let config = AtConfig {
            plc_url: url.clone(),
            relays: Vec::new(),
            limits_rates,
            app_view: Some(Upstream {
                url: url.clone(),
                did: Did::parse("did:web:view.example").unwrap(),
            }),
            ..AtConfig::public("moot.example")
        };
        let at = Arc::new(AtProto::new(
            social.clone(),
            Arc::new(door.unwrap()),
            config,
        ));
        social.connect(vec![Arc::<AtProto>::clone(&at)]);
        let (stop, stopping) = watch::channel(false);
        Self {
            router: Arc::clone(&at).router(stopping),
            social,
            at,
            clock,
            elsewhere,
            url,
            _stop: stop,
            _serving: serving,
        }
    }

    fn pass(&self, span: Duration) {
        let micros = i64::try_from(span.as_micros()).unwrap();
        self.clock.0.fetch_add(micros, Ordering::SeqCst);
    }

    /// Has the server elsewhere answer this.
    fn say_with(&self, path: &str, status: u16, headers: &[(&'static str, &str)], body: &str) {
        let mut all = json_headers();
        for (name, value) in headers {
            all.insert(*name, value.parse().unwrap());
        }
        let said = Said {
            status: StatusCode::from_u16(status).unwrap(),
            headers: all,
            body: body.to_owned(),
        };
        let mut elsewhere = self.elsewhere.lock().unwrap();
        elsewhere.says.insert(path.to_owned(), said);
    }

    /// How often it was asked for something.
    fn asked(&self, what: &str) -> usize {
        let elsewhere = self.elsewhere.lock().unwrap();
        let asked = elsewhere.asked.iter();
        asked.filter(|asked| asked.contains(what)).count()
    }

    /// Somebody in the directory with this handle.
    fn stranger(&self, handle: &str) -> Stranger {
        let rotation = Secp256k1Key::generate().unwrap();
        let key = did_key_secp256k1(&rotation.public_compressed());
        let handle = Handle::parse(handle).unwrap();
        let claims = Claims::of_account(&handle, &self.url, &key, vec![key.clone()]);
        let genesis = Operation::genesis(claims, &rotation).unwrap();
        let stranger = Stranger {
            did: genesis.did().unwrap(),
            log: Mutex::new(vec![genesis]),
            rotation,
        };
        self.tell(&stranger);
        stranger
    }

    /// Has the directory say of somebody what their operations say.
    fn tell(&self, stranger: &Stranger) {
        let mut elsewhere = self.elsewhere.lock().unwrap();
        let path = format!("/{}", stranger.did);
        elsewhere.says.remove(&format!("{path}/log/audit"));
        for operation in &*stranger.log.lock().unwrap() {
            elsewhere.take(&path, operation);
        }
    }

    /// Somebody of this community, whose repository the directory knows.
    async fn person(&self, name: &str, role: Role) -> Person {
        let new = NewMember {
            username: name.to_owned(),
            email: format!("{name}@mail.example"),
            password: PASSWORD.to_owned(),
            role,
        };
        let caller = Caller {
            account_id: self.social.create_member(new).await.unwrap(),
            role,
            via: Via::Console,
        };
        self.settle().await;
        let log_in = json!({ "identifier": name, "password": PASSWORD });
        let method = "com.atproto.server.createSession";
        let session = self.call("", method, log_in).await.done();
        let text = |name: &str| session[name].as_str().unwrap().to_owned();
        Person {
            did: text("did"),
            token: text("accessJwt"),
            caller,
        }
    }

    /// Does what is to be done until nothing is left.
    async fn settle(&self) {
        while self.at.do_chores().await.unwrap() {}
        while self.social.publish_step(&*self.at).await.unwrap() == social::journal::Progress::Moved
        {
        }
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            json: serde_json::from_slice(&body).unwrap_or(Value::Null),
            body: body.to_vec(),
        }
    }

    /// Calls a method with JSON; an empty token is nobody's.
    async fn call(&self, token: &str, method: &str, input: Value) -> Answer {
        let request =
            Request::post(format!("/xrpc/{method}")).header("content-type", "application/json");
        let body = Body::from(input.to_string());
        self.send(signed(request, token).body(body).unwrap()).await
    }

    /// Asks.
    async fn get(&self, token: &str, method: &str) -> Answer {
        let request = Request::get(format!("/xrpc/{method}"));
        self.send(signed(request, token).body(Body::empty()).unwrap())
            .await
    }
}

fn signed(request: http::request::Builder, token: &str) -> http::request::Builder {
    if token.is_empty() {
        return request;
    }
    request.header("authorization", format!("Bearer {token}"))
}

async fn community(clock: Arc<StepClock>) -> Social {
    let store = Store::open(&StoreConfig {
        target: Target::SqliteMemory,
        readers: 2,
    })
    .unwrap();
    store.migrate(|_| ()).await.unwrap();
    Social::new(SocialParts {
        store,
        clock,
        files: media::Files::in_memory(),
        server_key: ServerKey::from_bytes([7; 32]),
        base_url: "https://moot.example".parse().unwrap(),
        domain: Domain::parse("moot.example").unwrap(),
        mode: Mode::Development,
        limits: Limits::default(),
        id_clock: 1,
    })
}

/// Somebody of this community.
struct Person {
    did: String,
    token: String,
    caller: Caller,
}

/// Somebody elsewhere.
struct Stranger {
    did: Did,
    log: Mutex<Vec<Operation>>,
    rotation: Secp256k1Key,
}

impl Stranger {
    /// Changes what they say of themselves, which the directory is yet to be told.
    fn change(&self, change: impl FnOnce(&mut Claims)) {
        let mut log = self.log.lock().unwrap();
        let last = log.last().unwrap();
        let mut claims = last.state().unwrap();
        change(&mut claims);
        let next = Operation::update(claims, &last.cid().unwrap(), &self.rotation);
        log.push(next.unwrap());
    }

    /// Ends their name.
    fn end(&self) {
        let mut log = self.log.lock().unwrap();
        let last = log.last().unwrap().cid().unwrap();
        log.push(Operation::tombstone(&last, &self.rotation).unwrap());
    }
}
