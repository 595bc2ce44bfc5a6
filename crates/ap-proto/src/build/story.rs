//! Stories, written.

use serde_json::Value;

use super::Object;
use super::note::attachment;
use crate::object::Story;

impl Story {
    /// Writes the story, without `@context`. Its file is one object and no list: that is how Pixelfed reads it.
    pub fn to_value(&self) -> Value {
        Object::new("Story")
            .with("id", self.id.as_str())
            .with("attributedTo", self.attributed_to.as_str())
            .with("to", self.to.clone())
            .with("cc", Vec::<Value>::new())
            .with_some("content", self.text.as_deref())
            .with_date("published", Some(self.published))
            .with_date("expiresAt", Some(self.expires_at))
            .with("duration", self.seconds)
            .with("can_reply", false)
            .with("can_react", false)
            .with("attachment", attachment(&self.attachment))
            .build()
    }
}
