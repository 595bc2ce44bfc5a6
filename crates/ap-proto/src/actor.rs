//! Actors: people, bots, groups and servers of other implementations.

use jiff::Timestamp;
use serde_json::Value;

use crate::Refusal;
use crate::key::{ActorKey, PublicKey, keys_of};
use crate::object::{Emoji, emojis, html_url, required_id};
use crate::origin::same_origin;
use crate::value::{
    self, NaturalText, cut, first, first_bool, first_id, first_str, http_url, natural_language,
    parse_date, types_of, urls, values,
};
use crate::webfinger::Acct;

/// The most profile fields, former ids and other small things that are read.
const MAX_FIELDS: usize = 32;
/// The longest name of somebody on a network that does not name people by addresses of the web, in bytes.
const MAX_FOREIGN_NAME: usize = 512;

/// The longest user name, in bytes.
const MAX_USERNAME_BYTES: usize = 256;

/// What an actor is (AS2 vocabulary section 3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActorKind {
    /// A person.
    Person,
    /// A bot.
    Service,
    /// A program, such as the server itself.
    Application,
    /// A group, community, channel or forum.
    Group,
    /// An organisation.
    Organization,
}

impl ActorKind {
    /// The kind of a type name, if it is one of an actor.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "Person" => Self::Person,
            "Service" => Self::Service,
            "Application" => Self::Application,
            "Group" => Self::Group,
            "Organization" => Self::Organization,
            _ => return None,
        })
    }

    /// The type name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "Person",
            Self::Service => "Service",
            Self::Application => "Application",
            Self::Group => "Group",
            Self::Organization => "Organization",
        }
    }
}

/// A labelled line of a profile (`PropertyValue`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The label, plain text.
    pub name: String,
    /// The value, HTML, not sanitised.
    pub value: String,
}

/// An actor as it was published. Nothing in it is sanitised, and it is to be believed only if it was
/// fetched from its own id (see [`crate::origin::identity`]).
#[derive(Debug, Clone, PartialEq)]
pub struct Actor {
    /// The id.
    pub id: String,
    /// What it is.
    pub kind: ActorKind,
    /// The local part of its handle, if it has one.
    pub preferred_username: Option<String>,
    /// The display name, plain text.
    pub name: Option<String>,
    /// The biography, HTML.
    pub summary: Option<NaturalText>,
    /// The page for people.
    pub url: Option<String>,
    /// Where to deliver.
    pub inbox: String,
    /// Where to deliver for everyone on its server.
    pub shared_inbox: Option<String>,
    /// What it did.
    pub outbox: Option<String>,
    /// Who follows it.
    pub followers: Option<String>,
    /// Whom it follows.
    pub following: Option<String>,
    /// What it pinned.
    pub featured: Option<String>,
    /// The avatar.
    pub icon: Option<String>,
    /// The header picture.
    pub image: Option<String>,
    /// The keys it lists; use [`Actor::key`].
    pub keys: Vec<ActorKey>,
    /// Whether follows wait for approval.
    pub manually_approves_followers: bool,
    /// Whether it wants to be recommended (toot:discoverable).
    pub discoverable: Option<bool>,
    /// Whether its posts may be searched (FEP-5feb).
    pub indexable: Option<bool>,
    /// The lines of its profile.
    pub fields: Vec<Field>,
    /// Custom emojis in its name and biography.
    pub emojis: Vec<Emoji>,
    /// Where it moved to.
    pub moved_to: Option<String>,
    /// Its other ids (FEP-7628), also as other networks name people: `did:…`, `at://…`.
    pub also_known_as: Vec<String>,
    /// When it was made.
    pub published: Option<Timestamp>,
    /// The WebFinger address it claims (FEP-2c59), to be confirmed by WebFinger.
    pub webfinger: Option<Acct>,
    /// The actor of the program that keeps it.
    pub generator: Option<String>,
    /// What that program, or the actor if it is one, says that it can do (FEP-844e).
    pub implements: Vec<Capability>,
}

/// Something that a program can do (FEP-844e).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capability {
    /// What it is called: the address of its specification.
    pub href: String,
    /// The same for people.
    pub name: Option<String>,
}

impl Capability {
    /// Signatures of requests as in RFC 9421, from the registry of FEP-844e.
    pub const RFC_9421: &'static str = "https://datatracker.ietf.org/doc/html/rfc9421";
    /// The same with Ed25519 keys.
    pub const RFC_9421_ED25519: &'static str =
        "https://datatracker.ietf.org/doc/html/rfc9421#name-eddsa-using-curve-edwards25";

    /// One with a name.
    pub fn new(href: &str, name: &str) -> Self {
        Self {
            href: href.to_owned(),
            name: Some(name.to_owned()),
        }
    }
}

impl Actor {
    /// Reads an actor.
    pub fn parse(value: &Value) -> Result<Self, Refusal> {
        if !value.is_object() {
            return Err(Refusal::NotAnObject);
        }
        let kind = types_of(value)
            .find_map(ActorKind::from_name)
            .ok_or_else(|| Refusal::wrong_type("an actor", types_of(value).next()))?;
        let id = required_id(value)?;
        let inbox = web_id(value, "inbox").ok_or(Refusal::Missing("inbox"))?;
        let username = first_str(value, "preferredUsername");
        let endpoints = first(value, "endpoints");
        Ok(Self {
            kind,
            preferred_username: username.map(|name| cut(name, MAX_USERNAME_BYTES).to_owned()),
            name: natural_language(value, "name").map(|name| cut(&name.text, 2_000).to_owned()),
            summary: natural_language(value, "summary"),
            url: html_url(value),
            shared_inbox: endpoints
                .and_then(|endpoints| web_id(endpoints, "sharedInbox"))
                .or_else(|| web_id(value, "sharedInbox"))
                .filter(|shared| same_origin(shared, &inbox)),
            inbox,
            outbox: web_id(value, "outbox"),
            followers: web_id(value, "followers"),
            following: web_id(value, "following"),
            featured: web_id(value, "featured"),
            icon: last_url(value, "icon"),
            image: last_url(value, "image"),
            keys: keys_of(value, &id),
            manually_approves_followers: first_bool(value, "manuallyApprovesFollowers")
                .unwrap_or(false),
            discoverable: first_bool(value, "discoverable"),
            indexable: first_bool(value, "indexable"),
            fields: fields(value),
            emojis: emojis(value),
            moved_to: web_id(value, "movedTo").filter(|target| *target != id),
            also_known_as: also_known_as(value, &id),
            published: parse_date(value, "published"),
            webfinger: first_str(value, "webfinger").and_then(Acct::parse),
            generator: web_id(value, "generator"),
            implements: capabilities(value),
            id,
        })
    }

    /// The key of this id, if it is this actor's: listed here, owned by this actor, on this origin.
    ///
    /// A bare actor id stands for its first RSA key, as some servers sign.
    pub fn key(&self, key_id: &str) -> Result<&ActorKey, Refusal> {
        let named = self.keys.iter().find(|key| key.id == key_id);
        let bare = || {
            self.keys
                .iter()
                .find(|key| matches!(key.key, PublicKey::Rsa(_)))
        };
        let key = named.or_else(|| if key_id == self.id { bare() } else { None });
        key.filter(|key| key.owner == self.id && same_origin(&key.id, &self.id))
            .ok_or(Refusal::KeyOwnerMismatch)
    }
}

/// The first id of a property that is a web address.
fn web_id(value: &Value, property: &str) -> Option<String> {
    first_id(value, property)
        .and_then(http_url)
        .map(str::to_owned)
}

/// What the actor can do, or its generator.
fn capabilities(value: &Value) -> Vec<Capability> {
    let generator = first(value, "generator").into_iter();
    let said = generator.flat_map(|generator| values(generator, "implements"));
    values(value, "implements")
        .chain(said)
        .filter_map(|said| {
            let href = said.as_str().or_else(|| first_str(said, "href"))?;
            Some(Capability {
                href: http_url(href)?.to_owned(),
                name: first_str(said, "name").map(|name| cut(name, MAX_USERNAME_BYTES).to_owned()),
            })
        })
        .take(MAX_FIELDS)
        .collect()
}

/// The last URL of a property: where several sizes are given, the largest comes last.
fn last_url(value: &Value, property: &str) -> Option<String> {
    urls(value, property).pop()
}

fn fields(value: &Value) -> Vec<Field> {
    let properties = values(value, "attachment").filter(|item| {
        value::has_type(item, "PropertyValue") || value::has_type(item, "schema:PropertyValue")
    });
    let read = properties.filter_map(|item| {
        let name = cut(first_str(item, "name")?, 1_000).to_owned();
        let value = cut(first_str(item, "value")?, 4_000).to_owned();
        Some(Field { name, value })
    });
    read.take(MAX_FIELDS).collect()
}

fn also_known_as(value: &Value, id: &str) -> Vec<String> {
    let mut ids = value::ids_of(value, "alsoKnownAs");
    let is_name = |other: &str| {
        let is_of_another_network = other.starts_with("at://") || other.starts_with("did:");
        http_url(other).is_some() || is_of_another_network && other.len() <= MAX_FOREIGN_NAME
    };
    ids.retain(|other| other != id && is_name(other));
    ids.truncate(MAX_FIELDS);
    ids
}

#[cfg(test)]
mod tests {
    use crypto::{RsaKey, public_key_pem};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{Actor, ActorKind};
    use crate::Refusal;

    fn alice() -> Value {
        json!({
            "id": "https://a.example/alice", "type": "Person",
            "inbox": "https://a.example/alice/inbox", "preferredUsername": "alice",
        })
    }

    #[test]
    fn whoever_is_on_another_network_is_named_as_it_names_people() {
        let mut actor = alice();
        let long = format!("did:web:{}", "a".repeat(600));
        actor["alsoKnownAs"] = json!([
            "https://b.example/alice",
            "did:plc:abc",
            "at://alice.example",
            "javascript:alert(1)",
            long,
        ]);
        let others = Actor::parse(&actor).unwrap().also_known_as;
        assert_eq!(
            others,
            [
                "https://b.example/alice",
                "did:plc:abc",
                "at://alice.example"
            ]
        );
    }

    #[test]
    fn id_type_and_inbox_are_enough() {
        let actor = Actor::parse(&alice()).unwrap();
        assert_eq!(actor.kind, ActorKind::Person);
        assert_eq!(actor.inbox, "https://a.example/alice/inbox");
        assert_eq!(actor.preferred_username.as_deref(), Some("alice"));
    }

    #[test]
    fn a_refusal_says_what_is_wrong() {
        for (key, value, code) in [
            ("type", json!("Note"), "wrong_type"),
            ("inbox", json!(null), "missing_field"),
            ("inbox", json!("javascript:x"), "missing_field"),
            ("id", json!(null), "missing_field"),
            ("id", json!("acct:alice@a.example"), "bad_field"),
        ] {
            let mut actor = alice();
            actor[key] = value;
            assert_eq!(Actor::parse(&actor).unwrap_err().code(), code);
        }
        assert_eq!(Actor::parse(&json!("x")), Err(Refusal::NotAnObject));
    }

    #[test]
    fn a_shared_inbox_of_another_server_is_not_used() {
        let mut actor = alice();
        actor["endpoints"] = json!({"sharedInbox": "https://b.example/inbox"});
        assert_eq!(Actor::parse(&actor).unwrap().shared_inbox, None);
    }

    /// A3: an actor cannot present another's key, nor a key that says it is another's.
    #[test]
    fn a_key_must_be_the_actors_own() {
        let pem = public_key_pem(&RsaKey::generate().unwrap().public_spki_der());
        let with = |id: &str, owner: &str| {
            let mut actor = alice();
            actor["publicKey"] = json!({"id": id, "owner": owner, "publicKeyPem": pem});
            Actor::parse(&actor).unwrap()
        };
        let own = with("https://a.example/alice#key", "https://a.example/alice");
        assert!(own.key("https://a.example/alice#key").is_ok());
        assert!(own.key("https://a.example/alice").is_ok());
        for (actor, id) in [
            (&own, "https://a.example/alice#other"),
            (&own, "https://a.example/bob"),
            (
                &with("https://a.example/k", "https://b.example/bob"),
                "https://a.example/k",
            ),
            (
                &with("https://b.example/k", "https://a.example/alice"),
                "https://b.example/k",
            ),
        ] {
            assert_eq!(actor.key(id), Err(Refusal::KeyOwnerMismatch), "{id}");
        }
    }

    proptest! {
        #[test]
        fn an_actor_of_any_shape_is_answered(value in crate::value::arbitrary::json()) {
            let _ = Actor::parse(&value);
        }
    }
}
