//! What a document is, when it may be anything.

use jiff::Timestamp;
use serde_json::Value;

use crate::Refusal;
use crate::activity::{Activity, is_activity};
use crate::actor::{Actor, ActorKind};
use crate::collection::Collection;
use crate::key::{ActorKey, is_key};
use crate::object::{Note, NoteKind, other_kind, required_id};
use crate::value::{cut, first_str, has_type, parse_date, types_of};

/// What remains of a deleted object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    /// The id of what was deleted.
    pub id: String,
    /// What it was.
    pub former_type: Option<String>,
    /// When it was deleted.
    pub deleted: Option<Timestamp>,
}

impl Tombstone {
    fn parse(value: &Value) -> Result<Self, Refusal> {
        Ok(Self {
            id: required_id(value)?,
            former_type: first_str(value, "formerType").map(|name| cut(name, 64).to_owned()),
            deleted: parse_date(value, "deleted"),
        })
    }
}

/// A document of any kind we can read.
#[derive(Debug, Clone, PartialEq)]
pub enum Document {
    /// Something someone did.
    Activity(Box<Activity>),
    /// Someone.
    Actor(Box<Actor>),
    /// A post.
    Note(Box<Note>),
    /// A list.
    Collection(Collection),
    /// Something deleted.
    Tombstone(Tombstone),
    /// A public key.
    Key(ActorKey),
}

impl Document {
    /// Finds out what a document is and reads it.
    pub fn parse(value: &Value) -> Result<Self, Refusal> {
        if !value.is_object() {
            return Err(Refusal::NotAnObject);
        }
        if types_of(value).any(|name| ActorKind::from_name(name).is_some()) {
            return Actor::parse(value).map(|actor| Self::Actor(Box::new(actor)));
        }
        if types_of(value).any(|name| NoteKind::from_name(name).is_some()) {
            return Note::parse(value).map(|note| Self::Note(Box::new(note)));
        }
        if Collection::is_one(value) {
            return Collection::parse(value).map(Self::Collection);
        }
        if has_type(value, "Tombstone") {
            return Tombstone::parse(value).map(Self::Tombstone);
        }
        if is_activity(value) {
            return Activity::parse(value).map(|activity| Self::Activity(Box::new(activity)));
        }
        if is_key(value) {
            return ActorKey::parse(value).map(Self::Key);
        }
        if other_kind(value).is_some() {
            return Note::parse(value).map(|note| Self::Note(Box::new(note)));
        }
        Err(Refusal::wrong_type(
            "an activity, actor, post, collection or key",
            types_of(value).next(),
        ))
    }

    /// The id the document claims.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Activity(activity) => activity.id.as_deref(),
            Self::Actor(actor) => Some(&actor.id),
            Self::Note(note) => Some(&note.id),
            Self::Collection(collection) => collection.id.as_deref(),
            Self::Tombstone(tombstone) => Some(&tombstone.id),
            Self::Key(key) => Some(&key.id),
        }
    }

    /// In a few words, for logs and tables: `activity Create`, `actor Person`, `post Note`.
    pub fn describe(&self) -> String {
        match self {
            Self::Activity(activity) => format!("activity {}", activity.kind.as_str()),
            Self::Actor(actor) => format!("actor {}", actor.kind.as_str()),
            Self::Note(note) => format!("post {}", note.kind.as_str()),
            Self::Collection(collection) => format!("collection {}", collection.kind),
            Self::Tombstone(_) => "tombstone".to_owned(),
            Self::Key(_) => "key".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::Document;

    #[test]
    fn each_kind_is_told_by_its_type() {
        let id = "https://a.example/1";
        for (document, what) in [
            (
                json!({"id": id, "type": "Like", "actor": id, "object": id}),
                "activity Like",
            ),
            (
                json!({"id": id, "type": "Lock", "actor": id, "object": id}),
                "activity Lock",
            ),
            (
                json!({"id": id, "type": "Service", "inbox": id}),
                "actor Service",
            ),
            (
                json!({"id": id, "type": "Page", "actor": id, "object": id}),
                "post Page",
            ),
            (
                json!({"id": id, "type": "OrderedCollection"}),
                "collection OrderedCollection",
            ),
            (json!({"id": id, "type": "Tombstone"}), "tombstone"),
        ] {
            assert_eq!(Document::parse(&document).unwrap().describe(), what);
        }
    }

    #[test]
    fn what_we_do_not_know_is_refused_by_name() {
        let error =
            Document::parse(&json!({"id": "https://a.example/1", "type": "Recipe"})).unwrap_err();
        assert_eq!(error.code(), "wrong_type");
        assert!(error.to_string().contains("Recipe"));
    }

    #[test]
    fn what_has_an_author_and_words_is_shown_whatever_it_is() {
        let recipe = json!({"id": "https://a.example/1", "type": "Recipe", "name": "Soup",
            "attributedTo": "https://a.example/alice"});
        let Document::Note(note) = Document::parse(&recipe).unwrap() else {
            panic!("no post")
        };
        assert_eq!(note.other_kind.as_deref(), Some("Recipe"));
    }

    proptest! {
        #[test]
        fn a_document_of_any_shape_is_answered(value in crate::value::arbitrary::json()) {
            if let Ok(document) = Document::parse(&value) {
                let _ = (document.id().map(str::len), document.describe());
            }
        }
    }
}
