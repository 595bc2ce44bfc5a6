//! Actors, written.

use serde_json::{Value, json};

use super::{Object, emoji, image};
use crate::actor::{Actor, ActorKind};
use crate::key::{ActorKey, PublicKey};

impl Actor {
    /// An actor with nothing but what every actor must have.
    pub fn new(kind: ActorKind, id: &str, inbox: &str) -> Self {
        Self {
            id: id.to_owned(),
            kind,
            preferred_username: None,
            name: None,
            summary: None,
            url: None,
            inbox: inbox.to_owned(),
            shared_inbox: None,
            outbox: None,
            followers: None,
            following: None,
            featured: None,
            icon: None,
            image: None,
            keys: Vec::new(),
            manually_approves_followers: false,
            discoverable: None,
            indexable: None,
            fields: Vec::new(),
            emojis: Vec::new(),
            moved_to: None,
            also_known_as: Vec::new(),
            published: None,
            webfinger: None,
            generator: None,
            implements: Vec::new(),
        }
    }

    /// Writes the actor, without `@context`.
    pub fn to_value(&self) -> Value {
        let fields: Vec<Value> = self
            .fields
            .iter()
            .map(|field| json!({"type": "PropertyValue", "name": field.name, "value": field.value}))
            .collect();
        let emojis: Vec<Value> = self.emojis.iter().map(emoji).collect();
        let actor = self.endpoints(Object::new(self.kind.as_str()).with("id", self.id.as_str()));
        self.capabilities(self.keys(actor))
            .with_some("preferredUsername", self.preferred_username.as_deref())
            .with_some("name", self.name.as_deref())
            .with_some(
                "summary",
                self.summary.as_ref().map(|summary| summary.text.as_str()),
            )
            .with_some("url", self.url.as_deref())
            .with_some("icon", self.icon.as_deref().map(image))
            .with_some("image", self.image.as_deref().map(image))
            .with(
                "manuallyApprovesFollowers",
                self.manually_approves_followers,
            )
            .with_some("discoverable", self.discoverable)
            .with_some("indexable", self.indexable)
            .with("attachment", fields)
            .with("tag", emojis)
            .with_some("movedTo", self.moved_to.as_deref())
            .with_any("alsoKnownAs", &self.also_known_as)
            .with_date("published", self.published)
            .with_some(
                "webfinger",
                self.webfinger.as_ref().map(ToString::to_string),
            )
            .build()
    }

    fn endpoints(&self, object: Object) -> Object {
        let shared = self
            .shared_inbox
            .as_deref()
            .map(|url| json!({ "sharedInbox": url }));
        object
            .with("inbox", self.inbox.as_str())
            .with_some("outbox", self.outbox.as_deref())
            .with_some("followers", self.followers.as_deref())
            .with_some("following", self.following.as_deref())
            .with_some("featured", self.featured.as_deref())
            .with_some("endpoints", shared)
    }

    /// A program says itself what it can do, and its people say it of the program (FEP-844e).
    fn capabilities(&self, object: Object) -> Object {
        let links = self.implements.iter().map(|capability| {
            let link = Object::new("Link").with("href", capability.href.as_str());
            link.with_some("name", capability.name.as_deref()).build()
        });
        let links: Vec<Value> = links.collect();
        if self.kind == ActorKind::Application {
            return object.with_any("implements", &links);
        }
        let generator = self.generator.as_deref().map(|id| {
            let generator = Object::new(ActorKind::Application.as_str()).with("id", id);
            generator.with_any("implements", &links).build()
        });
        object.with_some("generator", generator)
    }

    /// The first RSA key is `publicKey` (most peers read one object and no array), Ed25519 keys are
    /// `assertionMethod` (FEP-521a).
    fn keys(&self, object: Object) -> Object {
        let rsa = self.keys.iter().find_map(rsa);
        let multikeys: Vec<Value> = self.keys.iter().filter_map(multikey).collect();
        object
            .with_some("publicKey", rsa)
            .with_any("assertionMethod", &multikeys)
    }
}

fn rsa(key: &ActorKey) -> Option<Value> {
    let PublicKey::Rsa(spki) = &key.key else {
        return None;
    };
    let pem = crypto::public_key_pem(spki);
    Some(json!({"id": key.id, "owner": key.owner, "publicKeyPem": pem}))
}

fn multikey(key: &ActorKey) -> Option<Value> {
    let PublicKey::Ed25519(public) = &key.key else {
        return None;
    };
    Some(json!({
        "type": "Multikey",
        "id": key.id,
        "controller": key.owner,
        "publicKeyMultibase": crypto::multikey::encode_ed25519(public),
    }))
}
