//! Strict out: the documents we publish. One spelling for each thing, arrays where peers expect arrays,
//! whole seconds, our own fixed `@context`.
//!
//! The same types are read and written ([`crate::object::Note`], [`crate::actor::Actor`],
//! [`crate::activity::Activity`], [`crate::collection::Collection`]): what `to_value` writes, `parse` reads
//! back. `to_value` has no context, so that it can be put inside something else; [`document`] adds it.

mod activity;
mod actor;
mod collection;
mod note;
mod policy;
mod story;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::actor::ActorKind;
use crate::value::types_of;

pub use self::collection::{collection_of_pages, page, tombstone};

/// A date as we write it: RFC 3339 in UTC and whole seconds, since some peers write dates again
/// before they check a proof.
pub fn date(at: Timestamp) -> String {
    let seconds = Timestamp::from_second(at.as_second()).unwrap_or(at);
    seconds.to_string()
}

/// Makes a value a document of its own by adding the `@context` for its type.
pub fn document(value: Value) -> Value {
    let is_actor = types_of(&value).any(|name| ActorKind::from_name(name).is_some());
    let context = if is_actor {
        actor_context()
    } else {
        object_context()
    };
    match value {
        Value::Object(mut object) => {
            object.insert("@context".to_owned(), context);
            Value::Object(object)
        }
        other => other,
    }
}

/// The context of actors. `did/v1` defines `assertionMethod` and `alsoKnownAs`, `multikey/v1` the key
/// inside: without them peers that process JSON-LD do not see our keys.
pub fn actor_context() -> Value {
    json!([
        "https://www.w3.org/ns/activitystreams",
        "https://w3id.org/security/v1",
        "https://w3id.org/security/data-integrity/v1",
        "https://www.w3.org/ns/did/v1",
        "https://w3id.org/security/multikey/v1",
        {
            "toot": "http://joinmastodon.org/ns#",
            "schema": "http://schema.org#",
            "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
            "movedTo": {"@id": "as:movedTo", "@type": "@id"},
            "sensitive": "as:sensitive",
            "Hashtag": "as:Hashtag",
            "featured": {"@id": "toot:featured", "@type": "@id"},
            "discoverable": "toot:discoverable",
            "indexable": "toot:indexable",
            "Emoji": "toot:Emoji",
            "PropertyValue": "schema:PropertyValue",
            "value": "schema:value",
            "webfinger": "https://purl.archive.org/socialweb/webfinger#webfinger",
            "implements": {"@id": "https://w3id.org/fep/844e/implements", "@type": "@id", "@container": "@list"},
        },
    ])
}

/// The context of everything else.
pub fn object_context() -> Value {
    json!([
        "https://www.w3.org/ns/activitystreams",
        "https://w3id.org/security/data-integrity/v1",
        {
            "toot": "http://joinmastodon.org/ns#",
            "misskey": "https://misskey-hub.net/ns#",
            "litepub": "http://litepub.social/ns#",
            "sensitive": "as:sensitive",
            "Hashtag": "as:Hashtag",
            "quoteUrl": "as:quoteUrl",
            "quote": {"@id": "https://w3id.org/fep/044f#quote", "@type": "@id"},
            "_misskey_quote": "misskey:_misskey_quote",
            "quoteUri": "http://fedibird.com/ns#quoteUri",
            "quoteAuthorization": {"@id": "https://w3id.org/fep/044f#quoteAuthorization", "@type": "@id"},
            "QuoteAuthorization": "https://w3id.org/fep/044f#QuoteAuthorization",
            "QuoteRequest": "https://w3id.org/fep/044f#QuoteRequest",
            "gts": "https://gotosocial.org/ns#",
            "interactionPolicy": {"@id": "gts:interactionPolicy", "@type": "@id"},
            "canReply": {"@id": "gts:canReply", "@type": "@id"},
            "canLike": {"@id": "gts:canLike", "@type": "@id"},
            "canAnnounce": {"@id": "gts:canAnnounce", "@type": "@id"},
            "canQuote": {"@id": "gts:canQuote", "@type": "@id"},
            "automaticApproval": {"@id": "gts:automaticApproval", "@type": "@id"},
            "manualApproval": {"@id": "gts:manualApproval", "@type": "@id"},
            "replyAuthorization": {"@id": "gts:replyAuthorization", "@type": "@id"},
            "approvedBy": {"@id": "gts:approvedBy", "@type": "@id"},
            "ReplyAuthorization": "gts:ReplyAuthorization",
            "ReplyRequest": "gts:ReplyRequest",
            "interactingObject": {"@id": "gts:interactingObject", "@type": "@id"},
            "interactionTarget": {"@id": "gts:interactionTarget", "@type": "@id"},
            "EmojiReact": "litepub:EmojiReact",
            "Emoji": "toot:Emoji",
            "blurhash": "toot:blurhash",
            "focalPoint": {"@container": "@list", "@id": "toot:focalPoint"},
            "schema": "http://schema.org/",
            "subtitleLanguage": "schema:subtitleLanguage",
            "identifier": "schema:identifier",
            "votersCount": "toot:votersCount",
            "isLoop": "urn:folkmoot:ns:isLoop",
        },
    ])
}

/// An object being written: properties that are not there are left out, not null.
struct Object(Map<String, Value>);

impl Object {
    fn new(kind: &str) -> Self {
        Self(Map::new()).with("type", kind)
    }

    fn with(mut self, property: &str, value: impl Into<Value>) -> Self {
        self.0.insert(property.to_owned(), value.into());
        self
    }

    fn with_some(self, property: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(property, value),
            None => self,
        }
    }

    fn with_date(self, property: &str, at: Option<Timestamp>) -> Self {
        self.with_some(property, at.map(date))
    }

    /// A list that is left out when it is empty.
    fn with_any<T: Into<Value> + Clone>(self, property: &str, list: &[T]) -> Self {
        if list.is_empty() {
            self
        } else {
            self.with(property, list.to_vec())
        }
    }

    /// The groups something is in (FEP-1b12): one without a list around it, which is all that Lemmy reads.
    fn with_audience(self, groups: &[String]) -> Self {
        match groups {
            [group] => self.with("audience", group.as_str()),
            groups => self.with_any("audience", groups),
        }
    }

    fn build(self) -> Value {
        Value::Object(self.0)
    }
}

/// `Image` with a URL: an avatar, a header, an emoji.
fn image(url: &str) -> Value {
    json!({"type": "Image", "url": url})
}

fn emoji(emoji: &crate::object::Emoji) -> Value {
    Object::new("Emoji")
        .with_some("id", emoji.id.as_deref())
        .with("name", format!(":{}:", emoji.shortcode))
        .with("icon", image(&emoji.url))
        .with_date("updated", emoji.updated)
        .build()
}

#[cfg(test)]
mod tests;
