//! Somebody else's server: it shows what it is told to show, keeps what it gets, and forges what it is told to forge.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use ap_proto::activity::{Activity, ActivityKind, ObjectRef};
use ap_proto::actor::{Actor, ActorKind};
use ap_proto::build::document;
use ap_proto::key::{ActorKey, PublicKey};
use ap_proto::signature::{Outgoing, Scheme, Signer, sign_cavage, sign_rfc9421};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use crypto::{Ed25519Key, RsaKey};
use http::{HeaderMap, Method, StatusCode, Uri, header};
use jiff::Timestamp;
use serde_json::{Value, json};
use social::Clock;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use url::Url;

use crate::support::{Answer, Home};

pub(crate) const ACTIVITY: &str = "application/activity+json";
pub(crate) const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

/// Something delivered to a peer.
#[derive(Debug, Clone)]
pub(crate) struct Delivered {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

#[derive(Debug, Default)]
struct Shelf {
    documents: HashMap<String, (u16, String, String)>,
    delivered: Vec<Delivered>,
    asked: Vec<(String, HeaderMap)>,
    /// Answers to deliveries, in order; 202 when there are none left.
    answers: Vec<u16>,
    /// Refuses requests signed in another way.
    only: Option<Scheme>,
}

/// A server.
pub(crate) struct Peer {
    pub(crate) base: String,
    shelf: Arc<Mutex<Shelf>>,
    _tasks: JoinSet<()>,
}

async fn answer(
    State(shelf): State<Arc<Mutex<Shelf>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut shelf = shelf.lock().unwrap();
    let path = uri
        .path_and_query()
        .map_or("/", |path| path.as_str())
        .to_owned();
    let scheme = if headers.contains_key("signature-input") {
        Scheme::Rfc9421
    } else {
        Scheme::Cavage
    };
    let is_refused =
        headers.contains_key("signature") && shelf.only.is_some_and(|only| only != scheme);
    if is_refused {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    if method == Method::POST {
        let body = serde_json::from_slice(&body).unwrap_or_default();
        shelf.delivered.push(Delivered {
            path,
            headers,
            body,
        });
        let status = if shelf.answers.is_empty() {
            202
        } else {
            shelf.answers.remove(0)
        };
        return StatusCode::from_u16(status).unwrap().into_response();
    }
    shelf.asked.push((path.clone(), headers));
    match shelf.documents.get(&path) {
        Some((status, kind, body)) => {
            let status = StatusCode::from_u16(*status).unwrap();
            (status, [(header::CONTENT_TYPE, kind.clone())], body.clone()).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

impl Peer {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
            .await
            .unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let shelf = Arc::new(Mutex::new(Shelf::default()));
        let router = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&shelf));
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            base,
            shelf,
            _tasks: tasks,
        }
    }

    pub(crate) fn host(&self) -> &str {
        self.base.trim_start_matches("http://")
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Shows something at a path.
    pub(crate) fn serve(&self, path: &str, status: u16, kind: &str, body: &str) {
        let shown = (status, kind.to_owned(), body.to_owned());
        self.shelf
            .lock()
            .unwrap()
            .documents
            .insert(path.to_owned(), shown);
    }

    /// Shows an ActivityPub document at a path.
    pub(crate) fn publish(&self, path: &str, value: &Value) {
        self.serve(path, 200, ACTIVITY, &value.to_string());
    }

    pub(crate) fn remove(&self, path: &str, status: u16) {
        self.serve(path, status, "text/plain", "");
    }

    pub(crate) fn answer_deliveries(&self, answers: &[u16]) {
        self.shelf.lock().unwrap().answers = answers.to_vec();
    }

    pub(crate) fn accept_only(&self, scheme: Scheme) {
        self.shelf.lock().unwrap().only = Some(scheme);
    }

    pub(crate) fn delivered(&self) -> Vec<Delivered> {
        self.shelf.lock().unwrap().delivered.clone()
    }

    /// What was delivered of a type.
    pub(crate) fn delivered_of(&self, kind: &str) -> Vec<Value> {
        let all = self.delivered();
        all.into_iter()
            .map(|one| one.body)
            .filter(|body| body["type"] == kind)
            .collect()
    }

    /// How often a path was asked for.
    pub(crate) fn asked(&self, path: &str) -> usize {
        self.shelf
            .lock()
            .unwrap()
            .asked
            .iter()
            .filter(|(asked, _)| asked == path)
            .count()
    }

    pub(crate) fn headers_of(&self, path: &str) -> HeaderMap {
        let shelf = self.shelf.lock().unwrap();
        let found = shelf.asked.iter().rev().find(|(asked, _)| asked == path);
        found
            .map(|(_, headers)| headers.clone())
            .unwrap_or_default()
    }

    /// Somebody with an account there, found by WebFinger.
    pub(crate) fn person(&self, name: &str) -> Person {
        let person = Person {
            id: self.url(&format!("/users/{name}")),
            name: name.to_owned(),
            rsa: RsaKey::generate().unwrap(),
            ed25519: Ed25519Key::generate().unwrap(),
        };
        self.publish(&format!("/users/{name}"), &person.actor());
        self.finger(name, self.host(), &person.id);
        person
    }

    /// Makes WebFinger say that `name@host` is an actor.
    pub(crate) fn finger(&self, name: &str, host: &str, actor: &str) {
        let jrd = json!({
            "subject": format!("acct:{name}@{host}"),
            "links": [{"rel": "self", "type": ACTIVITY, "href": actor}],
        });
        self.serve(
            &self.finger_path(name),
            200,
            "application/jrd+json",
            &jrd.to_string(),
        );
    }

    pub(crate) fn finger_path(&self, name: &str) -> String {
        let host = self.host().replace(':', "%3A");
        format!("/.well-known/webfinger?resource=acct%3A{name}%40{host}")
    }
}

/// Somebody at a peer.
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) rsa: RsaKey,
    pub(crate) ed25519: Ed25519Key,
}

impl Person {
    pub(crate) fn key_id(&self) -> String {
        format!("{}#main-key", self.id)
    }

    pub(crate) fn followers(&self) -> String {
        format!("{}/followers", self.id)
    }

    fn base(&self) -> &str {
        self.id.rsplit_once("/users/").unwrap().0
    }

    /// The actor's document.
    pub(crate) fn actor(&self) -> Value {
        let rsa = PublicKey::Rsa(self.rsa.public_spki_der());
        let ed25519 = PublicKey::Ed25519(self.ed25519.public());
        let key = |id: &str, key| ActorKey {
            id: format!("{}#{id}", self.id),
            owner: self.id.clone(),
            key,
        };
        let actor = Actor {
            preferred_username: Some(self.name.clone()),
            name: Some(self.name.to_uppercase()),
            followers: Some(self.followers()),
            shared_inbox: Some(format!("{}/inbox", self.base())),
            keys: vec![key("main-key", rsa), key("ed25519-key", ed25519)],
            ..Actor::new(ActorKind::Person, &self.id, &format!("{}/inbox", self.id))
        };
        document(actor.to_value())
    }

    /// An activity of this person's, with an id of its own.
    pub(crate) fn activity(&self, kind: ActivityKind, number: u32, object: ObjectRef) -> Value {
        let id = format!("{}/activities/{number}", self.base());
        document(Activity::new(kind, &id, &self.id, object).to_value())
    }

    pub(crate) fn about(&self, kind: ActivityKind, number: u32, object: &str) -> Value {
        self.activity(kind, number, ObjectRef::Uri(object.to_owned()))
    }

    /// A public note of this person's.
    pub(crate) fn note(&self, number: u32, text: &str) -> Value {
        json!({
            "id": format!("{}/notes/{number}", self.base()), "type": "Note", "attributedTo": self.id,
            "content": format!("<p>{text}</p>"), "published": "2027-01-15T07:00:00Z",
            "to": [PUBLIC], "cc": [self.followers()],
        })
    }

    /// The Create of a note.
    pub(crate) fn create(&self, number: u32, note: &Value) -> Value {
        let mut create = self.activity(
            ActivityKind::Create,
            number,
            ObjectRef::Inline(note.clone()),
        );
        create["to"] = note["to"].clone();
        create["cc"] = note["cc"].clone();
        create
    }

    /// The headers that sign a request.
    pub(crate) fn sign(
        &self,
        scheme: Scheme,
        method: &Method,
        url: &str,
        body: Option<&[u8]>,
        now: Timestamp,
    ) -> HeaderMap {
        let (target, key_id) = (Url::parse(url).unwrap(), self.key_id());
        let request = Outgoing {
            method,
            target: &target,
            body: body.map(|body| (body, ACTIVITY)),
            header: None,
        };
        let signer = Signer {
            key_id: &key_id,
            key: &self.rsa,
        };
        match scheme {
            Scheme::Cavage => sign_cavage(&request, &signer, now),
            Scheme::Rfc9421 => sign_rfc9421(&request, &signer, now),
        }
        .unwrap()
    }

    /// The headers that sign a delivery to a server of ours, now.
    pub(crate) fn sign_for(
        &self,
        home: &Home,
        scheme: Scheme,
        path: &str,
        body: &[u8],
    ) -> HeaderMap {
        self.sign(
            scheme,
            &Method::POST,
            &format!("{}{path}", home.base),
            Some(body),
            now(home),
        )
    }

    /// Delivers to the shared inbox of a server of ours.
    pub(crate) async fn deliver(&self, home: &Home, activity: &Value) -> Answer {
        self.deliver_by(home, Scheme::Rfc9421, activity).await
    }

    pub(crate) async fn deliver_by(&self, home: &Home, scheme: Scheme, activity: &Value) -> Answer {
        let body = activity.to_string().into_bytes();
        let headers = self.sign_for(home, scheme, "/ap/inbox", &body);
        home.ask(Method::POST, "/ap/inbox", headers, body).await
    }

    /// A signed GET.
    pub(crate) async fn get(&self, home: &Home, path: &str) -> Answer {
        let url = format!("{}{path}", home.base);
        let mut headers = self.sign(Scheme::Rfc9421, &Method::GET, &url, None, now(home));
        headers.insert(header::ACCEPT, ACTIVITY.parse().unwrap());
        home.ask(Method::GET, path, headers, Vec::new()).await
    }

    /// With this person's own proof.
    pub(crate) fn prove(&self, home: &Home, activity: Value) -> Value {
        let key_id = format!("{}#ed25519-key", self.id);
        ap_proto::proof::sign(activity, &self.ed25519, &key_id, now(home)).unwrap()
    }
}

/// The time at a server of ours.
pub(crate) fn now(home: &Home) -> Timestamp {
    Timestamp::from_microsecond(home.clock.now().micros()).unwrap()
}
