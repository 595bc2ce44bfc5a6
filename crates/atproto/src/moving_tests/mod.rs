//! Accounts that come and go, with a directory of names on this machine.

mod arriving;
mod hostile;
mod leaving;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use at_proto::car;
use at_proto::cid::Cid;
use at_proto::commit::Unsigned;
use at_proto::data::{encode, record_from_json};
use at_proto::jose::NewServiceAuth;
use at_proto::mst;
use at_proto::plc::{Operation, State, parse_log, validate};
use at_proto::syntax::{Did, Handle, Nsid, Tid};
use axum::extract::{Path, State as Held};
use axum::routing::{get, post};
use axum::{Json, Router};
use crypto::Secp256k1Key;
use crypto::multikey::did_key_secp256k1;
use http::StatusCode;
use infra::fetch::{Door, DoorConfig, LoopbackPolicy};
use model::Time;
use serde_json::{Value, json};
use social::caller::Role;
use social::community::{CommunityUpdate, Registration};
use social::{Caller, Mode, Social};
use store::Store;
use tokio::sync::watch;

use crate::testing::{self, Answer, PASSWORD, StepClock, community};
use crate::{AtConfig, AtProto, ImportLimits};

const DID_KEY: fn([u8; 33]) -> String = |key| did_key_secp256k1(&key);

/// What a directory remembers: the log of each name.
type Logs = Arc<Mutex<BTreeMap<String, Vec<Value>>>>;

/// A directory that takes what it may take.
async fn directory() -> String {
    let logs = Logs::default();
    let router = Router::new()
        .route("/{did}", post(take))
        .route("/{did}/log/audit", get(audit))
        .with_state(logs);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    #[expect(
        clippy::disallowed_methods,
        reason = "it ends with the test that it belongs to"
    )]
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

async fn take(
    Held(logs): Held<Logs>,
    Path(did): Path<String>,
    Json(operation): Json<Value>,
) -> StatusCode {
    let mut logs = logs.lock().unwrap();
    let mut log = logs.get(&did).cloned().unwrap_or_default();
    let Ok(read) = serde_json::from_value::<Operation>(operation.clone()) else {
        return StatusCode::BAD_REQUEST;
    };
    let at = 1_700_000_000 + i64::try_from(log.len()).unwrap();
    log.push(json!({
        "did": did,
        "operation": operation,
        "cid": read.cid().unwrap(),
        "nullified": false,
        "createdAt": Time::from_seconds(at).to_string(),
    }));
    let name = Did::parse(&did).unwrap();
    let entries = parse_log(json!(log).to_string().as_bytes());
    if entries.is_ok_and(|entries| validate(&name, &entries).is_ok()) {
        logs.insert(did, log);
        StatusCode::OK
    } else {
        StatusCode::BAD_REQUEST
    }
}

async fn audit(Held(logs): Held<Logs>, Path(did): Path<String>) -> Result<Json<Value>, StatusCode> {
    let log = logs.lock().unwrap().get(&did).cloned();
    log.map(|log| Json(json!(log))).ok_or(StatusCode::NOT_FOUND)
}

/// A community at an address.
fn social_at(store: Store, url: &str) -> Social {
    community(store, &StepClock::at(1_700_000_100), Mode::Production, url)
}

/// A community on the network, and the directory.
struct World {
    store: Store,
    social: Social,
    at: Arc<AtProto>,
    router: Router,
    directory: String,
    door: Arc<Door>,
    _stop: watch::Sender<bool>,
}

impl World {
    async fn new() -> Self {
        Self::with(ImportLimits::default()).await
    }

    async fn with(imports: ImportLimits) -> Self {
        let store = testing::store().await;
        let social = social_at(store.clone(), "https://moot.example");
        let mut config = DoorConfig::new("tests");
        config.loopback = LoopbackPolicy::DevelopmentOnly;
        let door = Arc::new(Door::new(config).unwrap());
        let directory = directory().await;
        let settings = AtConfig {
            plc_url: directory.clone(),
            relays: Vec::new(),
            app_view: None,
            imports,
            ..AtConfig::public("moot.example")
        };
        let at = Arc::new(AtProto::new(social.clone(), Arc::clone(&door), settings));
        let network: Arc<dyn social::Network> = at.clone();
        social.connect(vec![network]);
        let (stop, stopping) = watch::channel(false);
        let router = Arc::clone(&at).router(stopping);
        let world = Self {
            store,
            social,
            at,
            router,
            directory,
            door,
            _stop: stop,
        };
        world.open_doors().await;
        world
    }

    /// Everybody may join.
    async fn open_doors(&self) {
        let host = self.staff("landlady", Role::Admin).await;
        let update = CommunityUpdate {
            registration: Some(Registration::Open),
            ..CommunityUpdate::default()
        };
        self.social.update_community(&host, update).await.unwrap();
    }

    async fn staff(&self, name: &str, role: Role) -> Caller {
        testing::member(&self.social, name, role).await
    }

    /// Calls a method with JSON, or with nothing when that is null.
    async fn call(&self, token: &str, method: &str, input: Value) -> Answer {
        testing::call(&self.router, token, method, &input).await
    }

    async fn post(&self, token: &str, method: &str, kind: &str, body: Vec<u8>) -> Answer {
        testing::post(&self.router, token, method, (kind, body)).await
    }

    /// Asks; an empty token is nobody's.
    async fn get(&self, token: &str, method: &str) -> Answer {
        testing::get(&self.router, token, method).await
    }

    /// Does what is to be done until nothing is left.
    async fn settle(&self) {
        for _ in 0..50 {
            if !self.at.do_chores().await.unwrap() {
                return;
            }
        }
        panic!("chores without an end");
    }

    /// What the directory says of a name.
    async fn claims(&self, did: &str) -> State {
        let did = Did::parse(did).unwrap();
        self.at.audit(&did).await.unwrap().state.unwrap()
    }

    async fn tell(&self, did: &Did, operation: &Operation) {
        let body = serde_json::to_string(operation).unwrap();
        let cid = operation.cid().unwrap();
        self.at.submit(did, &body, &cid).await.unwrap();
    }

    /// Kinds of the events that were told.
    async fn events(&self) -> usize {
        self.social.repo_events_after(0).await.unwrap().len()
    }
}

/// Somebody of another server.
struct Stranger {
    did: Did,
    signing: Secp256k1Key,
    rotation: Secp256k1Key,
    genesis: Operation,
}

impl Stranger {
    async fn new(world: &World, handle: &str) -> Self {
        let (signing, rotation) = (
            Secp256k1Key::generate().unwrap(),
            Secp256k1Key::generate().unwrap(),
        );
        let state = State::of_account(
            &Handle::parse(handle).unwrap(),
            "https://old.example",
            &DID_KEY(signing.public_compressed()),
            vec![DID_KEY(rotation.public_compressed())],
        );
        let genesis = Operation::genesis(state, &rotation).unwrap();
        let did = genesis.did().unwrap();
        world.tell(&did, &genesis).await;
        Self {
            did,
            signing,
            rotation,
            genesis,
        }
    }

    /// What their server says, so that they may join another one.
    fn letter(&self, world: &World) -> String {
        let now = world.social.now().micros() / 1_000_000;
        let method = Nsid::parse("com.atproto.server.createAccount").unwrap();
        let letter = NewServiceAuth {
            issuer: &self.did,
            audience: "did:web:moot.example",
            method: Some(&method),
            now,
            expires: now + 60,
        };
        letter.sign(&self.signing).unwrap()
    }

    /// Joins, and gives the token of the log-in.
    async fn join(&self, world: &World, handle: &str) -> Answer {
        let form = json!({
            "did": self.did.as_str(),
            "handle": handle,
            "email": format!("{handle}@mail.example"),
            "password": PASSWORD,
        });
        let method = "com.atproto.server.createAccount";
        world.call(&self.letter(world), method, form).await
    }

    /// A repository of these records, as their server gives it.
    fn repository(&self, records: &[(&str, Value)]) -> Vec<u8> {
        let mut all: Vec<(String, Cid)> = Vec::new();
        let mut blocks = Vec::new();
        for (key, record) in records {
            let bytes = encode(&record_from_json(record).unwrap()).unwrap();
            let cid = Cid::of_cbor(&bytes);
            all.push(((*key).to_owned(), cid));
            blocks.push((cid, bytes));
        }
        all.sort();
        let (root, nodes) = mst::build(&all).unwrap();
        blocks.extend(nodes);
        self.file(root, &blocks)
    }

    /// A file with a commit of this tree and these blocks.
    fn file(&self, tree: Cid, blocks: &[(Cid, Vec<u8>)]) -> Vec<u8> {
        let unsigned = Unsigned {
            did: self.did.clone(),
            data: tree,
            rev: Tid::parse("3jzfcijpj2z2a").unwrap(),
        };
        let signature = self.signing.sign(&unsigned.bytes());
        let commit = unsigned.signed(&signature).bytes();
        let root = Cid::of_cbor(&commit);
        let mut file = car::header(&root);
        car::put_block(&mut file, &root, &commit);
        for (cid, bytes) in blocks {
            car::put_block(&mut file, cid, bytes);
        }
        file
    }
}

const IMPORT: &str = "com.atproto.repo.importRepo";
const CAR: &str = "application/vnd.ipld.car";
const POST: &str = "app.bsky.feed.post";

fn post_record(text: &str, at: &str) -> Value {
    json!({ "$type": POST, "text": text, "createdAt": at })
}

/// A picture of one point.
fn picture() -> Vec<u8> {
    data_encoding::BASE64
        .decode(
            b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
        )
        .unwrap()
}
