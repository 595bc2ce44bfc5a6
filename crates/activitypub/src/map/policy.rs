//! Who may answer, boost and quote a post: our words and the Fediverse's (`interactionPolicy`).

use ap_proto::object::{InteractionRule, InteractionRules};
use ap_proto::value::{PUBLIC, is_public};
use model::{InteractionPolicy, Permission};
use social::PostView;

use super::is_of_the_web;
use crate::urls::Urls;

/// The rules of a post of another server. Of quotes, those whose author wants to be asked may ask; answers wait until they are
/// let in; nobody here asks for a boost, so who would have to may not. What a post does not say is allowed, or asked for.
pub(crate) fn to_policy(rules: &InteractionRules, followers: Option<&str>) -> InteractionPolicy {
    InteractionPolicy {
        // Whoever is named may always answer.
        reply: match &rules.reply {
            None => Permission::Anyone,
            Some(rule) => at_once(rule, followers, Permission::Named),
        },
        quote: match &rules.quote {
            None => Permission::Anyone,
            Some(rule) => permission(rule, followers, Permission::Nobody),
        },
        boost: match &rules.announce {
            None => Permission::Anyone,
            Some(rule) => at_once(rule, followers, Permission::Nobody),
        },
        asks: rules.reply.as_ref().is_some_and(|rule| {
            let asked = permission(&only_manual(rule), followers, Permission::Nobody);
            asked != Permission::Nobody
        }),
    }
}

/// Who may without being asked for.
fn at_once(rule: &InteractionRule, followers: Option<&str>, other: Permission) -> Permission {
    let automatic = InteractionRule {
        automatic: rule.automatic.clone(),
        manual: Vec::new(),
    };
    permission(&automatic, followers, other)
}

fn only_manual(rule: &InteractionRule) -> InteractionRule {
    InteractionRule {
        automatic: Vec::new(),
        manual: rule.manual.clone(),
    }
}

fn permission(rule: &InteractionRule, followers: Option<&str>, other: Permission) -> Permission {
    let named = || rule.automatic.iter().chain(&rule.manual);
    if named().any(|address| is_public(address)) {
        Permission::Anyone
    } else if named().any(|address| followers == Some(address)) {
        Permission::Followers
    } else {
        other
    }
}

/// The rules of a post of ours. What is not for everyone only its author quotes, and says no more than that.
pub(super) fn to_rules(post: &PostView, urls: &Urls) -> InteractionRules {
    let author = urls.actor(post.account.id);
    let rule = |automatic| {
        Some(InteractionRule {
            automatic,
            manual: Vec::new(),
        })
    };
    if !post.audience.is_open() {
        return InteractionRules {
            quote: rule(vec![author]),
            ..InteractionRules::default()
        };
    }
    let mentions = post.mentions.iter().map(|mention| mention.uri.clone());
    let mentions: Vec<String> = mentions.filter(|uri| is_of_the_web(uri)).collect();
    // Everybody else may ask, where their author wants to be asked.
    let asked = |rule: Option<InteractionRule>| {
        let manual = post.policy.asks && post.policy.reply != Permission::Anyone;
        let manual = manual.then(|| PUBLIC.to_owned()).into_iter().collect();
        rule.map(|rule| InteractionRule { manual, ..rule })
    };
    let may = |permission| {
        let first = match permission {
            Permission::Anyone => return rule(vec![PUBLIC.to_owned()]),
            Permission::Nobody => return rule(vec![author.clone()]),
            Permission::Followers => urls.followers(post.account.id),
            Permission::Named => author.clone(),
        };
        rule(std::iter::once(first).chain(mentions.clone()).collect())
    };
    InteractionRules {
        reply: asked(may(post.policy.reply)),
        like: may(Permission::Anyone),
        announce: may(post.policy.boost),
        quote: may(post.policy.quote),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOLLOWERS: &str = "https://a.example/alice/followers";

    fn of(automatic: &[&str], manual: &[&str]) -> Permission {
        let own = |list: &[&str]| list.iter().map(ToString::to_string).collect();
        let rules = InteractionRules {
            quote: Some(InteractionRule {
                automatic: own(automatic),
                manual: own(manual),
            }),
            ..InteractionRules::default()
        };
        to_policy(&rules, Some(FOLLOWERS)).quote
    }

    #[test]
    fn who_may_answer_at_once_and_who_has_to_ask_are_told_apart() {
        let own = |list: &[&str]| list.iter().map(ToString::to_string).collect();
        let read = |automatic: &[&str], manual: &[&str]| {
            let rules = InteractionRules {
                reply: Some(InteractionRule {
                    automatic: own(automatic),
                    manual: own(manual),
                }),
                ..InteractionRules::default()
            };
            let policy = to_policy(&rules, Some(FOLLOWERS));
            (policy.reply, policy.asks)
        };
        assert_eq!(read(&[PUBLIC], &[]), (Permission::Anyone, false));
        assert_eq!(read(&[FOLLOWERS], &[PUBLIC]), (Permission::Followers, true));
        let alice = "https://a.example/alice";
        assert_eq!(read(&[alice], &[PUBLIC]), (Permission::Named, true));
        assert_eq!(read(&[alice], &[]), (Permission::Named, false));
    }

    #[test]
    fn who_would_have_to_ask_for_a_boost_may_not() {
        let own = |list: &[&str]| list.iter().map(ToString::to_string).collect();
        let read = |automatic: &[&str], manual: &[&str]| {
            let rules = InteractionRules {
                announce: Some(InteractionRule {
                    automatic: own(automatic),
                    manual: own(manual),
                }),
                ..InteractionRules::default()
            };
            to_policy(&rules, Some(FOLLOWERS)).boost
        };
        assert_eq!(read(&[PUBLIC], &[]), Permission::Anyone);
        assert_eq!(read(&[FOLLOWERS], &[PUBLIC]), Permission::Followers);
        assert_eq!(read(&[], &[PUBLIC]), Permission::Nobody);
    }

    #[test]
    fn who_is_asked_may_ask_and_who_is_not_named_may_not() {
        assert_eq!(of(&["as:Public"], &[]), Permission::Anyone);
        assert_eq!(of(&[], &[PUBLIC]), Permission::Anyone);
        assert_eq!(of(&[FOLLOWERS], &[]), Permission::Followers);
        let others = "https://b.example/bob/followers";
        assert_eq!(of(&[others], &[]), Permission::Nobody);
        assert_eq!(of(&["https://a.example/alice"], &[]), Permission::Nobody);
        assert_eq!(of(&[], &[]), Permission::Nobody);
        let silent = to_policy(&InteractionRules::default(), None);
        assert_eq!(silent, InteractionPolicy::default());
    }
}
