//! A server of the network and a directory in one, which do what they are told, right or wrong.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use at_proto::car;
use at_proto::cid::Cid;
use at_proto::commit::Commit;
use at_proto::data::{self, Ipld};
use at_proto::firehose::{CommitEvent, Event};
use at_proto::plc::{Entry, Operation, State as PlcState};
use at_proto::repo::{self, Write};
use at_proto::syntax::{Datetime, Did, Handle, Tid};
use axum::extract::ws::{Message, WebSocketUpgrade};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use crypto::Secp256k1Key;
use crypto::multikey::did_key_secp256k1;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// A repository.
pub(super) struct Repo {
    pub(super) key: Secp256k1Key,
    rotation: Secp256k1Key,
    log: Vec<Entry>,
    blocks: BTreeMap<Cid, Vec<u8>>,
    records: BTreeMap<String, Cid>,
    head: Option<Commit>,
    /// Why it is not given out.
    status: Option<String>,
    /// What its lists leave out.
    unlisted: Vec<String>,
}

#[derive(Default)]
struct Inner {
    repos: BTreeMap<Did, Repo>,
    frames: Vec<Vec<u8>>,
    asked: Vec<String>,
    /// What is said to be done to members of others, the newest first.
    notices: Vec<String>,
}

/// The server.
#[derive(Clone)]
pub(super) struct Host {
    pub(super) url: String,
    inner: Arc<Mutex<Inner>>,
    news: watch::Sender<usize>,
    _serving: Arc<JoinSet<()>>,
}

fn did_key(key: &Secp256k1Key) -> String {
    did_key_secp256k1(&key.public_compressed())
}

impl Host {
    pub(super) async fn open() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mut serving = JoinSet::new();
        let (inner, news) = (Arc::<Mutex<Inner>>::default(), watch::channel(0).0);
        let shared = (Arc::clone(&inner), news.clone());
        let router = Router::new()
            .route("/{did}/log/audit", get(log))
            .route("/{did}", axum::routing::post(|| async { StatusCode::OK }))
            .route("/xrpc/com.atproto.sync.getRecord", get(record))
            .route("/xrpc/com.atproto.sync.getLatestCommit", get(latest))
            .route("/xrpc/com.atproto.sync.getRepoStatus", get(status))
            .route("/xrpc/com.atproto.repo.listRecords", get(records))
            .route(
                "/xrpc/app.bsky.notification.listNotifications",
                get(notices),
            )
            .route("/xrpc/com.atproto.sync.subscribeRepos", get(subscribe))
            .with_state(shared);
        serving.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            url,
            inner,
            news,
            _serving: Arc::new(serving),
        }
    }

    /// Somebody with this handle, whose repository is kept here, or is said to be kept there.
    pub(super) fn person(&self, handle: &str, pds: Option<&str>) -> Did {
        let (key, rotation) = (
            Secp256k1Key::generate().unwrap(),
            Secp256k1Key::generate().unwrap(),
        );
        let state = PlcState::of_account(
            &Handle::parse(handle).unwrap(),
            pds.unwrap_or(&self.url),
            &did_key(&key),
            vec![did_key(&rotation)],
        );
        let operation = Operation::genesis(state, &rotation).unwrap();
        let did = operation.did().unwrap();
        let repo = Repo {
            log: vec![entry(&did, operation, 1)],
            key,
            rotation,
            blocks: BTreeMap::new(),
            records: BTreeMap::new(),
            head: None,
            status: None,
            unlisted: Vec::new(),
        };
        self.inner.lock().unwrap().repos.insert(did.clone(), repo);
        did
    }

    /// Says that this was done to whoever asks; the last is the newest.
    pub(super) fn says(&self, uri: &str) {
        let mut inner = self.inner.lock().unwrap();
        inner.notices.insert(0, uri.to_owned());
    }

    /// Changes what the directory says of somebody.
    pub(super) fn change(&self, did: &Did, change: impl FnOnce(&mut PlcState)) {
        let mut inner = self.inner.lock().unwrap();
        let repo = inner.repos.get_mut(did).unwrap();
        let last = repo.log.last().unwrap();
        let mut state = last.operation.state().unwrap();
        change(&mut state);
        let next = Operation::update(state, &last.cid, &repo.rotation).unwrap();
        let at = repo.log.len() + 1;
        repo.log.push(entry(did, next, at));
    }

    /// Signs with another key from now on, which the directory is told or not.
    pub(super) fn change_key(&self, did: &Did) -> String {
        let key = Secp256k1Key::generate().unwrap();
        let public = did_key(&key);
        self.inner.lock().unwrap().repos.get_mut(did).unwrap().key = key;
        public
    }

    /// Writes records, and gives what is told of that.
    pub(super) fn write(&self, did: &Did, records: &[(&str, Option<Ipld>)]) -> CommitEvent {
        let mut inner = self.inner.lock().unwrap();
        let repo = inner.repos.get_mut(did).unwrap();
        let writes = records.iter().map(|(key, record)| Write {
            key: (*key).to_owned(),
            before: repo.records.get(*key).copied(),
            record: record.as_ref().map(|record| data::encode(record).unwrap()),
        });
        let last = repo.head.as_ref().map(|head| head.unsigned.rev);
        let rev = Tid::next(last, 1_700_000_000_000_000, 1);
        let root = repo.head.as_ref().map(|head| head.unsigned.data);
        let (writes, sign) = (writes.collect(), |bytes: &[u8]| repo.key.sign(bytes));
        let next = repo::next(&repo.blocks, root, (did, rev), writes, sign).unwrap();
        for op in &next.ops {
            match op.now {
                Some(cid) => repo.records.insert(op.key.clone(), cid),
                None => repo.records.remove(&op.key),
            };
        }
        let told = CommitEvent {
            did: did.clone(),
            commit: next.cid,
            rev,
            since: last,
            before: root.map(|_| next.before),
            ops: next.ops.clone(),
            blocks: next.blocks().unwrap(),
            time: "2023-11-14T22:13:20.000Z".to_owned(),
        };
        let fresh = next.fresh().map(|(cid, bytes)| (*cid, bytes.to_vec()));
        repo.blocks.extend(fresh);
        repo.head = Some(next.commit);
        told
    }

    /// Gives out nothing of somebody any more, for this reason, or everything again.
    pub(super) fn keep_back(&self, did: &Did, why: Option<&str>) {
        let mut inner = self.inner.lock().unwrap();
        inner.repos.get_mut(did).unwrap().status = why.map(str::to_owned);
    }

    /// Leaves a record out of all lists.
    pub(super) fn leave_out(&self, did: &Did, key: &str) {
        let mut inner = self.inner.lock().unwrap();
        let repo = inner.repos.get_mut(did).unwrap();
        repo.unlisted.push(key.to_owned());
    }

    /// Tells all who listen.
    pub(super) fn tell(&self, event: &Event) {
        let mut inner = self.inner.lock().unwrap();
        let seq = inner.frames.len() + 1;
        inner.frames.push(event.frame(i64::try_from(seq).unwrap()));
        self.news.send_replace(seq);
    }

    /// Writes records and tells all who listen.
    pub(super) fn publish(&self, did: &Did, records: &[(&str, Option<Ipld>)]) {
        self.tell(&Event::Commit(self.write(did, records)));
    }

    /// The name of a record.
    pub(super) fn cid(&self, did: &Did, key: &str) -> Cid {
        self.inner.lock().unwrap().repos[did].records[key]
    }

    /// What was asked for, as often as it was.
    pub(super) fn asked(&self, what: &str) -> usize {
        let inner = self.inner.lock().unwrap();
        inner
            .asked
            .iter()
            .filter(|asked| asked.contains(what))
            .count()
    }
}

fn entry(did: &Did, operation: Operation, at: usize) -> Entry {
    Entry {
        did: did.clone(),
        cid: operation.cid().unwrap(),
        operation,
        nullified: false,
        created_at: Datetime::parse(&format!("2023-01-01T00:00:{at:02}.000Z")).unwrap(),
    }
}

type Shared = State<(Arc<Mutex<Inner>>, watch::Sender<usize>)>;
type Asked = Query<BTreeMap<String, String>>;

/// Answers about the repository that was asked for.
fn of(
    inner: &Arc<Mutex<Inner>>,
    did: &str,
    what: &str,
    answer: impl FnOnce(&Repo) -> Option<Response>,
) -> Response {
    let mut inner = inner.lock().unwrap();
    inner.asked.push(format!("{what} {did}"));
    let did = Did::parse(did).unwrap();
    let given = |repo: &&Repo| repo.status.is_none() || what == "log" || what == "status";
    let found = inner.repos.get(&did).filter(given).and_then(answer);
    let nothing = || (StatusCode::BAD_REQUEST, Json(json!({"error": "NotFound"})));
    found.unwrap_or_else(|| nothing().into_response())
}

async fn log(State((inner, _)): Shared, Path(did): Path<String>) -> Response {
    of(&inner, &did, "log", |repo| {
        Some(Json(&repo.log).into_response())
    })
}

async fn record(State((inner, _)): Shared, Query(asked): Asked) -> Response {
    let key = format!("{}/{}", asked["collection"], asked["rkey"]);
    of(&inner, &asked["did"], &key, |repo| {
        let head = repo.head.as_ref()?;
        let commit = head.bytes();
        let cid = Cid::of_cbor(&commit);
        let mut out = car::header(&cid);
        car::put_block(&mut out, &cid, &commit);
        for (cid, bytes) in &repo.blocks {
            car::put_block(&mut out, cid, bytes);
        }
        Some(out.into_response())
    })
}

async fn latest(State((inner, _)): Shared, Query(asked): Asked) -> Response {
    of(&inner, &asked["did"], "latest", |repo| {
        let head = repo.head.as_ref()?;
        let cid = Cid::of_cbor(&head.bytes()).to_string();
        Some(Json(json!({ "cid": cid, "rev": head.unsigned.rev.as_str() })).into_response())
    })
}

async fn notices(State((inner, _)): Shared, headers: HeaderMap) -> Response {
    if !headers.contains_key("authorization") {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let mut inner = inner.lock().unwrap();
    inner.asked.push("notices".to_owned());
    let notices: Vec<_> = inner
        .notices
        .iter()
        .map(|uri| json!({ "uri": uri }))
        .collect();
    Json(json!({ "notifications": notices })).into_response()
}

async fn status(State((inner, _)): Shared, Query(asked): Asked) -> Response {
    of(&inner, &asked["did"], "status", |repo| {
        let did = &asked["did"];
        Some(match &repo.status {
            None => Json(json!({ "did": did, "active": true })).into_response(),
            Some(why) => {
                Json(json!({ "did": did, "active": false, "status": why })).into_response()
            }
        })
    })
}

async fn records(State((inner, _)): Shared, Query(asked): Asked) -> Response {
    let (did, collection) = (&asked["repo"], format!("{}/", asked["collection"]));
    of(&inner, did, &format!("list {collection}"), |repo| {
        let of_kind = repo.records.iter().rev();
        let is_listed = |key: &str| !repo.unlisted.iter().any(|unlisted| unlisted == key);
        let of_kind = of_kind.filter(|(key, _)| key.starts_with(&collection) && is_listed(key));
        let rows = of_kind.map(|(key, cid)| {
            let record = data::decode(&repo.blocks[cid]).unwrap();
            json!({
                "uri": format!("at://{did}/{key}"),
                "cid": cid.to_string(),
                "value": data::to_json(&record),
            })
        });
        let rows: Vec<_> = rows.collect();
        Some(Json(json!({ "records": rows })).into_response())
    })
}

async fn subscribe(
    State((inner, news)): Shared,
    Query(asked): Asked,
    upgrade: WebSocketUpgrade,
) -> Response {
    let mut news = news.subscribe();
    inner.lock().unwrap().asked.push("subscribe".to_owned());
    upgrade.on_upgrade(async move |mut socket| {
        let now = inner.lock().unwrap().frames.len();
        let cursor = asked.get("cursor").map(|cursor| cursor.parse().unwrap());
        let mut next: usize = cursor.unwrap_or(now);
        loop {
            let frames = inner.lock().unwrap().frames[next..].to_vec();
            for frame in frames {
                next += 1;
                if socket.send(Message::Binary(frame.into())).await.is_err() {
                    return;
                }
            }
            if news.changed().await.is_err() {
                return;
            }
        }
    })
}
