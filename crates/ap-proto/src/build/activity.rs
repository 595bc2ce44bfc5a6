//! Activities, written.

use serde_json::Value;

use super::{Object, date, emoji};
use crate::activity::{Activity, ActivityKind, ObjectRef};
use crate::object::Note;

impl Activity {
    /// An activity with nothing but what every activity must have, addressed to nobody.
    pub fn new(kind: ActivityKind, id: &str, actor: &str, object: ObjectRef) -> Self {
        Self {
            id: Some(id.to_owned()),
            kind,
            actor: actor.to_owned(),
            object,
            more_objects: Vec::new(),
            target: None,
            instrument: None,
            result: None,
            to: Vec::new(),
            cc: Vec::new(),
            audience: Vec::new(),
            published: None,
            content: None,
            emojis: Vec::new(),
        }
    }

    /// A Create or Update that carries a post, by its author, addressed as the post is.
    pub fn of_note(kind: ActivityKind, id: &str, note: &Note) -> Self {
        Self {
            to: note.to.clone(),
            cc: note.cc.clone(),
            audience: note.audience.clone(),
            published: note.updated.or(note.published),
            ..Self::new(kind, id, note.author(), ObjectRef::Inline(note.to_value()))
        }
    }

    /// An answer to (Accept, Reject) or withdrawal of (Undo) another activity, which it carries.
    pub fn of_activity(kind: ActivityKind, id: &str, actor: &str, other: &Self) -> Self {
        Self::new(kind, id, actor, ObjectRef::Inline(other.to_value()))
    }

    /// Writes the activity, without `@context`.
    pub fn to_value(&self) -> Value {
        let emojis: Vec<Value> = self.emojis.iter().map(emoji).collect();
        let object = if self.more_objects.is_empty() {
            self.object.to_value()
        } else {
            self.objects().map(ObjectRef::to_value).collect()
        };
        Object::new(self.kind.as_str())
            .with_some("id", self.id.as_deref())
            .with("actor", self.actor.as_str())
            .with("object", object)
            .with_some("target", self.target.as_deref())
            .with_some(
                "instrument",
                self.instrument.as_ref().map(ObjectRef::to_value),
            )
            .with_some("result", self.result.as_deref())
            .with_any("to", &self.to)
            .with_any("cc", &self.cc)
            .with_audience(&self.audience)
            .with_some("published", self.published.map(date))
            .with_some("content", self.content.as_deref())
            .with_any("tag", &emojis)
            .build()
    }
}

impl ObjectRef {
    /// The id or the document, as it was.
    pub fn to_value(&self) -> Value {
        match self {
            Self::Uri(id) => Value::from(id.as_str()),
            Self::Inline(value) => value.clone(),
        }
    }
}
