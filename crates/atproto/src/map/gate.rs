//! Who may answer and quote: our rules for a post, and the gates that stand beside it in the repository
//! (lexicons `app.bsky.feed.threadgate` and `app.bsky.feed.postgate`).

use at_proto::data::Ipld;
use at_proto::syntax::AtUri;
use model::{InteractionPolicy, Permission, QuoteConsent, Time};

use super::value::{self, moment, text, typed};

/// Which collection the gates of answers are in, under the key of their post.
pub(crate) const THREADGATE: &str = "app.bsky.feed.threadgate";
/// Which collection the gates of quotes are in, under the key of their post.
pub(crate) const POSTGATE: &str = "app.bsky.feed.postgate";

/// How many posts a gate of quotes names at most.
const MAX_DETACHED: usize = 50;

const MENTIONED: &str = "app.bsky.feed.threadgate#mentionRule";
const FOLLOWERS: &str = "app.bsky.feed.threadgate#followerRule";
const DISABLED: &str = "app.bsky.feed.postgate#disableRule";

/// Who may answer a post. `None`: anyone may. The network has gates for whole threads alone: a post that answers
/// another one has none.
pub(crate) fn threadgate(
    post: &AtUri,
    policy: InteractionPolicy,
    created_at: Time,
) -> Option<Ipld> {
    let rules: &[&str] = match policy.reply {
        Permission::Anyone => return None,
        Permission::Followers => &[FOLLOWERS, MENTIONED],
        Permission::Named => &[MENTIONED],
        Permission::Nobody => &[],
    };
    Some(gate(THREADGATE, post, created_at, "allow", rules))
}

/// Who may quote a post. `None`: anyone may. There is nothing between anyone and no one.
pub(crate) fn postgate(post: &AtUri, policy: InteractionPolicy, created_at: Time) -> Option<Ipld> {
    let is_open = policy.quote == Permission::Anyone;
    (!is_open).then(|| gate(POSTGATE, post, created_at, "embeddingRules", &[DISABLED]))
}

fn gate(name: &str, post: &AtUri, created_at: Time, list: &str, rules: &[&str]) -> Ipld {
    let rules = rules.iter().map(|rule| typed(rule, [])).collect();
    typed(
        name,
        [
            ("post", text(post.as_str())),
            ("createdAt", moment(created_at)),
            (list, Ipld::List(rules)),
        ],
    )
}

/// The post that a gate says it is about.
pub(crate) fn post_of(gate: &Ipld) -> Option<&str> {
    value::text_of(gate, "post")
}

/// What the gates beside a post say. What we have no word for (those the author follows, a list) is the narrower one.
pub(crate) fn policy(threadgate: Option<&Ipld>, postgate: Option<&Ipld>) -> InteractionPolicy {
    InteractionPolicy {
        reply: threadgate.map_or(Permission::Anyone, who_answers),
        quote: postgate.map_or(Permission::Anyone, who_quotes),
        ..InteractionPolicy::default()
    }
}

/// The same when one of the gates says something else from now on, or is gone; `None` for what is no gate.
pub(crate) fn changed(
    policy: InteractionPolicy,
    collection: &str,
    now: Option<&Ipld>,
) -> Option<InteractionPolicy> {
    let said = self::policy(now, now);
    match collection {
        THREADGATE => Some(InteractionPolicy {
            reply: said.reply,
            ..policy
        }),
        POSTGATE => Some(InteractionPolicy {
            quote: said.quote,
            ..policy
        }),
        _ => None,
    }
}

fn who_answers(gate: &Ipld) -> Permission {
    let Some(Ipld::List(rules)) = value::field(gate, "allow") else {
        return Permission::Anyone;
    };
    let has = |name: &str| rules.iter().any(|rule| value::type_of(rule) == name);
    if has(FOLLOWERS) {
        Permission::Followers
    } else if rules.is_empty() {
        Permission::Nobody
    } else {
        Permission::Named
    }
}

fn who_quotes(gate: &Ipld) -> Permission {
    let mut rules = value::list_of(gate, "embeddingRules").iter();
    if rules.any(|rule| value::type_of(rule) == DISABLED) {
        Permission::Nobody
    } else {
        Permission::Anyone
    }
}

/// In which posts the author of a post does not want it to be shown: at most [`MAX_DETACHED`].
pub(crate) fn detached(gate: &Ipld) -> Vec<AtUri> {
    let listed = value::list_of(gate, "detachedEmbeddingUris").iter();
    let uris = listed.filter_map(|uri| AtUri::parse(value::as_text(uri)?).ok());
    uris.take(MAX_DETACHED).collect()
}

/// A gate of quotes that names these posts as well: the gate that there is, or a new one for `post`. `None` when there is
/// nothing to say.
pub(crate) fn with_detached(
    gate: Option<Ipld>,
    (post, created_at): (&AtUri, Time),
    detached: &[AtUri],
) -> Option<Ipld> {
    if detached.is_empty() {
        return gate;
    }
    let mut gate =
        gate.unwrap_or_else(|| self::gate(POSTGATE, post, created_at, "embeddingRules", &[]));
    // The newest are kept.
    let newest = detached.len().saturating_sub(MAX_DETACHED);
    let uris = detached.iter().skip(newest).map(|uri| text(uri.as_str()));
    let uris = Ipld::List(uris.collect());
    value::put(&mut gate, "detachedEmbeddingUris", Some(uris));
    Some(gate)
}

/// What the gate beside a post says to a quote of it by somebody else. No gate is an open one.
pub(crate) fn consent(postgate: Option<&Ipld>, by: &AtUri) -> QuoteConsent {
    let Some(gate) = postgate else {
        return QuoteConsent::Accepted;
    };
    if detached(gate).contains(by) {
        QuoteConsent::Revoked
    } else if who_quotes(gate) == Permission::Anyone {
        QuoteConsent::Accepted
    } else {
        QuoteConsent::Refused
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gate_says_no_to_all_quotes_or_to_some() {
        let uri = |rkey: &str| {
            let uri = format!("at://did:plc:abc/app.bsky.feed.post/{rkey}");
            AtUri::parse(&uri).unwrap()
        };
        let (one, other) = (uri("3jzfcijpj2z2a"), uri("3jzfcijpj2z2b"));
        assert_eq!(consent(None, &one), QuoteConsent::Accepted);
        let listed = Ipld::List(vec![text(one.as_str()), text("no uri"), Ipld::Null]);
        let gate = typed(POSTGATE, [("detachedEmbeddingUris", listed)]);
        assert_eq!(consent(Some(&gate), &one), QuoteConsent::Revoked);
        assert_eq!(consent(Some(&gate), &other), QuoteConsent::Accepted);
        let rules = Ipld::List(vec![typed(DISABLED, [])]);
        let gate = typed(POSTGATE, [("embeddingRules", rules)]);
        assert_eq!(consent(Some(&gate), &one), QuoteConsent::Refused);
        let many = (0..500).map(|_| text(one.as_str())).collect();
        let gate = typed(POSTGATE, [("detachedEmbeddingUris", Ipld::List(many))]);
        assert_eq!(detached(&gate).len(), MAX_DETACHED);
    }

    #[test]
    fn a_gate_names_posts_beside_what_it_says_already() {
        let at = Time::from_seconds(1_700_000_000);
        let uri = |n: usize| {
            let uri = format!("at://did:plc:abc/app.bsky.feed.post/{n}");
            AtUri::parse(&uri).unwrap()
        };
        let (post, many): (_, Vec<AtUri>) = (uri(0), (1..=60).map(uri).collect());
        assert_eq!(with_detached(None, (&post, at), &[]), None);
        let new = with_detached(None, (&post, at), &many).unwrap();
        assert_eq!(value::text_of(&new, "post"), Some(post.as_str()));
        assert_eq!(detached(&new), many[10..], "the newest");
        let rules = Ipld::List(vec![typed(DISABLED, [])]);
        let closed = typed(
            POSTGATE,
            [("embeddingRules", rules), ("other", text("kept"))],
        );
        let both = with_detached(Some(closed), (&post, at), &many[..1]).unwrap();
        assert_eq!(who_quotes(&both), Permission::Nobody);
        assert_eq!(value::text_of(&both, "other"), Some("kept"));
        assert_eq!(consent(Some(&both), &many[0]), QuoteConsent::Revoked);
    }

    #[test]
    fn who_may_answer_and_quote_survives_the_gates() {
        let at = Time::from_seconds(1_700_000_000);
        let post = AtUri::parse("at://did:plc:abc/app.bsky.feed.post/3jzfcijpj2z2a").unwrap();
        for reply in [
            Permission::Anyone,
            Permission::Followers,
            Permission::Named,
            Permission::Nobody,
        ] {
            for quote in [Permission::Anyone, Permission::Nobody] {
                let wanted = InteractionPolicy {
                    reply,
                    quote,
                    ..InteractionPolicy::default()
                };
                let (answers, quotes) =
                    (threadgate(&post, wanted, at), postgate(&post, wanted, at));
                assert_eq!(policy(answers.as_ref(), quotes.as_ref()), wanted);
            }
        }
    }

    #[test]
    fn a_rule_nobody_knows_is_not_an_open_gate() {
        let rules = Ipld::List(vec![typed("app.bsky.feed.threadgate#listRule", [])]);
        let gate = typed(THREADGATE, [("allow", rules)]);
        assert_eq!(policy(Some(&gate), None).reply, Permission::Named);
        let gate = typed(THREADGATE, [("allow", text("all"))]);
        assert_eq!(policy(Some(&gate), None).reply, Permission::Anyone);
    }
}
