//! Somebody on a peer.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ap_proto::actor::ActorKind;
use ap_proto::build::document;
use ap_proto::key::{ActorKey, PublicKey};
use ap_proto::signature::Scheme;
use crypto::{Ed25519Key, RsaKey};
use serde_json::{Value, json};

use super::Signed;
use crate::{Reply, TestClock, World, keys};

const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

/// An actor with keys of its own.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Its name, without the host.
    pub username: String,
    /// Its host, with the port.
    pub host: String,
    /// Its id.
    pub uri: String,
    /// The id of the key that signs its requests.
    pub key_id: String,
    /// That key.
    pub key: Arc<RsaKey>,
    /// The key that signs its documents.
    pub ed25519: Arc<Ed25519Key>,
    clock: Arc<TestClock>,
}

impl Actor {
    pub(super) fn new(uri: &str, username: &str, clock: &Arc<TestClock>) -> Self {
        let origin = ap_proto::origin::Origin::of(uri).expect("an actor has a web address");
        Self {
            username: username.to_owned(),
            host: origin.authority(),
            key_id: format!("{uri}#main-key"),
            uri: uri.to_owned(),
            key: keys::rsa(0),
            ed25519: Arc::new(Ed25519Key::generate().expect("a key can be made")),
            clock: Arc::clone(clock),
        }
    }

    /// The same actor, who signs with other keys: those of a forger.
    pub fn with_key(self, key: Arc<RsaKey>, key_id: &str) -> Self {
        Self {
            key,
            key_id: key_id.to_owned(),
            ..self
        }
    }

    /// The moment it is.
    pub(super) fn now(&self) -> jiff::Timestamp {
        self.clock.timestamp()
    }

    /// `name@host`.
    pub fn acct(&self) -> String {
        format!("{}@{}", self.username, self.host)
    }

    /// The collection of its followers.
    pub fn followers(&self) -> String {
        format!("{}/followers", self.uri)
    }

    /// The id of the key that signs its documents.
    pub fn ed25519_id(&self) -> String {
        format!("{}#ed25519-key", self.uri)
    }

    /// An address of this actor's own that was not used before.
    pub fn new_id(&self, what: &str) -> String {
        static NEXT: AtomicUsize = AtomicUsize::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        format!("{}/{what}/{number}", self.uri)
    }

    /// The actor's document.
    pub fn document(&self) -> Value {
        let inbox = format!("{}/inbox", self.uri);
        let rsa = PublicKey::Rsa(self.key.public_spki_der());
        let ed25519 = PublicKey::Ed25519(self.ed25519.public());
        let key = |id: String, key| ActorKey {
            id,
            owner: self.uri.clone(),
            key,
        };
        let actor = ap_proto::actor::Actor {
            preferred_username: Some(self.username.clone()),
            name: Some(self.username.clone()),
            followers: Some(self.followers()),
            outbox: Some(format!("{}/outbox", self.uri)),
            keys: vec![
                key(self.key_id.clone(), rsa),
                key(self.ed25519_id(), ed25519),
            ],
            ..ap_proto::actor::Actor::new(ActorKind::Person, &self.uri, &inbox)
        };
        document(actor.to_value())
    }

    /// What WebFinger says of it.
    pub fn jrd(&self) -> Value {
        json!({
            "subject": format!("acct:{}", self.acct()),
            "links": [{"rel": "self", "type": "application/activity+json", "href": self.uri}],
        })
    }

    /// A public post with an id of its own.
    pub fn note(&self, text: &str) -> Value {
        json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": self.new_id("notes"),
            "type": "Note",
            "attributedTo": self.uri,
            "content": text,
            "published": ap_proto::build::date(self.now()),
            "to": [PUBLIC],
            "cc": [self.followers()],
        })
    }

    /// An activity with an id of its own, addressed to everyone.
    pub fn activity(&self, kind: &str, object: impl Into<Value>) -> Value {
        json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": self.new_id("activities"),
            "type": kind,
            "actor": self.uri,
            "object": object.into(),
            "to": [PUBLIC],
            "cc": [self.followers()],
        })
    }

    /// A delivery to a world's shared inbox, signed.
    pub fn sign(&self, world: &World, scheme: Scheme, activity: &Value) -> Signed {
        self.sign_to(&world.url("/ap/inbox"), scheme, activity)
    }

    /// A delivery to any inbox, signed.
    pub fn sign_to(&self, inbox: &str, scheme: Scheme, activity: &Value) -> Signed {
        let body = activity.to_string();
        Signed::new(self, inbox, scheme, body.into_bytes(), self.now())
    }

    /// Delivers an activity honestly.
    pub async fn deliver(&self, world: &World, activity: &Value) -> Reply {
        let signed = self.sign(world, Scheme::Cavage, activity);
        signed.send(world).await
    }
}
