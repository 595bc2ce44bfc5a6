//! Servers of others: one listener for all addresses of this machine (`127.0.0.0/8`), so that each has a name of its own.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use anyhow::{Context as _, Result};
use ap_proto::signature::{Outgoing, Signer, sign_rfc9421};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use crypto::RsaKey;
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use url::Url;

use crate::load::Connection;

/// Keys are shared by many actors: making one takes a tenth of a second.
const KEYS: usize = 20;

/// Somebody elsewhere.
#[derive(Debug, Clone)]
pub(super) struct Actor {
    /// Of their server: an address and a port.
    pub(super) host: String,
    pub(super) number: usize,
}

impl Actor {
    pub(super) fn id(&self) -> String {
        format!("http://{}/users/{}", self.host, self.number)
    }

    fn key_id(&self) -> String {
        format!("{}#main-key", self.id())
    }
}

/// All servers.
#[derive(Clone)]
pub(super) struct Hosts(Arc<Inner>);

struct Inner {
    keys: Vec<RsaKey>,
    /// When each server was first told of an activity, by its object and the server.
    told: Mutex<HashMap<(String, String), Instant>>,
    /// Those that take what comes and never answer.
    silent: Mutex<HashSet<String>>,
    /// Whether follows are answered.
    accepts: bool,
}

impl Hosts {
    pub(super) fn new(accepts: bool) -> Result<Self> {
        let keys = (0..KEYS).map(|_| RsaKey::generate());
        Ok(Self(Arc::new(Inner {
            keys: keys.collect::<Result<_, _>>()?,
            told: Mutex::default(),
            silent: Mutex::default(),
            accepts,
        })))
    }

    /// Begins to answer on a port of all addresses.
    pub(super) async fn open(&self) -> Result<(u16, JoinHandle<()>)> {
        let listener = tokio::net::TcpListener::bind("0.0.0.0:0").await?;
        let port = listener.local_addr()?.port();
        let router = Router::new().fallback(answer).with_state(self.clone());
        let serving = tokio::spawn(async move {
            let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
                let _ = stream.set_nodelay(true);
            });
            // Only a listener that breaks ends it.
            let _ = axum::serve(listener, router).await;
        });
        Ok((port, serving))
    }

    /// The name of a server of a port.
    pub(super) fn host(number: usize, port: u16) -> String {
        format!("127.1.{}.{}:{port}", number / 250, number % 250 + 1)
    }

    /// From now on these never answer.
    pub(super) fn silence(&self, hosts: impl IntoIterator<Item = String>) {
        let mut silent = self.0.silent.lock().unwrap_or_else(PoisonError::into_inner);
        silent.extend(hosts);
    }

    /// When servers were told of an object.
    pub(super) fn told(&self, object: &str) -> HashMap<String, Instant> {
        let told = self.0.told.lock().unwrap_or_else(PoisonError::into_inner);
        let of_it = told.iter().filter(|((what, _), _)| what == object);
        of_it.map(|((_, host), at)| (host.clone(), *at)).collect()
    }

    /// A signed delivery, as bytes on a line.
    pub(super) fn delivery(&self, by: &Actor, to: &str, body: &Value) -> Result<Vec<u8>> {
        let (target, body) = (Url::parse(to)?, body.to_string());
        let key = self.0.keys.get(by.number % KEYS).context("no key")?;
        let key_id = by.key_id();
        let outgoing = Outgoing {
            method: &Method::POST,
            target: &target,
            body: Some((body.as_bytes(), "application/activity+json")),
            header: None,
        };
        let signer = Signer {
            key_id: &key_id,
            key,
        };
        let headers = sign_rfc9421(&outgoing, &signer, Timestamp::now())?;
        let authority = target.authority();
        let mut bytes = format!("POST {} HTTP/1.1\r\nhost: {authority}\r\n", target.path());
        for (name, value) in &headers {
            write!(bytes, "{name}: {}\r\n", value.to_str()?)?;
        }
        write!(bytes, "content-length: {}\r\n\r\n{body}", body.len())?;
        Ok(bytes.into_bytes())
    }

    /// What an actor is.
    fn actor(&self, host: &str, number: usize) -> Option<Value> {
        let actor = Actor {
            host: host.to_owned(),
            number,
        };
        let key = self.0.keys.get(number % KEYS)?;
        let id = actor.id();
        Some(json!({
            "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
            "id": id,
            "type": "Person",
            "preferredUsername": format!("user{number}"),
            "name": format!("User {number}"),
            "inbox": format!("{id}/inbox"),
            "outbox": format!("{id}/outbox"),
            "followers": format!("{id}/followers"),
            "following": format!("{id}/following"),
            "endpoints": { "sharedInbox": format!("http://{host}/inbox") },
            "publicKey": {
                "id": actor.key_id(),
                "owner": id,
                "publicKeyPem": crypto::public_key_pem(&key.public_spki_der()),
            },
        }))
    }

    fn take(&self, host: &str, body: &Bytes) -> Option<()> {
        let now = Instant::now();
        let activity: Value = serde_json::from_slice(body).ok()?;
        let object = activity.get("object")?;
        match activity.get("type")?.as_str()? {
            "Create" => {
                let id = object.get("id")?.as_str()?.to_owned();
                let mut told = self.0.told.lock().unwrap_or_else(PoisonError::into_inner);
                told.entry((id, host.to_owned())).or_insert(now);
            }
            "Follow" if self.0.accepts => {
                let followee = Url::parse(object.as_str()?).ok()?;
                let number = followee.path().rsplit('/').next()?.parse().ok()?;
                let by = Actor {
                    host: host.to_owned(),
                    number,
                };
                let hosts = self.clone();
                tokio::spawn(async move { hosts.accept(by, activity).await });
            }
            _ => {}
        }
        Some(())
    }

    async fn accept(&self, by: Actor, follow: Value) -> Result<()> {
        let follower = follow.get("actor").and_then(Value::as_str);
        let follower = Url::parse(follower.context("no actor")?)?;
        let accept = json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": format!("{}#accepts/{}", by.id(), follow.get("id").and_then(Value::as_str).unwrap_or_default().len()),
            "type": "Accept",
            "actor": by.id(),
            "object": follow,
        });
        let inbox = follower.join("/ap/inbox")?;
        let bytes = self.delivery(&by, inbox.as_str(), &accept)?;
        let address = format!("127.0.0.1:{}", follower.port().context("no port")?);
        Connection::open(&address).await?.ask(&bytes).await?;
        Ok(())
    }
}

async fn answer(
    State(hosts): State<Hosts>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let host = host.unwrap_or_default().to_owned();
    let is_silent = {
        let silent = hosts.0.silent.lock();
        silent
            .unwrap_or_else(PoisonError::into_inner)
            .contains(&host)
    };
    if is_silent {
        std::future::pending::<()>().await;
    }
    if method == Method::POST {
        hosts.take(&host, &body);
        return StatusCode::ACCEPTED.into_response();
    }
    let document = if uri.path() == "/.well-known/webfinger" {
        finger(&host, uri.query().unwrap_or_default())
    } else {
        let number = uri.path().strip_prefix("/users/");
        number
            .and_then(|number| number.parse().ok())
            .and_then(|number| hosts.actor(&host, number))
            .map(|actor| ("application/activity+json", actor))
    };
    match document {
        Some((kind, document)) => ([(CONTENT_TYPE, kind)], document.to_string()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Who has a name, by WebFinger.
fn finger(host: &str, query: &str) -> Option<(&'static str, Value)> {
    let (_, name) = query.split_once("user")?;
    let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
    let number: usize = digits.parse().ok()?;
    let document = json!({
        "subject": format!("acct:user{number}@{host}"),
        "links": [{
            "rel": "self",
            "type": "application/activity+json",
            "href": format!("http://{host}/users/{number}"),
        }],
    });
    Some(("application/jrd+json", document))
}
