//! Another server of the Fediverse, that does what a test says and writes down what it is told.

mod actor;
mod forged;
mod signed;
mod site;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ap_proto::media_type::ACTIVITY_JSON;
use ap_proto::signature::Scheme;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use infra::fetch::{Lookup, LookupFuture};
use serde_json::Value;
use tokio::task::JoinSet;

use crate::TestClock;
use crate::world::serve;

pub use actor::Actor;
pub use signed::Signed;
use site::{Answer, Site};

/// The other server. It answers every host name that leads to it, each with documents of its own.
#[derive(Debug)]
pub struct Peer {
    host: String,
    port: u16,
    clock: Arc<TestClock>,
    site: Arc<Mutex<Site>>,
    /// Ends with the peer.
    _tasks: JoinSet<()>,
}

/// Something that was delivered to a peer.
#[derive(Debug, Clone)]
pub struct Received {
    /// Where to.
    pub url: String,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

impl Received {
    /// The body as JSON; null if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// How it is signed.
    pub fn scheme(&self) -> Scheme {
        site::scheme_of(&self.headers)
    }
}

impl Peer {
    /// A peer without anything, at a free port of this machine. The clock dates its signatures.
    pub async fn start(clock: &Arc<TestClock>) -> Self {
        let listener = serve::free_port().await;
        let address = serve::address(&listener);
        let site = Arc::new(Mutex::new(Site::default()));
        let mut tasks = JoinSet::new();
        tasks.spawn(serve::serve(listener, site::router(Arc::clone(&site))));
        Self {
            host: address.to_string(),
            port: address.port(),
            clock: Arc::clone(clock),
            site,
            _tasks: tasks,
        }
    }

    /// Its host and port.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// An absolute URL of one of its paths.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.host)
    }

    /// The host and port of another of its names. Only a world with the lookup [`Local`] finds it.
    pub fn host_of(&self, name: &str) -> String {
        format!("{name}.localhost:{}", self.port)
    }

    /// Shows a document at a URL, as ActivityPub.
    pub fn show(&self, url: &str, document: &Value) {
        self.show_as(url, ACTIVITY_JSON, document.to_string());
    }

    /// Shows a document at a URL to those who say a word (`Authorization: Bearer`).
    pub fn show_for(&self, url: &str, word: &str, document: &Value) {
        let answer = Answer::new(StatusCode::OK)
            .with_body(ACTIVITY_JSON, document.to_string().into())
            .for_word(word);
        self.site().answers.insert(normal(url), answer);
    }

    /// Shows anything at a URL.
    pub fn show_as(&self, url: &str, content_type: &str, body: impl Into<Bytes>) {
        let answer = Answer::new(StatusCode::OK).with_body(content_type, body.into());
        self.site().answers.insert(normal(url), answer);
    }

    /// Answers with a bare status at a URL.
    pub fn show_status(&self, url: &str, status: StatusCode) {
        let answer = Answer::new(status);
        self.site().answers.insert(normal(url), answer);
    }

    /// Sends whoever asks for a URL to another.
    pub fn redirect(&self, url: &str, to: &str) {
        let answer = Answer::new(StatusCode::FOUND).with_location(to);
        self.site().answers.insert(normal(url), answer);
    }

    /// What WebFinger answers for `acct:name@host`.
    pub fn show_finger(&self, acct: &str, jrd: &Value) {
        self.site().fingers.insert(acct.to_owned(), jrd.clone());
    }

    /// Answers deliveries with this status from now on.
    pub fn answer_deliveries(&self, status: StatusCode) {
        self.site().delivery_status = status;
    }

    /// Understands only one kind of signatures on deliveries; the other gets 401.
    pub fn understand_only(&self, scheme: Scheme) {
        self.site().understands = Some(scheme);
    }

    /// What was delivered here, in order.
    pub fn received(&self) -> Vec<Received> {
        self.site().received.clone()
    }

    /// How often a URL was asked for.
    pub fn asked(&self, url: &str) -> usize {
        self.site()
            .asked
            .get(&normal(url))
            .copied()
            .unwrap_or_default()
    }

    /// How often anything was asked for.
    pub fn asked_at_all(&self) -> usize {
        self.site().asked.values().sum()
    }

    /// An honest actor of this name: shown at its own id, known to WebFinger.
    pub fn actor(&self, username: &str) -> Actor {
        self.actor_at(&self.host, username)
    }

    /// The same under another host name of this peer.
    pub fn actor_at(&self, host: &str, username: &str) -> Actor {
        self.actor_as(&format!("http://{host}/users/{username}"), username)
    }

    /// An honest actor at any URL that leads here.
    pub fn actor_as(&self, uri: &str, username: &str) -> Actor {
        let actor = Actor::new(uri, username, &self.clock);
        self.show(&actor.uri, &actor.document());
        self.show_finger(&format!("acct:{}", actor.acct()), &actor.jrd());
        actor
    }

    /// Shows nothing any more.
    pub fn forget(&self) {
        let mut site = self.site();
        site.answers.clear();
        site.fingers.clear();
    }

    fn site(&self) -> MutexGuard<'_, Site> {
        self.site.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A URL as it is asked for.
fn normal(url: &str) -> String {
    url::Url::parse(url).map_or_else(|_| url.to_owned(), String::from)
}

/// A name service that knows only this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct Local;

impl Lookup for Local {
    fn lookup(&self, _: &str) -> LookupFuture {
        let here = std::net::Ipv4Addr::LOCALHOST.into();
        Box::pin(std::future::ready(Ok(vec![here])))
    }
}
