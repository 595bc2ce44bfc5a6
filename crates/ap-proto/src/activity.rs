//! What actors do to objects.

use jiff::Timestamp;
use serde_json::Value;

use crate::Refusal;
use crate::object::{Emoji, addresses, emojis};
use crate::origin::check_same_origin;
use crate::value::{
    cut, first, first_id, first_str, http_url, id_of, parse_date, types_of, values,
};

/// The most objects of one activity that are read.
const MAX_OBJECTS: usize = 100;

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ActivityKind {
    /// Publishes something new.
    Create,
    /// Changes something.
    Update,
    /// Deletes something.
    Delete,
    /// Asks to follow.
    Follow,
    /// Says yes to a request.
    Accept,
    /// Says no to a request.
    Reject,
    /// Takes back an earlier activity.
    Undo,
    /// Likes.
    Like,
    /// Shares, or passes on as a group (FEP-1b12).
    Announce,
    /// Blocks.
    Block,
    /// Adds to a collection, such as the pinned posts.
    Add,
    /// Removes from a collection.
    Remove,
    /// Reports.
    Flag,
    /// Moves an account.
    Move,
    /// Reacts with an emoji (FEP-c0e0).
    EmojiReact,
    /// Votes down.
    Dislike,
    /// Has watched.
    View,
    /// Asks whether a post may quote another one (FEP-044f).
    QuoteRequest,
    /// Asks whether a post may answer another one (GoToSocial).
    ReplyRequest,
    /// Anything else that has an actor and an object.
    Other(String),
}

impl ActivityKind {
    /// The kinds we know.
    const KNOWN: [Self; 19] = [
        Self::Create,
        Self::Update,
        Self::Delete,
        Self::Follow,
        Self::Accept,
        Self::Reject,
        Self::Undo,
        Self::Like,
        Self::Announce,
        Self::Block,
        Self::Add,
        Self::Remove,
        Self::Flag,
        Self::Move,
        Self::EmojiReact,
        Self::Dislike,
        Self::View,
        Self::QuoteRequest,
        Self::ReplyRequest,
    ];

    /// The kind of a type name, if we know it.
    pub fn known(name: &str) -> Option<Self> {
        Self::KNOWN.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The type name.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Create => "Create",
            Self::Update => "Update",
            Self::Delete => "Delete",
            Self::Follow => "Follow",
            Self::Accept => "Accept",
            Self::Reject => "Reject",
            Self::Undo => "Undo",
            Self::Like => "Like",
            Self::Announce => "Announce",
            Self::Block => "Block",
            Self::Add => "Add",
            Self::Remove => "Remove",
            Self::Flag => "Flag",
            Self::Move => "Move",
            Self::EmojiReact => "EmojiReact",
            Self::Dislike => "Dislike",
            Self::View => "View",
            Self::QuoteRequest => "QuoteRequest",
            Self::ReplyRequest => "ReplyRequest",
            Self::Other(name) => name,
        }
    }
}

/// An object, named or carried along.
#[derive(Debug, Clone, PartialEq)]
pub enum ObjectRef {
    /// Its id.
    Uri(String),
    /// Its document. To be believed only from its own origin, with a proof, or after fetching it.
    Inline(Value),
}

impl ObjectRef {
    fn parse(value: &Value) -> Option<Self> {
        match value {
            Value::String(id) => http_url(id).map(|id| Self::Uri(id.to_owned())),
            Value::Object(_) => Some(Self::Inline(value.clone())),
            _ => None,
        }
    }

    /// The id, if it has one that is a web address.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Uri(id) => Some(id),
            Self::Inline(value) => id_of(value).and_then(http_url),
        }
    }

    /// The document, if it was carried along.
    pub fn inline(&self) -> Option<&Value> {
        match self {
            Self::Uri(_) => None,
            Self::Inline(value) => Some(value),
        }
    }
}

/// An activity as it was sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Activity {
    /// The id. Activities inside others (the Follow of an Accept) sometimes have none.
    pub id: Option<String>,
    /// What is done.
    pub kind: ActivityKind,
    /// Who does it.
    pub actor: String,
    /// To what.
    pub object: ObjectRef,
    /// Further objects: a Flag names the account and its posts.
    pub more_objects: Vec<ObjectRef>,
    /// Where to: the collection of an Add, the new account of a Move.
    pub target: Option<String>,
    /// With what: the quoting post of a `QuoteRequest`.
    pub instrument: Option<ObjectRef>,
    /// What came of it: the authorization of an accepted `QuoteRequest`.
    pub result: Option<String>,
    /// Addressed to.
    pub to: Vec<String>,
    /// Copied to.
    pub cc: Vec<String>,
    /// The groups it was made in (FEP-1b12).
    pub audience: Vec<String>,
    /// When it says it was done.
    pub published: Option<Timestamp>,
    /// The emoji of a reaction, the words of a report. Plain text.
    pub content: Option<String>,
    /// Custom emojis of a reaction.
    pub emojis: Vec<Emoji>,
}

impl Activity {
    /// Reads an activity: it has a type, an actor and an object.
    pub fn parse(value: &Value) -> Result<Self, Refusal> {
        if !value.is_object() {
            return Err(Refusal::NotAnObject);
        }
        let mut objects = objects(value)?;
        let kind = kind(value)?;
        let actor = first_id(value, "actor").ok_or(Refusal::Missing("actor"))?;
        let actor = http_url(actor).ok_or(Refusal::BadField {
            field: "actor",
            reason: "is no web address",
        })?;
        if objects.is_empty() {
            return Err(Refusal::Missing("object"));
        }
        let object = objects.remove(0);
        let content = first_str(value, "content").or_else(|| first_str(value, "summary"));
        Ok(Self {
            id: id(value)?,
            kind,
            actor: actor.to_owned(),
            object,
            more_objects: objects,
            target: first_id(value, "target")
                .and_then(http_url)
                .map(str::to_owned),
            instrument: first(value, "instrument").and_then(ObjectRef::parse),
            result: first_id(value, "result")
                .and_then(http_url)
                .map(str::to_owned),
            to: addresses(value, "to")?,
            cc: addresses(value, "cc")?,
            audience: addresses(value, "audience")?,
            published: parse_date(value, "published"),
            content: content.map(|content| cut(content, 16 * 1024).to_owned()),
            emojis: emojis(value),
        })
    }

    /// The id of an activity that stands for itself, on its actor's origin (FEP-fe34). An inbox takes
    /// no other: without an id a repetition cannot be told from a new one.
    pub fn own_id(&self) -> Result<&str, Refusal> {
        let id = self.id.as_deref().ok_or(Refusal::Missing("id"))?;
        check_same_origin(&self.actor, id, "id")?;
        Ok(id)
    }

    /// Every object.
    pub fn objects(&self) -> impl Iterator<Item = &ObjectRef> {
        std::iter::once(&self.object).chain(&self.more_objects)
    }

    /// The object's document, if it was carried along and its id is on the actor's own origin: the
    /// only inline object that needs no proof and no fetch (FEP-fe34, gotcha 5).
    pub fn trusted_object(&self) -> Option<&Value> {
        let id = self.object.id()?;
        let own = check_same_origin(&self.actor, id, "object").is_ok();
        self.object.inline().filter(|_| own)
    }
}

/// Whether a document is an activity: a type we know as one, or any with an actor and an object.
pub(crate) fn is_activity(value: &Value) -> bool {
    types_of(value).any(|name| ActivityKind::known(name).is_some())
        || (first(value, "actor").is_some() && first(value, "object").is_some())
}

fn kind(value: &Value) -> Result<ActivityKind, Refusal> {
    let known = types_of(value).find_map(ActivityKind::known);
    let other = || {
        types_of(value)
            .next()
            .map(|name| ActivityKind::Other(cut(name, 64).to_owned()))
    };
    known.or_else(other).ok_or(Refusal::Missing("type"))
}

fn id(value: &Value) -> Result<Option<String>, Refusal> {
    let Some(id) = first_str(value, "id") else {
        return Ok(None);
    };
    let id = http_url(id).ok_or(Refusal::BadField {
        field: "id",
        reason: "is no web address",
    })?;
    Ok(Some(id.to_owned()))
}

fn objects(value: &Value) -> Result<Vec<ObjectRef>, Refusal> {
    if values(value, "object").nth(MAX_OBJECTS).is_some() {
        return Err(Refusal::TooMany {
            field: "object",
            limit: MAX_OBJECTS,
        });
    }
    Ok(values(value, "object")
        .filter_map(ObjectRef::parse)
        .collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{Activity, ActivityKind, ObjectRef};
    use crate::Refusal;

    fn like(more: &Value) -> Value {
        let mut like = json!({
            "id": "https://a.example/likes/1", "type": "Like",
            "actor": "https://a.example/alice", "object": "https://b.example/notes/1",
        });
        for (key, value) in more.as_object().unwrap() {
            like[key] = value.clone();
        }
        like
    }

    #[test]
    fn type_actor_and_object_are_enough() {
        let activity = Activity::parse(&like(&json!({"id": null}))).unwrap();
        assert_eq!(activity.kind, ActivityKind::Like);
        assert_eq!(
            activity.object,
            ObjectRef::Uri("https://b.example/notes/1".into())
        );
        assert_eq!(activity.own_id(), Err(Refusal::Missing("id")));
    }

    #[test]
    fn every_known_kind_keeps_its_name() {
        for kind in ActivityKind::KNOWN {
            assert_eq!(ActivityKind::known(kind.as_str()), Some(kind));
        }
        let lock = Activity::parse(&like(&json!({"type": "Lock"}))).unwrap();
        assert_eq!(lock.kind, ActivityKind::Other("Lock".into()));
    }

    /// C12: missing and malformed properties, and lists far too long.
    #[test]
    fn a_refusal_says_what_is_wrong() {
        for (more, code) in [
            (json!({"object": null}), "missing_field"),
            (
                json!({"object": [[["https://b.example/1"]]]}),
                "missing_field",
            ),
            (
                json!({"object": vec!["https://b.example/1"; 500]}),
                "too_many",
            ),
            (json!({"actor": null}), "missing_field"),
            (json!({"actor": "alice"}), "bad_field"),
            (json!({"type": 7}), "missing_field"),
            (json!({"id": "urn:uuid:1"}), "bad_field"),
            (
                json!({"cc": vec!["https://b.example/1"; 100_000]}),
                "too_many",
            ),
        ] {
            assert_eq!(Activity::parse(&like(&more)).unwrap_err().code(), code);
        }
        assert_eq!(Activity::parse(&json!(null)), Err(Refusal::NotAnObject));
    }

    #[test]
    fn a_report_has_several_objects() {
        let flag = json!({"type": "Flag", "content": "spam",
            "object": ["https://b.example/bob", "https://b.example/notes/1"]});
        let flag = Activity::parse(&like(&flag)).unwrap();
        assert_eq!(flag.objects().filter_map(ObjectRef::id).count(), 2);
        assert_eq!(flag.content.as_deref(), Some("spam"));
    }

    #[test]
    fn an_activity_of_another_origin_than_its_actor_is_refused() {
        let forged = Activity::parse(&like(&json!({"id": "https://b.example/1"}))).unwrap();
        assert_eq!(forged.own_id(), Err(Refusal::ForeignOrigin { field: "id" }));
    }

    /// A13: the body of a foreign object is not taken from whoever wraps it.
    #[test]
    fn only_an_inline_object_of_the_same_origin_is_trusted() {
        let own = like(&json!({"object": {"id": "https://a.example/notes/1", "type": "Note"}}));
        assert!(Activity::parse(&own).unwrap().trusted_object().is_some());
        for object in [
            json!({"id": "https://b.example/notes/1", "type": "Note"}),
            json!({"type": "Note"}),
            json!("https://a.example/notes/1"),
        ] {
            let wrapped = like(&json!({ "object": object }));
            assert_eq!(Activity::parse(&wrapped).unwrap().trusted_object(), None);
        }
    }

    proptest! {
        #[test]
        fn an_activity_of_any_shape_is_answered(value in crate::value::arbitrary::json()) {
            let _ = Activity::parse(&value);
            if value.is_object() {
                let _ = Activity::parse(&like(&value));
            }
        }
    }
}
