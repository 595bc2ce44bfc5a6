//! What other servers deliver about people: follows, answers, blocks, profiles.

use std::time::Duration;

use ap_proto::activity::{Activity, ActivityKind, ObjectRef};
use http::{Method, StatusCode};
use serde_json::json;
use social::Viewer;
use social::relation::FollowOptions;

use crate::actors::known;
use crate::pair::{Pair, id, json_headers};
use crate::peer::Peer;
use crate::support::{Home, until};

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

/// Whoever repeats a Follow missed the answer; whoever replays one that was taken back gets nothing. Misskey follows again in the
/// same words, which count when the first ones can no longer be replayed.
///
/// Proves: Misskey
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
    let followers = || async {
        let account = home.social.account(Viewer::Anyone, alice.account_id);
        account.await.unwrap().followers_count
    };
    assert_eq!(followers().await, 0);
    home.clock.pass(Duration::from_hours(3));
    bob.deliver(&home, &follow).await;
    assert_eq!(followers().await, 1);
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
async fn activities_we_do_not_know_are_taken_politely() {
    let pair = Pair::start().await;
    for (number, kind) in [(1, "Listen"), (2, "EmojiReact"), (3, "Flag"), (5, "Add")] {
        let kind = ActivityKind::known(kind).unwrap_or(ActivityKind::Other(kind.to_owned()));
        let activity = pair.bob.about(kind, number, &pair.actor());
        assert_eq!(
            pair.bob.deliver(&pair.home, &activity).await.status,
            StatusCode::ACCEPTED
        );
    }
}
