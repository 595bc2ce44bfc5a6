//! A DID document, read in one place for whatever it is needed for
//! (<https://atproto.com/specs/did#did-documents>).

use at_proto::syntax::{Did, Handle};
use serde_json::Value;

/// The most entries of a list that are looked at.
const MAX_ENTRIES: usize = 64;
/// The longest name of somebody elsewhere, in bytes.
const MAX_NAME: usize = 512;

/// What a DID document says that is of use to this network. It was read, not yet believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DidDocument {
    /// Whose it is.
    pub(crate) did: Did,
    /// The handle that they claim: the first name that is one, if it is well made.
    pub(crate) handle: Option<Handle>,
    /// Who else they say they are: what `alsoKnownAs` has beside handles.
    pub(crate) others: Vec<String>,
    keys: Vec<Key>,
    services: Vec<Service>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Key {
    fragment: String,
    /// As `did:key`; none in the forms that are no longer written.
    key: Option<String>,
}

/// A server that does something for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Service {
    fragment: String,
    /// What it is: `AtprotoPersonalDataServer`.
    pub(crate) kind: String,
    /// Where it is, as it is written; empty when that is no text.
    pub(crate) endpoint: String,
}

impl DidDocument {
    /// Reads a document. `None` for one of somebody else: a document speaks for the DID that it names.
    pub(crate) fn read(did: &Did, document: &Value) -> Option<Self> {
        if text(document, "id") != did.as_str() {
            return None;
        }
        let keys = entries(document, "verificationMethod");
        let services = entries(document, "service");
        Some(Self {
            did: did.clone(),
            handle: handle(document),
            others: others(document),
            keys: keys.filter_map(|entry| key(did, entry)).collect(),
            services: services.filter_map(|entry| service(did, entry)).collect(),
        })
    }

    /// The key with this name (`atproto`), as `did:key`. Whether it is one is for the caller to see.
    pub(crate) fn key(&self, fragment: &str) -> Option<&str> {
        let found = self.keys.iter().find(|key| key.fragment == fragment)?;
        found.key.as_deref()
    }

    /// The service with this name (`atproto_pds`): the first, whatever comes behind it.
    pub(crate) fn service(&self, fragment: &str) -> Option<&Service> {
        let mut services = self.services.iter();
        services.find(|service| service.fragment == fragment)
    }

    /// Where that service is, no slash at the end.
    pub(crate) fn endpoint(&self, fragment: &str) -> Option<&str> {
        let endpoint = self.service(fragment)?.endpoint.trim_end_matches('/');
        (!endpoint.is_empty()).then_some(endpoint)
    }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn entries<'a>(document: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    let list = document.get(name).and_then(Value::as_array);
    list.into_iter().flatten().take(MAX_ENTRIES)
}

/// The name of an entry within the document, which stands there alone or after the DID.
fn fragment(did: &Did, entry: &Value) -> Option<String> {
    let id = text(entry, "id");
    let own = id.strip_prefix(did.as_str()).unwrap_or(id);
    Some(own.strip_prefix('#')?.to_owned())
}

fn handle(document: &Value) -> Option<Handle> {
    let mut names = entries(document, "alsoKnownAs").filter_map(Value::as_str);
    let name = names.find_map(|name| name.strip_prefix("at://"))?;
    Handle::parse(name).ok()
}

fn others(document: &Value) -> Vec<String> {
    let names = entries(document, "alsoKnownAs").filter_map(Value::as_str);
    let others = names.filter(|name| !name.starts_with("at://") && name.len() <= MAX_NAME);
    others.map(str::to_owned).collect()
}

/// Only the form of a key that is written today is read (`Multikey`).
fn key(did: &Did, entry: &Value) -> Option<Key> {
    let multibase = entry.get("publicKeyMultibase").and_then(Value::as_str);
    let is_read = text(entry, "type") == "Multikey";
    Some(Key {
        fragment: fragment(did, entry)?,
        key: multibase
            .filter(|_| is_read)
            .map(|multibase| format!("did:key:{multibase}")),
    })
}

fn service(did: &Did, entry: &Value) -> Option<Service> {
    Some(Service {
        fragment: fragment(did, entry)?,
        kind: text(entry, "type").to_owned(),
        endpoint: text(entry, "serviceEndpoint").to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(document: &Value) -> Option<DidDocument> {
        DidDocument::read(&Did::parse("did:web:alice.example").unwrap(), document)
    }

    #[test]
    fn the_first_entry_with_a_name_is_the_one() {
        let document = read(&json!({
            "id": "did:web:alice.example",
            "alsoKnownAs": [7, "https://a.example", "at://Alice.Example", "at://bob.example"],
            "verificationMethod": [
                { "id": "#other", "type": "Multikey", "publicKeyMultibase": "zOther" },
                { "id": "did:web:alice.example#atproto", "type": "Multikey", "publicKeyMultibase": "zKey" },
                { "id": "#atproto", "type": "Multikey", "publicKeyMultibase": "zLater" },
                { "id": "#old", "type": "Ed25519VerificationKey2020", "publicKeyMultibase": "zOld" },
                { "id": "did:web:bob.example#bob", "type": "Multikey", "publicKeyMultibase": "zBob" },
            ],
            "service": [
                { "id": "#atproto_pds", "type": "A", "serviceEndpoint": "https://a.example//" },
                { "id": "#atproto_pds", "type": "B", "serviceEndpoint": "https://b.example" },
                { "id": "#odd", "serviceEndpoint": { "uri": "https://c.example" } },
                null,
            ],
        }));
        let document = document.unwrap();
        assert_eq!(document.handle.as_ref().unwrap().as_str(), "alice.example");
        assert_eq!(document.key("atproto"), Some("did:key:zKey"));
        assert_eq!(document.key("old"), None);
        assert_eq!(document.key("bob"), None);
        assert_eq!(document.endpoint("atproto_pds"), Some("https://a.example"));
        assert_eq!(document.service("atproto_pds").unwrap().kind, "A");
        assert_eq!(document.endpoint("odd"), None);
        assert_eq!(document.endpoint("none"), None);
    }

    #[test]
    fn a_document_of_somebody_else_and_one_without_end_are_not_read() {
        assert_eq!(read(&Value::Null), None);
        assert_eq!(read(&json!({ "id": "did:web:bob.example" })), None);
        let entry = json!({ "id": "#a", "type": "Multikey", "publicKeyMultibase": "z" });
        let last = json!({ "id": "#last", "type": "Multikey", "publicKeyMultibase": "z" });
        let mut keys = vec![entry; MAX_ENTRIES];
        keys.push(last);
        let document = read(&json!({ "id": "did:web:alice.example", "verificationMethod": keys }));
        assert_eq!(document.unwrap().key("last"), None);
    }
}
