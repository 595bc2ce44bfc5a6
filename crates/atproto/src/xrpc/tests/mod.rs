//! A community behind all its methods, and one server elsewhere that is a directory of names and what shows apps the
//! network in one, and answers what it is told to.

mod admin;
mod fresh;
mod identity;
mod rates;
mod staff;
mod writing;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use at_proto::plc::{Operation, State as Claims};
use at_proto::syntax::{Did, Handle};
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use crypto::Secp256k1Key;
use crypto::multikey::did_key_secp256k1;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use infra::fetch::TextTable;
use serde_json::{Value, json};
use social::caller::Role;
use social::{Caller, Mode, Social};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::testing::{self, Answer, PASSWORD, StepClock, community};
use crate::{AtConfig, AtProto, Upstream};

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
        let (clock, store) = (StepClock::new(), testing::store().await);
        let social = community(store, &clock, Mode::Development, "https://moot.example");
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
        let at = Arc::new(AtProto::new(social.clone(), testing::door(texts), config));
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
        self.clock.pass(span);
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
        let caller = testing::member(&self.social, name, role).await;
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

    /// Calls a method with JSON; an empty token is nobody's.
    async fn call(&self, token: &str, method: &str, input: Value) -> Answer {
        testing::call(&self.router, token, method, &input).await
    }

    /// Asks.
    async fn get(&self, token: &str, method: &str) -> Answer {
        testing::get(&self.router, token, method).await
    }
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
