//! Rules of posts and the consent to quotes and answers, written.

use serde_json::{Value, json};

use super::Object;
use crate::object::{Authorization, InteractionRule, InteractionRules};

impl InteractionRules {
    /// Writes the rules; `None` when there are none.
    pub(super) fn to_value(&self) -> Option<Value> {
        let rules = [
            ("canReply", &self.reply),
            ("canLike", &self.like),
            ("canAnnounce", &self.announce),
            ("canQuote", &self.quote),
        ];
        let said = rules.into_iter().filter_map(|(name, rule)| {
            let rule = rule.as_ref()?;
            Some((name.to_owned(), rule.to_value()))
        });
        let said: serde_json::Map<String, Value> = said.collect();
        (!said.is_empty()).then_some(Value::Object(said))
    }
}

impl InteractionRule {
    fn to_value(&self) -> Value {
        json!({ "automaticApproval": self.automatic, "manualApproval": self.manual })
    }
}

impl Authorization {
    /// Writes it, without `@context`.
    pub fn to_value(&self) -> Value {
        Object::new(self.of.authorization())
            .with("id", self.id.as_str())
            .with("attributedTo", self.attributed_to.as_str())
            .with("interactingObject", self.interacting_object.as_str())
            .with("interactionTarget", self.interaction_target.as_str())
            .build()
    }
}
