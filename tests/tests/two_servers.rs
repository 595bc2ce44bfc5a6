//! Two servers on this machine, everything that people do with each other across them, in both
//! directions and over both kinds of HTTP signatures and databases, seen on the other side through the Mastodon API.
#![expect(clippy::expect_used, reason = "what is not there makes a red test")]

use activitypub::ID;
use ap_proto::signature::Scheme;
use serde_json::Value;
use testkit::{Blueprint, Peer, Person, Phone, World, settle};

/// A server and the one person on it whom the story is about.
struct Home {
    world: World,
    person: Person,
}

impl Home {
    async fn of(name: &str) -> Self {
        Self::built(Blueprint::new(), name).await
    }

    async fn built(blueprint: Blueprint, name: &str) -> Self {
        let world = blueprint.listening().build().await;
        let person = world.person(name).await;
        Self { world, person }
    }

    fn phone(&self) -> Phone<'_> {
        self.world.phone(&self.person)
    }

    /// How this server signs what it sends to another from now on.
    async fn sign_for(&self, host: &str, scheme: Scheme) {
        let word = match scheme {
            Scheme::Cavage => r#"{"signature":"cavage"}"#,
            Scheme::Rfc9421 => r#"{"signature":"rfc9421"}"#,
        };
        let kept = self.world.social().set_peer_facts(ID, host, word).await;
        kept.expect("facts are kept");
    }
}

/// Two homes, and each one's id on the other's server.
struct Story {
    alice: Home,
    bob: Home,
    alice_there: String,
    bob_here: String,
}

impl Story {
    async fn begin(scheme: Scheme) -> Self {
        let (alice, bob) = (Home::of("alice").await, Home::of("bob").await);
        Self::between(alice, bob, scheme).await
    }

    /// The same with Bob on PostgreSQL, if this machine has one.
    async fn begin_on_postgres() -> Option<Self> {
        let bob = Home::built(Blueprint::new().on_postgres()?, "bob").await;
        let alice = Home::of("alice").await;
        Some(Self::between(alice, bob, Scheme::Cavage).await)
    }

    async fn between(alice: Home, bob: Home, scheme: Scheme) -> Self {
        alice.sign_for(bob.world.host(), scheme).await;
        bob.sign_for(alice.world.host(), scheme).await;
        let bob_here = alice.phone().find(&bob.person.acct).await;
        let alice_there = bob.phone().find(&alice.person.acct).await;
        Self {
            alice,
            bob,
            alice_there,
            bob_here,
        }
    }

    /// The same story told from the other side.
    fn turned(self) -> Self {
        Self {
            alice: self.bob,
            bob: self.alice,
            alice_there: self.bob_here,
            bob_here: self.alice_there,
        }
    }

    async fn settle(&self) {
        settle(&[&self.alice.world, &self.bob.world]).await;
    }

    async fn follow(&self) {
        self.alice.phone().follow(&self.bob_here).await;
        self.settle().await;
        assert!(is(&self.relation_of_alice().await, "following"));
    }

    async fn relation_of_alice(&self) -> Value {
        self.alice.phone().relation(&self.bob_here).await
    }

    async fn relation_of_bob(&self) -> Value {
        self.bob.phone().relation(&self.alice_there).await
    }

    /// A post of Bob's as Alice has it.
    async fn at_alice(&self, post: &Value) -> Option<Value> {
        self.alice.phone().find_post(text(post, "uri")).await
    }
}

fn is(value: &Value, field: &str) -> bool {
    value.get(field).and_then(Value::as_bool).unwrap_or(false)
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn number(value: &Value, field: &str) -> Option<i64> {
    value.get(field).and_then(Value::as_i64)
}

fn holds(list: &[Value], content: &str) -> usize {
    let content = format!("<p>{content}</p>");
    let own = list.iter().filter(|post| text(post, "content") == content);
    own.count()
}

/// Runs a chapter for every scheme and from both sides.
macro_rules! chapters {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            use super::*;

            #[tokio::test]
            async fn signed_with_the_draft() {
                super::chapter::$name(Story::begin(Scheme::Cavage).await).await;
            }

            #[tokio::test]
            async fn signed_with_the_standard() {
                super::chapter::$name(Story::begin(Scheme::Rfc9421).await).await;
            }

            #[tokio::test]
            async fn from_the_other_side() {
                super::chapter::$name(Story::begin(Scheme::Rfc9421).await.turned()).await;
            }

            #[tokio::test]
            async fn with_two_kinds_of_databases() {
                if let Some(story) = Story::begin_on_postgres().await {
                    super::chapter::$name(story).await;
                }
            }
        }
    )*};
}

chapters![
    an_open_account_is_followed_at_once,
    a_locked_account_is_followed_once_it_agrees,
    a_locked_account_may_refuse,
    a_post_is_read_liked_boosted_and_answered,
    an_edit_arrives,
    a_deletion_arrives,
    a_private_post_goes_to_followers_only,
    who_unfollows_gets_no_more,
    a_block_ends_everything,
];

mod chapter {
    use http::{Method, StatusCode};

    use super::{Story, holds, is, number, text};

    pub(super) async fn an_open_account_is_followed_at_once(story: Story) {
        story.follow().await;
        assert!(is(&story.relation_of_bob().await, "followed_by"));
        let told = story.bob.phone().told().await;
        assert_eq!(
            told,
            [("follow".to_owned(), story.alice.person.acct.clone())]
        );
    }

    pub(super) async fn a_locked_account_is_followed_once_it_agrees(story: Story) {
        story.bob.phone().lock().await;
        story.alice.phone().follow(&story.bob_here).await;
        story.settle().await;
        assert!(is(&story.relation_of_alice().await, "requested"));
        assert!(!is(&story.relation_of_alice().await, "following"));
        let asking = story.bob.phone().requests().await;
        assert_eq!(asking.len(), 1);
        story
            .bob
            .phone()
            .answer(&story.alice_there, "authorize")
            .await;
        story.settle().await;
        assert!(is(&story.relation_of_alice().await, "following"));
        assert!(story.bob.phone().requests().await.is_empty());
    }

    pub(super) async fn a_locked_account_may_refuse(story: Story) {
        story.bob.phone().lock().await;
        story.alice.phone().follow(&story.bob_here).await;
        story.settle().await;
        story.bob.phone().answer(&story.alice_there, "reject").await;
        story.settle().await;
        let relation = story.relation_of_alice().await;
        assert!(!is(&relation, "requested") && !is(&relation, "following"));
    }

    pub(super) async fn a_post_is_read_liked_boosted_and_answered(story: Story) {
        story.follow().await;
        let (alice, bob) = (story.alice.phone(), story.bob.phone());
        let post = bob.publish("Hello, other server").await;
        story.settle().await;
        let home = alice.home().await;
        assert_eq!(holds(&home, "Hello, other server"), 1);
        let here = text(home.first().expect("a post"), "id").to_owned();
        alice.do_with(&here, "favourite").await;
        alice.do_with(&here, "reblog").await;
        let answer = format!("@{} Hello back", story.bob.person.acct);
        alice.reply(&here, &answer).await;
        story.settle().await;
        let id = text(&post, "id");
        let liked = bob.status(id).await.expect("his own post");
        for counter in ["favourites_count", "reblogs_count", "replies_count"] {
            assert_eq!(number(&liked, counter), Some(1), "{counter}");
        }
        let mut told: Vec<String> = bob.told().await.into_iter().map(|(kind, _)| kind).collect();
        told.sort();
        assert_eq!(told, ["favourite", "follow", "mention", "reblog"]);
        alice.do_with(&here, "unfavourite").await;
        alice.do_with(&here, "unreblog").await;
        story.settle().await;
        let unliked = bob.status(id).await.expect("his own post");
        for counter in ["favourites_count", "reblogs_count"] {
            assert_eq!(number(&unliked, counter), Some(0), "{counter}");
        }
    }

    pub(super) async fn an_edit_arrives(story: Story) {
        story.follow().await;
        let post = story.bob.phone().publish("Before").await;
        story.settle().await;
        story.bob.phone().edit(text(&post, "id"), "After").await;
        story.settle().await;
        let home = story.alice.phone().home().await;
        assert_eq!((holds(&home, "Before"), holds(&home, "After")), (0, 1));
        assert!(
            home.first()
                .is_some_and(|post| !post["edited_at"].is_null())
        );
    }

    pub(super) async fn a_deletion_arrives(story: Story) {
        story.follow().await;
        let post = story.bob.phone().publish("Not for long").await;
        story.settle().await;
        assert!(story.at_alice(&post).await.is_some());
        story.bob.phone().delete(text(&post, "id")).await;
        story.settle().await;
        assert!(story.alice.phone().home().await.is_empty());
        assert!(story.at_alice(&post).await.is_none(), "it stays deleted");
    }

    pub(super) async fn a_private_post_goes_to_followers_only(story: Story) {
        let stranger = story.alice.world.person("stranger").await;
        story.follow().await;
        let post = story.bob.phone().publish_as("private", "Among us").await;
        story.settle().await;
        let home = story.alice.phone().home().await;
        assert_eq!(holds(&home, "Among us"), 1);
        let uri = text(&post, "uri");
        assert!(story.alice.phone().find_post(uri).await.is_some());
        let seen = story.alice.world.phone(&stranger).find_post(uri).await;
        assert!(seen.is_none(), "a stranger on the follower's server");
    }

    pub(super) async fn who_unfollows_gets_no_more(story: Story) {
        story.follow().await;
        let (alice, bob) = (story.alice.phone(), story.bob.phone());
        alice.do_to(&story.bob_here, "unfollow").await;
        story.settle().await;
        assert!(!is(&story.relation_of_bob().await, "followed_by"));
        let post = bob.publish_as("private", "Alice is gone").await;
        story.settle().await;
        assert!(alice.home().await.is_empty());
        assert!(story.at_alice(&post).await.is_none());
    }

    pub(super) async fn a_block_ends_everything(story: Story) {
        story.follow().await;
        story.bob.phone().follow(&story.alice_there).await;
        story.settle().await;
        let post = story.bob.phone().publish("Still friends").await;
        story.settle().await;
        story.bob.phone().do_to(&story.alice_there, "block").await;
        story.settle().await;
        for relation in [
            story.relation_of_alice().await,
            story.relation_of_bob().await,
        ] {
            assert!(!is(&relation, "following") && !is(&relation, "followed_by"));
        }
        assert!(
            story.at_alice(&post).await.is_none(),
            "hidden from whom he blocks"
        );
        let path = format!("/api/v1/accounts/{}/follow", story.bob_here);
        let again = story.alice.phone().call(Method::POST, &path, &[]).await;
        assert_eq!(again.status, StatusCode::FORBIDDEN, "her server knows");
    }
}

/// What the chapters rely on: that what is set is what is sent.
#[tokio::test]
async fn a_peer_gets_the_signatures_it_is_known_to_want() {
    for scheme in [Scheme::Cavage, Scheme::Rfc9421] {
        let alice = Home::of("alice").await;
        let peer = Peer::start(alice.world.clock()).await;
        let bob = peer.actor("bob");
        alice.sign_for(peer.host(), scheme).await;
        let id = alice.phone().find(&bob.acct()).await;
        alice.phone().follow(&id).await;
        alice.world.settle().await;
        let received = peer.received();
        let schemes: Vec<Scheme> = received.iter().map(testkit::Received::scheme).collect();
        assert_eq!(schemes, [scheme]);
    }
}

#[tokio::test]
async fn a_peer_that_understands_one_kind_is_knocked_at_twice_and_then_remembered() {
    for scheme in [Scheme::Cavage, Scheme::Rfc9421] {
        let alice = Home::of("alice").await;
        let peer = Peer::start(alice.world.clock()).await;
        let bob = peer.actor("bob");
        peer.understand_only(scheme);
        let id = alice.phone().find(&bob.acct()).await;
        alice.phone().follow(&id).await;
        alice.world.settle().await;
        let received = peer.received();
        assert_eq!(received.len(), 1, "one of two knocks was understood");
        let facts = alice.world.social().peer_facts(ID, peer.host()).await;
        let is_remembered = facts.expect("facts").contains("cavage");
        assert_eq!(is_remembered, scheme == Scheme::Cavage);
    }
}

/// A block holds even against a server that does not care.
#[tokio::test]
async fn whom_i_block_cannot_follow_me_from_a_server_that_ignores_blocks() {
    let alice = Home::of("alice").await;
    let peer = Peer::start(alice.world.clock()).await;
    let bob = peer.actor("bob");
    let id = alice.phone().find(&bob.acct()).await;
    alice.phone().do_to(&id, "block").await;
    let follow = bob.activity("Follow", alice.person.uri.as_str());
    bob.deliver(&alice.world, &follow).await.ok();
    alice.world.settle().await;
    assert!(!is(&alice.phone().relation(&id).await, "followed_by"));
    let answers = peer.received();
    let kinds: Vec<Value> = answers.iter().map(|it| it.json()["type"].clone()).collect();
    assert_eq!(kinds, ["Block", "Reject"]);
}
