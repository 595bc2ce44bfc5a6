//! Who may answer, like, boost and quote a post (`interactionPolicy`, GoToSocial and FEP-044f), and what says that a quote
//! was agreed to.

use serde_json::Value;

use crate::Refusal;
use crate::object::required_id;
use crate::value::{first, first_id, has_type, http_url, ids_of};

/// The most addresses of one rule that are read.
const MAX_ADDRESSES: usize = 64;

/// Who may do one thing with a post. Both lists name actors, collections of them, or the public.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InteractionRule {
    /// Those who may at once (`automaticApproval`, in older documents `always`).
    pub automatic: Vec<String>,
    /// Those whose author is asked (`manualApproval`, in older documents `approvalRequired`).
    pub manual: Vec<String>,
}

/// Who may do what with a post. `None`: the post does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InteractionRules {
    /// Who may answer it.
    pub reply: Option<InteractionRule>,
    /// Who may like it.
    pub like: Option<InteractionRule>,
    /// Who may boost it.
    pub announce: Option<InteractionRule>,
    /// Who may quote it.
    pub quote: Option<InteractionRule>,
}

impl InteractionRules {
    /// Reads the rules of a post; a post without any has none.
    pub(super) fn parse(post: &Value) -> Self {
        let Some(rules) = first(post, "interactionPolicy") else {
            return Self::default();
        };
        let rule = |name| first(rules, name).filter(|rule| rule.is_object());
        Self {
            reply: rule("canReply").map(InteractionRule::parse),
            like: rule("canLike").map(InteractionRule::parse),
            announce: rule("canAnnounce").map(InteractionRule::parse),
            quote: rule("canQuote").map(InteractionRule::parse),
        }
    }
}

impl InteractionRule {
    fn parse(rule: &Value) -> Self {
        let either = |now, before| {
            let mut found = ids_of(rule, now);
            if found.is_empty() {
                found = ids_of(rule, before);
            }
            found.truncate(MAX_ADDRESSES);
            found
        };
        Self {
            automatic: either("automaticApproval", "always"),
            manual: either("manualApproval", "approvalRequired"),
        }
    }
}

/// What somebody does with a post that its author has a say in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interaction {
    /// They quote it (FEP-044f).
    Quote,
    /// They answer it (GoToSocial's interaction policies).
    Reply,
}

impl Interaction {
    /// The type of what says that it is fine.
    pub const fn authorization(self) -> &'static str {
        match self {
            Self::Quote => "QuoteAuthorization",
            Self::Reply => "ReplyAuthorization",
        }
    }
}

/// The word of the author of a post that what somebody did with it is fine. It is worth something only where it was fetched
/// from: the origin of the one it is by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorization {
    /// What is fine.
    pub of: Interaction,
    /// Its id.
    pub id: String,
    /// Whose word it is.
    pub attributed_to: String,
    /// The post that quotes or answers.
    pub interacting_object: String,
    /// The post that is quoted or answered.
    pub interaction_target: String,
}

impl Authorization {
    /// Reads one. [`Refusal`] when it is something else or leaves something out.
    pub fn parse(of: Interaction, value: &Value) -> Result<Self, Refusal> {
        if !has_type(value, of.authorization()) {
            return Err(Refusal::wrong_type("an authorization", None));
        }
        let address = |field: &'static str| {
            let found = first_id(value, field).and_then(http_url);
            found.map(str::to_owned).ok_or(Refusal::Missing(field))
        };
        Ok(Self {
            of,
            id: required_id(value)?,
            attributed_to: address("attributedTo")?,
            interacting_object: address("interactingObject")?,
            interaction_target: address("interactionTarget")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rules_are_read_in_both_spellings() {
        let public = "https://www.w3.org/ns/activitystreams#Public";
        let post = json!({ "interactionPolicy": {
            "canQuote": { "automaticApproval": public, "manualApproval": ["https://a.example/f"] },
            "canReply": { "always": [public], "approvalRequired": [] },
            "canLike": "nonsense",
        }});
        let rules = InteractionRules::parse(&post);
        let quote = rules.quote.unwrap();
        assert_eq!((quote.automatic.len(), quote.manual.len()), (1, 1));
        assert_eq!(rules.reply.unwrap().automatic, [public]);
        assert_eq!((rules.like, rules.announce), (None, None));
        assert_eq!(
            InteractionRules::parse(&json!({ "interactionPolicy": 7 })),
            InteractionRules::default()
        );
    }

    #[test]
    fn an_authorization_leaves_nothing_out() {
        let whole = Authorization {
            of: Interaction::Quote,
            id: "https://a.example/q/1".into(),
            attributed_to: "https://a.example/alice".into(),
            interacting_object: "https://b.example/n/1".into(),
            interaction_target: "https://a.example/n/1".into(),
        };
        let written = whole.to_value();
        assert_eq!(
            Authorization::parse(Interaction::Quote, &written),
            Ok(whole)
        );
        assert!(Authorization::parse(Interaction::Reply, &written).is_err());
        for field in [
            "id",
            "type",
            "attributedTo",
            "interactingObject",
            "interactionTarget",
        ] {
            let mut less = written.clone();
            less[field] = json!(null);
            let read = Authorization::parse(Interaction::Quote, &less);
            assert!(read.is_err(), "{field}");
        }
    }
}
