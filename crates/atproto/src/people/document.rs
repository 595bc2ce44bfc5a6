//! What must be known of somebody elsewhere to read what they write: a key and a server.

use at_proto::cid::Cid;
use at_proto::syntax::{Did, Handle};
use crypto::multikey;
use infra::fetch::parse_url;
use model::Domain;

use crate::identity::{DidDocument, Servers};

/// The server that keeps a repository.
const PDS: &str = "AtprotoPersonalDataServer";

/// What a DID says of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Document {
    /// Who.
    pub(crate) did: Did,
    /// The handle they claim. Not yet theirs.
    pub(crate) handle: Option<Handle>,
    /// Who else they say they are: what `alsoKnownAs` has beside handles.
    pub(crate) others: Vec<String>,
    /// The key that signs their repository, as `did:key`.
    pub(crate) key: String,
    /// The server that keeps it, an origin: `https://pds.example`.
    pub(crate) pds: String,
    /// Its host, with a port where that is not the usual one.
    pub(crate) host: Domain,
}

impl Document {
    /// What a document says of somebody. `None` for one that lacks a key or a server.
    pub(crate) fn of(said: DidDocument, servers: Servers) -> Option<Self> {
        let (pds, host) = server(&said, servers)?;
        let key = said.key("atproto")?;
        multikey::decode_did_key(key).ok()?;
        Some(Self {
            key: key.to_owned(),
            pds,
            host,
            did: said.did,
            handle: said.handle,
            others: said.others,
        })
    }

    /// Where a query of the server is asked, with its parameters.
    pub(crate) fn url(&self, method: &str, parameters: &[(&str, &str)]) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(parameters);
        format!("{}/xrpc/{method}?{}", self.pds, query.finish())
    }

    /// Where the bytes of a blob of theirs are.
    pub(crate) fn blob_url(&self, cid: &Cid) -> String {
        let (did, cid) = (self.did.as_str(), cid.to_string());
        self.url("com.atproto.sync.getBlob", &[("did", did), ("cid", &cid)])
    }
}

fn server(said: &DidDocument, servers: Servers) -> Option<(String, Domain)> {
    let service = said.service("atproto_pds")?;
    if service.kind != PDS {
        return None;
    }
    let url = parse_url(&service.endpoint).ok()?;
    let is_spoken = url.scheme() == "https" || servers == Servers::Any;
    let is_origin = url.path() == "/" && url.query().is_none();
    if !is_spoken || !is_origin {
        return None;
    }
    let host = Domain::of_url(&url).ok()?;
    Some((url.origin().ascii_serialization(), host))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const KEY: &str = "zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme";

    fn document(endpoint: &str) -> Value {
        json!({
            "id": "did:plc:abc",
            "alsoKnownAs": ["https://a.example", "at://Alice.Example", "at://bob.example"],
            "verificationMethod": [
                {"id": "did:plc:abc#other", "type": "Multikey", "publicKeyMultibase": "z"},
                {"id": "did:plc:abc#atproto", "type": "Multikey", "publicKeyMultibase": KEY},
            ],
            "service": [{"id": "#atproto_pds", "type": PDS, "serviceEndpoint": endpoint}],
        })
    }

    fn read(document: &Value, servers: Servers) -> Option<Document> {
        let did = Did::parse("did:plc:abc").unwrap();
        Document::of(DidDocument::read(&did, document)?, servers)
    }

    #[test]
    fn a_document_names_a_handle_a_key_and_a_server() {
        let found = read(&document("https://PDS.example/"), Servers::Https).unwrap();
        assert_eq!(found.handle.as_ref().unwrap().as_str(), "alice.example");
        assert_eq!(found.key, format!("did:key:{KEY}"));
        assert_eq!(found.pds, "https://pds.example");
        assert_eq!(found.host.as_str(), "pds.example");
        let url = found.url("a.b.c", &[("did", "did:plc:abc"), ("x", "a&b")]);
        assert_eq!(
            url,
            "https://pds.example/xrpc/a.b.c?did=did%3Aplc%3Aabc&x=a%26b"
        );
    }

    #[test]
    fn a_server_is_an_origin_and_plain_http_is_for_development() {
        for endpoint in [
            "http://pds.example",
            "https://pds.example/path",
            "https://pds.example/?a=b",
            "https://a:b@pds.example",
            "ftp://pds.example",
            "pds.example",
        ] {
            assert_eq!(
                read(&document(endpoint), Servers::Https),
                None,
                "{endpoint}"
            );
        }
        assert!(read(&document("http://localhost:2583"), Servers::Any).is_some());
    }

    #[test]
    fn what_lacks_a_part_or_is_somebody_elses_is_nothing() {
        for (pointer, value) in [
            ("/id", json!("did:plc:abd")),
            ("/verificationMethod/1/type", json!("Other")),
            ("/verificationMethod/1/publicKeyMultibase", json!("zzz")),
            ("/service/0/type", json!("Other")),
            ("/service", json!({})),
            ("/verificationMethod", json!(null)),
        ] {
            let mut document = document("https://pds.example");
            *document.pointer_mut(pointer).unwrap() = value;
            assert_eq!(read(&document, Servers::Https), None, "{pointer}");
        }
    }
}
