//! What other servers deliver, when all is well.

use ap_proto::activity::{Activity, ActivityKind, ObjectRef};
use ap_proto::signature::Scheme;
use http::{HeaderMap, Method, StatusCode};
use model::{AccountId, Audience};
use serde_json::{Value, json};
use social::caller::Caller;
use social::relation::FollowOptions;
use social::{PostView, Viewer};

use crate::actors::{known, post};
use crate::peer::{ACTIVITY, Peer, Person};
use crate::support::{Home, until};

/// A server with Alice, and a peer with Bob, whom Alice follows.
pub(crate) struct Pair {
    pub(crate) home: Home,
    pub(crate) peer: Peer,
    pub(crate) alice: Caller,
    pub(crate) bob: Person,
}

impl Pair {
    pub(crate) async fn start() -> Self {
        let (home, peer) = (Home::start().await, Peer::start().await);
        let (alice, bob) = (home.person("alice").await, peer.person("bob"));
        let pair = Self {
            home,
            peer,
            alice,
            bob,
        };
        pair.follow().await;
        pair
    }

    pub(crate) fn actor(&self) -> String {
        self.home.actor(self.alice.account_id)
    }

    pub(crate) async fn bob_id(&self) -> AccountId {
        known(&self.home, &self.bob.id).await.unwrap().id
    }

    /// Alice follows Bob, who accepts.
    async fn follow(&self) {
        let found = self.home.social.resolve(&self.bob.id).await.unwrap();
        let Some(social::Found::Account(bob)) = found else {
            panic!("bob is not found")
        };
        self.home
            .social
            .follow(&self.alice, bob, FollowOptions::default())
            .await
            .unwrap();
        self.home.publish().await;
        until("the follow arrives", || async {
            !self.peer.delivered_of("Follow").is_empty()
        })
        .await;
        let follow = self.peer.delivered_of("Follow").remove(0);
        let accept = self
            .bob
            .activity(ActivityKind::Accept, 1_000, ObjectRef::Inline(follow));
        assert_eq!(
            self.bob.deliver(&self.home, &accept).await.status,
            StatusCode::ACCEPTED
        );
        let relation = self
            .home
            .social
            .relations(&self.alice, &[bob])
            .await
            .unwrap();
        assert!(relation[0].following);
    }

    /// The post of an id, as Alice sees it.
    pub(crate) async fn seen(&self, uri: &str) -> Option<PostView> {
        let id = self.home.social.find_post_by_uri(uri).await.unwrap()?;
        self.home.social.post(self.alice.viewer(), id).await.ok()
    }
}

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

#[tokio::test]
async fn a_post_of_somebody_followed_is_kept_by_either_scheme() {
    let pair = Pair::start().await;
    for (number, scheme) in [(1, Scheme::Cavage), (2, Scheme::Rfc9421)] {
        let note = pair.bob.note(number, "Hello <script>x</script>there");
        let answer = pair
            .bob
            .deliver_by(&pair.home, scheme, &pair.bob.create(number, &note))
            .await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
        let post = pair.seen(id(&note)).await.unwrap();
        assert!(post.html.contains("there") && !post.html.contains("<script>"));
        assert_eq!(
            (post.audience, post.account.uri.as_str()),
            (Audience::Public, pair.bob.id.as_str())
        );
    }
}

#[tokio::test]
async fn a_personal_inbox_takes_what_the_shared_one_takes() {
    let pair = Pair::start().await;
    let path = format!("/ap/actors/{}/inbox", pair.alice.account_id);
    let note = pair.bob.note(1, "Hello");
    let body = pair.bob.create(1, &note).to_string().into_bytes();
    let headers = pair.bob.sign_for(&pair.home, Scheme::Cavage, &path, &body);
    let answer = pair.home.ask(Method::POST, &path, headers, body).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    assert!(pair.seen(id(&note)).await.is_some());
    let nobody = pair
        .home
        .ask(
            Method::POST,
            "/ap/actors/1/inbox",
            HeaderMap::new(),
            Vec::new(),
        )
        .await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_concerns_nobody_is_taken_and_forgotten() {
    let (home, peer) = (Home::start().await, Peer::start().await);
    home.person("alice").await;
    let eve = peer.person("eve");
    let note = eve.note(1, "Buy my things");
    let answer = eve.deliver(&home, &eve.create(1, &note)).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    assert_eq!(home.social.find_post_by_uri(id(&note)).await.unwrap(), None);
    assert!(
        known(&home, &eve.id).await.is_none(),
        "a stranger leaves no account"
    );
}

#[tokio::test]
async fn a_stranger_who_names_somebody_here_is_heard() {
    let (home, peer) = (Home::start().await, Peer::start().await);
    let (alice, eve) = (home.person("alice").await, peer.person("eve"));
    let actor = home.actor(alice.account_id);
    let mut note = eve.note(1, "Hi Alice");
    note["to"] = json!([actor]);
    note["cc"] = json!([]);
    note["tag"] = json!([{"type": "Mention", "href": actor, "name": "@alice"}]);
    eve.deliver(&home, &eve.create(1, &note)).await;
    let post = home
        .social
        .find_post_by_uri(id(&note))
        .await
        .unwrap()
        .unwrap();
    let view = home.social.post(alice.viewer(), post).await.unwrap();
    assert_eq!(view.audience, Audience::Mentioned);
    assert_eq!(view.mentions[0].id, alice.account_id);
    let carol = home.person("carol").await;
    assert!(
        home.social.post(carol.viewer(), post).await.is_err(),
        "it is for Alice only"
    );
}

#[tokio::test]
async fn an_edit_is_taken_over_and_a_late_copy_of_a_deleted_post_is_not() {
    let pair = Pair::start().await;
    let mut note = pair.bob.note(1, "First");
    pair.bob
        .deliver(&pair.home, &pair.bob.create(1, &note))
        .await;
    note["content"] = json!("<p>Second</p>");
    note["updated"] = json!("2027-01-15T07:30:00Z");
    let update = pair
        .bob
        .activity(ActivityKind::Update, 2, ObjectRef::Inline(note.clone()));
    assert_eq!(
        pair.bob.deliver(&pair.home, &update).await.status,
        StatusCode::ACCEPTED
    );
    let post = pair.seen(id(&note)).await.unwrap();
    assert!(post.html.contains("Second") && post.edited_at.is_some());
    let delete = pair.bob.about(ActivityKind::Delete, 3, id(&note));
    assert_eq!(
        pair.bob.deliver(&pair.home, &delete).await.status,
        StatusCode::ACCEPTED
    );
    assert!(pair.seen(id(&note)).await.is_none());
    let late = pair.bob.create(4, &note);
    assert_eq!(
        pair.bob.deliver(&pair.home, &late).await.status,
        StatusCode::ACCEPTED
    );
    assert!(
        pair.seen(id(&note)).await.is_none(),
        "what was deleted stays deleted"
    );
}

#[tokio::test]
async fn likes_and_boosts_come_and_go() {
    let pair = Pair::start().await;
    let hello = post(&pair.home, &pair.alice, "Hello", Audience::Public).await;
    let like = pair.bob.about(ActivityKind::Like, 1, &hello.uri);
    let boost = pair.bob.about(ActivityKind::Announce, 2, &hello.uri);
    for activity in [&like, &boost] {
        assert_eq!(
            pair.bob.deliver(&pair.home, activity).await.status,
            StatusCode::ACCEPTED
        );
    }
    let seen = pair.seen(&hello.uri).await.unwrap();
    assert_eq!((seen.likes_count, seen.boosts_count), (1, 1));
    let undo = |number, done: &Value| {
        pair.bob
            .activity(ActivityKind::Undo, number, ObjectRef::Inline(done.clone()))
    };
    let by_id = pair.bob.about(ActivityKind::Undo, 4, id(&boost));
    for activity in [undo(3, &like), by_id] {
        assert_eq!(
            pair.bob.deliver(&pair.home, &activity).await.status,
            StatusCode::ACCEPTED
        );
    }
    let seen = pair.seen(&hello.uri).await.unwrap();
    assert_eq!((seen.likes_count, seen.boosts_count), (0, 0));
}

#[tokio::test]
async fn a_boosted_post_of_somebody_else_is_fetched_from_its_own_server() {
    let (pair, far) = (Pair::start().await, Peer::start().await);
    let carol = far.person("carol");
    let note = carol.note(7, "From far away");
    far.publish("/notes/7", &note);
    let mut boost = pair.bob.about(ActivityKind::Announce, 1, id(&note));
    boost["to"] = json!([crate::peer::PUBLIC]);
    assert_eq!(
        pair.bob.deliver(&pair.home, &boost).await.status,
        StatusCode::ACCEPTED
    );
    let post = pair.seen(id(&note)).await.unwrap();
    assert_eq!(
        (post.account.uri.as_str(), post.boosts_count),
        (carol.id.as_str(), 1)
    );
}

#[tokio::test]
async fn a_follow_is_answered_and_a_repeated_one_again() {
    let (home, peer) = (Home::start().await, Peer::start().await);
    let (alice, bob) = (home.person("alice").await, peer.person("bob"));
    let actor = home.actor(alice.account_id);
    for (number, accepts) in [(1, 1), (2, 2)] {
        let follow = bob.about(ActivityKind::Follow, number, &actor);
        assert_eq!(
            bob.deliver(&home, &follow).await.status,
            StatusCode::ACCEPTED
        );
        home.publish().await;
        until("an Accept arrives", || async {
            peer.delivered_of("Accept").len() == accepts
        })
        .await;
        let accept = peer.delivered_of("Accept").pop().unwrap();
        assert_eq!(accept["object"]["id"], follow["id"]);
        assert_eq!(accept["object"]["actor"], json!(bob.id));
    }
    assert_eq!(
        home.social
            .account(Viewer::Anyone, alice.account_id)
            .await
            .unwrap()
            .followers_count,
        1
    );
    let inner = bob.about(ActivityKind::Follow, 1, &actor);
    let undo = bob.activity(ActivityKind::Undo, 3, ObjectRef::Inline(inner));
    assert_eq!(bob.deliver(&home, &undo).await.status, StatusCode::ACCEPTED);
    assert_eq!(
        home.social
            .account(Viewer::Anyone, alice.account_id)
            .await
            .unwrap()
            .followers_count,
        0
    );
}

#[tokio::test]
async fn a_block_ends_the_follow() {
    let pair = Pair::start().await;
    let block = pair.bob.about(ActivityKind::Block, 1, &pair.actor());
    assert_eq!(
        pair.bob.deliver(&pair.home, &block).await.status,
        StatusCode::ACCEPTED
    );
    let bob = pair.bob_id().await;
    let relation = pair
        .home
        .social
        .relations(&pair.alice, &[bob])
        .await
        .unwrap();
    assert!(relation[0].blocked_by && !relation[0].following);
}

#[tokio::test]
async fn a_changed_profile_is_fetched_again_and_a_deleted_account_goes() {
    let pair = Pair::start().await;
    let mut actor = pair.bob.actor();
    actor["name"] = json!("Robert");
    pair.peer.publish("/users/bob", &actor);
    let update = pair
        .bob
        .activity(ActivityKind::Update, 1, ObjectRef::Inline(actor));
    assert_eq!(
        pair.bob.deliver(&pair.home, &update).await.status,
        StatusCode::ACCEPTED
    );
    assert_eq!(
        known(&pair.home, &pair.bob.id).await.unwrap().display_name,
        "Robert"
    );
    let note = pair.bob.note(1, "Hello");
    pair.bob
        .deliver(&pair.home, &pair.bob.create(2, &note))
        .await;
    pair.peer.remove("/users/bob", 410);
    let delete = pair.bob.about(ActivityKind::Delete, 3, &pair.bob.id);
    assert_eq!(
        pair.bob.deliver(&pair.home, &delete).await.status,
        StatusCode::ACCEPTED
    );
    assert!(known(&pair.home, &pair.bob.id).await.is_none());
    assert!(pair.seen(id(&note)).await.is_none());
}

/// Gotcha 14: nobody's key is fetched for somebody nobody knows.
#[tokio::test]
async fn the_delete_of_a_stranger_costs_nothing() {
    let (home, peer) = (Home::start().await, Peer::start().await);
    let eve = peer.person("eve");
    let delete = eve.about(ActivityKind::Delete, 1, &eve.id);
    let answer = home
        .ask(
            Method::POST,
            "/ap/inbox",
            json_headers(),
            delete.to_string().into_bytes(),
        )
        .await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    assert_eq!(peer.asked("/users/eve"), 0);
}

pub(crate) fn json_headers() -> HeaderMap {
    HeaderMap::from_iter([(http::header::CONTENT_TYPE, ACTIVITY.parse().unwrap())])
}

/// FEP-8b32: whoever passes it on, the proof of its actor counts.
#[tokio::test]
async fn a_proof_is_enough_without_or_with_somebody_elses_signature() {
    let (pair, relay) = (Pair::start().await, Peer::start().await);
    let carol = relay.person("carol");
    let (first, second) = (pair.bob.note(1, "Proved"), pair.bob.note(2, "Passed on"));
    let alone = pair.bob.prove(&pair.home, pair.bob.create(1, &first));
    let body = alone.to_string().into_bytes();
    let answer = pair
        .home
        .ask(Method::POST, "/ap/inbox", json_headers(), body)
        .await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    let passed_on = pair.bob.prove(&pair.home, pair.bob.create(2, &second));
    let answer = carol.deliver(&pair.home, &passed_on).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    assert!(pair.seen(id(&first)).await.is_some() && pair.seen(id(&second)).await.is_some());
    let mut forged = pair
        .bob
        .prove(&pair.home, pair.bob.create(3, &pair.bob.note(3, "Mine")));
    forged["object"]["content"] = json!("Not mine");
    let answer = pair
        .home
        .ask(
            Method::POST,
            "/ap/inbox",
            json_headers(),
            forged.to_string().into_bytes(),
        )
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (StatusCode::UNAUTHORIZED, "proof_invalid")
    );
}

#[tokio::test]
async fn a_changed_key_is_fetched_again_once() {
    let pair = Pair::start().await;
    let renewed = pair.peer.person("bob");
    let note = renewed.note(1, "With a new key");
    let answer = renewed.deliver(&pair.home, &renewed.create(1, &note)).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    assert!(pair.seen(id(&note)).await.is_some());
    let before = pair.peer.asked("/users/bob");
    for number in 2..6 {
        let old = pair
            .bob
            .create(number, &pair.bob.note(number, "With the old key"));
        assert_eq!(
            pair.bob.deliver(&pair.home, &old).await.status,
            StatusCode::UNAUTHORIZED
        );
    }
    assert!(
        pair.peer.asked("/users/bob") <= before + 1,
        "a wrong key is not a way to make us fetch"
    );
}

#[tokio::test]
async fn what_is_answered_is_fetched_later_and_the_thread_is_whole() {
    let pair = Pair::start().await;
    let far = Peer::start().await;
    let carol = far.person("carol");
    let mut parent = carol.note(2, "An answer");
    parent["inReplyTo"] = json!(far.url("/notes/1"));
    far.publish("/notes/1", &carol.note(1, "A question"));
    far.publish("/notes/2", &parent);
    let mut note = pair.bob.note(3, "An answer to an answer");
    note["inReplyTo"] = parent["id"].clone();
    pair.bob
        .deliver(&pair.home, &pair.bob.create(1, &note))
        .await;
    until("the parents arrive", || async {
        pair.seen(&far.url("/notes/1")).await.is_some()
    })
    .await;
    let post = pair.seen(id(&note)).await.unwrap();
    let thread = pair
        .home
        .social
        .thread(pair.alice.viewer(), post.id)
        .await
        .unwrap();
    assert_eq!(thread.ancestors.len(), 2);
}

#[tokio::test]
async fn activities_we_do_not_know_are_taken_politely() {
    let pair = Pair::start().await;
    for (number, kind) in [
        (1, "Listen"),
        (2, "EmojiReact"),
        (3, "Flag"),
        (4, "Move"),
        (5, "Add"),
    ] {
        let kind = ActivityKind::known(kind).unwrap_or(ActivityKind::Other(kind.to_owned()));
        let activity = pair.bob.about(kind, number, &pair.actor());
        assert_eq!(
            pair.bob.deliver(&pair.home, &activity).await.status,
            StatusCode::ACCEPTED
        );
    }
}

#[tokio::test]
async fn an_accept_that_names_the_follow_by_id_is_understood() {
    let (home, peer) = (Home::start().await, Peer::start().await);
    let (alice, bob) = (home.person("alice").await, peer.person("bob"));
    let Some(social::Found::Account(bob_id)) = home.social.resolve(&bob.id).await.unwrap() else {
        panic!("bob is not found")
    };
    home.social
        .follow(&alice, bob_id, FollowOptions::default())
        .await
        .unwrap();
    home.publish().await;
    until("the follow arrives", || async {
        !peer.delivered_of("Follow").is_empty()
    })
    .await;
    let follow = peer.delivered_of("Follow").remove(0);
    let accept = Activity {
        to: vec![home.actor(alice.account_id)],
        ..Activity::new(
            ActivityKind::Accept,
            &peer.url("/accepts/1"),
            &bob.id,
            ObjectRef::Uri(id(&follow).to_owned()),
        )
    };
    assert_eq!(
        bob.deliver(&home, &accept.to_value()).await.status,
        StatusCode::ACCEPTED
    );
    assert!(home.social.relations(&alice, &[bob_id]).await.unwrap()[0].following);
}

/// A delivery to a personal inbox is no reason to keep what is for nobody here.
#[tokio::test]
async fn a_personal_inbox_is_no_back_door() {
    let (home, peer) = (Home::start().await, Peer::start().await);
    let (alice, eve) = (home.person("alice").await, peer.person("eve"));
    let path = format!("/ap/actors/{}/inbox", alice.account_id);
    let mut note = eve.note(1, "Buy my things");
    note["cc"] = json!([
        format!("{}/ap/actors/12345", home.base),
        format!("{}/nothing", home.base)
    ]);
    let body = eve.create(1, &note).to_string().into_bytes();
    let headers = eve.sign_for(&home, Scheme::Cavage, &path, &body);
    assert_eq!(
        home.ask(Method::POST, &path, headers, body).await.status,
        StatusCode::ACCEPTED
    );
    assert_eq!(home.social.find_post_by_uri(id(&note)).await.unwrap(), None);
}

/// Whoever repeats a Follow missed the answer; whoever replays one that was taken back gets nothing.
#[tokio::test]
async fn the_same_follow_is_answered_while_it_stands_and_not_after() {
    let (home, peer) = (Home::start().await, Peer::start().await);
    let (alice, bob) = (home.person("alice").await, peer.person("bob"));
    let follow = bob.about(ActivityKind::Follow, 1, &home.actor(alice.account_id));
    for accepts in [1, 2] {
        bob.deliver(&home, &follow).await;
        home.publish().await;
        until("an Accept arrives", || async {
            peer.delivered_of("Accept").len() == accepts
        })
        .await;
    }
    let undo = bob.activity(ActivityKind::Undo, 2, ObjectRef::Inline(follow.clone()));
    bob.deliver(&home, &undo).await;
    assert_eq!(
        bob.deliver(&home, &follow).await.status,
        StatusCode::ACCEPTED
    );
    let followers = home
        .social
        .account(Viewer::Anyone, alice.account_id)
        .await
        .unwrap()
        .followers_count;
    assert_eq!(followers, 0);
}

/// Gotcha 26: one id for many edits is fine; an old edit played again changes nothing back.
#[tokio::test]
async fn an_edit_under_a_used_id_counts_and_a_replayed_one_does_not() {
    let pair = Pair::start().await;
    let note = pair.bob.note(1, "First");
    pair.bob
        .deliver(&pair.home, &pair.bob.create(1, &note))
        .await;
    let edit = |text: &str| {
        let mut note = note.clone();
        note["content"] = json!(text);
        pair.bob
            .activity(ActivityKind::Update, 2, ObjectRef::Inline(note))
    };
    for (text, shown) in [
        ("Second", "Second"),
        ("Third", "Third"),
        ("Second", "Third"),
    ] {
        assert_eq!(
            pair.bob.deliver(&pair.home, &edit(text)).await.status,
            StatusCode::ACCEPTED
        );
        assert!(
            pair.seen(id(&note)).await.unwrap().html.contains(shown),
            "after {text}"
        );
    }
}
