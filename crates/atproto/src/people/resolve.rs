//! From a DID to its document: the directory of did:plc, and the well-known address of did:web
//! (<https://atproto.com/specs/did>).

use std::sync::Arc;
use std::time::Duration;

use at_proto::syntax::{Did, Handle};
use infra::fetch::{Accept, Fetch};
use model::Time;
use quick_cache::sync::Cache;
use serde_json::Value;

use super::document::{Document, Servers};
use crate::AtProto;
use crate::error::{Error, Result};

/// How many documents and handles are remembered.
const REMEMBERED: usize = 20_000;
/// How long a document is taken for the newest.
const FRESH: Duration = Duration::from_hours(1);
/// How long it will do, when the directory does not answer.
const STALE: Duration = Duration::from_hours(24);
/// How soon it may be looked up anew: whoever says that names have changed does not make us ask without end.
const AT_MOST_EVERY: Duration = Duration::from_mins(1);
/// How long it is remembered that there is none.
const NOTHING_FOR: Duration = Duration::from_mins(2);
/// The most bytes of the document of a did:web.
const MAX_BODY: usize = 256 * 1024;

/// How old what is known of somebody may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Age {
    /// What is remembered will do.
    Remembered,
    /// It is to be looked up anew, if that was not done just now.
    Fresh,
}

/// What was looked up lately.
pub(crate) struct Known {
    documents: Cache<Did, (Time, Arc<Document>)>,
    nobody: Cache<Did, Time>,
    pub(super) handles: Cache<Handle, (Time, Option<Did>)>,
}

impl Default for Known {
    fn default() -> Self {
        Self {
            documents: Cache::new(REMEMBERED),
            nobody: Cache::new(REMEMBERED),
            handles: Cache::new(REMEMBERED),
        }
    }
}

impl AtProto {
    /// What somebody's DID says of them. Not found: nothing that we could read.
    pub(crate) async fn document(&self, did: &Did, age: Age) -> Result<Arc<Document>> {
        let now = self.social.now();
        let known = self.names.documents.get(did);
        let enough = match age {
            Age::Remembered => FRESH,
            Age::Fresh => AT_MOST_EVERY,
        };
        if let Some((at, document)) = &known
            && now.since(*at) < enough
        {
            return Ok(Arc::clone(document));
        }
        let nothing = self.names.nobody.get(did);
        if known.is_none() && nothing.is_some_and(|at| now.since(at) < NOTHING_FOR) {
            return Err(nobody());
        }
        match Box::pin(self.look_up(did)).await {
            Ok(document) => {
                let document = Arc::new(document);
                let fresh = (now, Arc::clone(&document));
                self.names.documents.insert(did.clone(), fresh);
                Ok(document)
            }
            Err(Error::Fetch(error)) if error.is_retryable() => match known {
                Some((at, document)) if now.since(at) < STALE => Ok(document),
                _ => Err(error.into()),
            },
            Err(error) => {
                self.names.documents.remove(did);
                self.names.nobody.insert(did.clone(), now);
                Err(error)
            }
        }
    }

    async fn look_up(&self, did: &Did) -> Result<Document> {
        let document = match did.method() {
            "plc" => self.audit(did).await?.document().ok_or_else(nobody)?,
            "web" => self.web_document(did).await?,
            _ => return Err(nobody()),
        };
        Document::read(did, &document, self.servers()).ok_or_else(nobody)
    }

    /// A did:web is a host: no path and, outside development, no port. It speaks for itself, so a redirect is no answer.
    pub(crate) async fn web_document(&self, did: &Did) -> Result<Value> {
        let host = web_host(did, self.servers()).ok_or_else(nobody)?;
        let scheme = match self.servers() {
            Servers::Any if host.starts_with("localhost") => "http",
            _ => "https",
        };
        let url = format!("{scheme}://{host}/.well-known/did.json");
        let fetch = Fetch {
            max_body: Some(MAX_BODY),
            ..Fetch::new(&url, Accept::Any)
        };
        let fetched = self.door.get(&fetch).await?;
        if fetched.final_url.as_str() != url {
            return Err(nobody());
        }
        serde_json::from_slice(&fetched.body).or(Err(nobody()))
    }

    pub(super) fn servers(&self) -> Servers {
        if self.social.is_development() {
            Servers::Any
        } else {
            Servers::Https
        }
    }
}

/// The host that a did:web is.
fn web_host(did: &Did, servers: Servers) -> Option<String> {
    let name = did.identifier();
    let (name, port) = match name.split_once("%3A") {
        Some((name, port)) => (name, Some(port.parse::<u16>().ok()?)),
        None => (name, None),
    };
    let is_local = servers == Servers::Any && name == "localhost";
    let is_name = is_local || Handle::parse(name).is_ok();
    match port {
        None => is_name.then(|| name.to_owned()),
        Some(port) => is_local.then(|| format!("{name}:{port}")),
    }
}

/// Nobody we could know.
pub(super) fn nobody() -> Error {
    social::Error::NotFound("That account").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_did_web_is_a_host_and_nothing_more() {
        let host = |did: &str, servers| web_host(&Did::parse(did).unwrap(), servers);
        let https = |did| host(did, Servers::Https);
        assert_eq!(https("did:web:a.example").as_deref(), Some("a.example"));
        for did in [
            "did:web:a.example:path",
            "did:web:a.example%3A8443",
            "did:web:localhost",
            "did:web:localhost%3A80",
            "did:web:127.0.0.1",
            "did:web:a.example%2Fpath",
            "did:web:a_b",
        ] {
            assert_eq!(https(did), None, "{did}");
        }
        let local = host("did:web:localhost%3A2583", Servers::Any);
        assert_eq!(local.as_deref(), Some("localhost:2583"));
        assert_eq!(host("did:web:a.example%3A2583", Servers::Any), None);
    }
}
