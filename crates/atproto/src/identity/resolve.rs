//! From a DID to its document: the directory of did:plc, and the well-known address of did:web
//! (<https://atproto.com/specs/did>).

use at_proto::syntax::{Did, Handle};
use infra::fetch::{Accept, Fetch};
use serde_json::Value;

use super::DidDocument;
use crate::AtProto;
use crate::error::{Error, Result};

/// The most bytes of the document of a did:web.
const MAX_BODY: usize = 256 * 1024;

/// Which servers may be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Servers {
    /// Those that speak https.
    Https,
    /// In development, also those that do not.
    Any,
}

impl AtProto {
    /// What a DID says of itself now, asked anew. `None` when it has been ended, is of a kind that is not known here, or
    /// gives a document of somebody else.
    pub(crate) async fn did_document(&self, did: &Did) -> Result<Option<DidDocument>> {
        let document = self.did_json(did).await?;
        Ok(document.and_then(|document| DidDocument::read(did, &document)))
    }

    /// The same as it was given, unread. That of a did:plc is made here of what was signed, so it is never larger than
    /// an operation may be.
    pub(crate) async fn did_json(&self, did: &Did) -> Result<Option<Value>> {
        match did.method() {
            "plc" => Ok(self.audit(did).await?.document()),
            "web" => self.web_document(did).await.map(Some),
            _ => Ok(None),
        }
    }

    /// Where a part of somebody's document is: `https://api.bsky.app`, no slash at the end. `None` when they name none.
    pub(crate) async fn service_of(&self, did: &Did, fragment: &str) -> Result<Option<String>> {
        let document = self.did_document(did).await?;
        let endpoint = document.as_ref().and_then(|said| said.endpoint(fragment));
        Ok(endpoint.map(str::to_owned))
    }

    /// A did:web is a host: no path and, outside development, no port. It speaks for itself, so a redirect is no answer.
    async fn web_document(&self, did: &Did) -> Result<Value> {
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

    pub(crate) fn servers(&self) -> Servers {
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
pub(crate) fn nobody() -> Error {
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
