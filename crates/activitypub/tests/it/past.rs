//! Whoever is followed brings their last posts along, and their server says how much there is.

use std::time::Duration;

use ap_proto::activity::ActivityKind;
use serde_json::{Value, json};
use social::account::{PeopleList, PostFilter};
use social::relation::FollowOptions;
use social::{Found, Page, Viewer};

use crate::pair::Pair;
use crate::peer::{PUBLIC, Person};
use crate::support::Home;

/// Carol, whose server shows an outbox of these entries and lists of people.
fn carol(pair: &Pair, entries: &[Value]) -> Person {
    let carol = pair.peer.person("carol");
    let at = |path: &str| pair.peer.url(&format!("/users/carol{path}"));
    let mut actor = carol.actor();
    actor["outbox"] = json!(at("/outbox"));
    actor["following"] = json!(at("/following"));
    pair.peer.publish("/users/carol", &actor);
    let list = |path: &str, total: u32| json!({"type": "OrderedCollection", "id": at(path), "totalItems": total, "first": at(&format!("{path}?page=1"))});
    for (path, total) in [("/outbox", 120), ("/followers", 90), ("/following", 7)] {
        pair.peer
            .publish(&format!("/users/carol{path}"), &list(path, total));
    }
    let page = json!({"type": "OrderedCollectionPage", "id": at("/outbox?page=1"), "orderedItems": entries, "next": at("/outbox?page=1")});
    pair.peer.publish("/users/carol/outbox?page=1", &page);
    let people = json!({"type": "OrderedCollectionPage", "id": at("/followers?page=1"),
        "orderedItems": [pair.bob.id, pair.peer.url("/users/dora")], "next": at("/followers?page=2")});
    pair.peer.publish("/users/carol/followers?page=1", &people);
    carol
}

/// A note of Carol's, shown by her server, and its Create.
fn wrote(pair: &Pair, carol: &Person, number: u32, more: &Value) -> Value {
    let mut note = carol.note(number, &format!("Number {number}"));
    note["published"] = json!(format!("2026-12-{:02}T07:00:00Z", 1 + number % 28));
    for (name, value) in more.as_object().unwrap() {
        note[name] = value.clone();
    }
    pair.peer.publish(&format!("/notes/{number}"), &note);
    carol.create(number, &note)
}

async fn find(home: &Home, uri: &str) -> model::AccountId {
    match home.social.resolve(uri).await.unwrap() {
        Some(Found::Account(id)) => id,
        other => panic!("{other:?}"),
    }
}

async fn follow(pair: &Pair, whom: &Person) -> model::AccountId {
    let id = find(&pair.home, &whom.id).await;
    let options = FollowOptions::default();
    pair.home
        .social
        .follow(&pair.alice, id, options)
        .await
        .unwrap();
    let follow = whom.about(ActivityKind::Follow, 9_000, &whom.id);
    let mut accept = whom.activity(
        ActivityKind::Accept,
        9_001,
        ap_proto::activity::ObjectRef::Inline(follow),
    );
    accept["object"]["actor"] = json!(pair.actor());
    whom.deliver(&pair.home, &accept).await;
    pair.home.network.chores_done().await;
    id
}

async fn words_of(pair: &Pair, id: model::AccountId) -> Vec<String> {
    let (viewer, page) = (pair.alice.viewer(), Page::first(40));
    let posts = pair
        .home
        .social
        .account_posts(viewer, id, PostFilter::default(), page);
    let posts = posts.await.unwrap().items;
    posts
        .iter()
        .map(|post| model::sanitize::plain_text(&post.html))
        .collect()
}

#[tokio::test]
async fn following_brings_the_last_posts_in_their_place_and_nobody_is_told() {
    let pair = Pair::start().await;
    let carol = carol(&pair, &[]);
    let news = pair.bob.note(900, "News");
    pair.bob
        .deliver(&pair.home, &pair.bob.create(901, &news))
        .await;
    let more = json!({});
    let hers: Vec<Value> = (1..=3)
        .map(|number| wrote(&pair, &carol, number, &more))
        .collect();
    let mention = json!([{"type": "Mention", "href": pair.actor(), "name": "@alice"}]);
    let named = wrote(&pair, &carol, 4, &json!({ "tag": mention }));
    let secret = wrote(
        &pair,
        &carol,
        5,
        &json!({ "to": [carol.followers()], "cc": [] }),
    );
    let mut boost = carol.about(ActivityKind::Announce, 6, &pair.peer.url("/notes/900"));
    boost["to"] = json!([PUBLIC]);
    // Says that it is hers, and is Bob's.
    let stolen = carol.create(7, &carol.note(7, "Stolen"));
    pair.peer
        .publish("/notes/7", &pair.bob.note(7, "Bob's own"));
    let gone = carol.create(8, &carol.note(8, "Gone"));
    let entries = [
        hers[2].clone(),
        secret,
        boost,
        stolen,
        gone,
        named,
        hers[1].clone(),
        json!(pair.peer.url("/notes/1")),
    ];
    carol_again(&pair, &entries);

    let id = follow(&pair, &carol).await;
    assert_eq!(
        words_of(&pair, id).await,
        ["Number 4", "Number 3", "Number 2", "Number 1"]
    );
    while pair.home.social.live_step().await.unwrap() == social::journal::Progress::Moved {}
    let told = pair.home.social.notifications(
        &pair.alice,
        social::notification::NotificationFilter::default(),
        Page::first(40),
    );
    assert!(told.await.unwrap().items.is_empty());
    let home = pair
        .home
        .social
        .home(&pair.alice, Page::first(40))
        .await
        .unwrap();
    let first = &home.items[0];
    assert_eq!(
        model::sanitize::plain_text(&first.html),
        "News",
        "what is old is not on top"
    );
    assert_eq!(
        pair.peer.asked("/users/carol/outbox?page=1"),
        1,
        "a page that names itself is read once"
    );
    let view = pair.home.social.account(Viewer::Anyone, id).await.unwrap();
    assert_eq!(
        (view.posts_count, view.following_count, view.followers_count),
        (120, 7, 90)
    );
}

/// The outbox shows something else now.
pub(crate) fn carol_again(pair: &Pair, entries: &[Value]) {
    let at = pair.peer.url("/users/carol/outbox?page=1");
    let page =
        json!({"type": "OrderedCollectionPage", "id": at, "orderedItems": entries, "next": at});
    pair.peer.publish("/users/carol/outbox?page=1", &page);
}

#[tokio::test]
async fn no_more_than_twenty_posts_come() {
    let pair = Pair::start().await;
    let carol = carol(&pair, &[]);
    let more = json!({});
    let many: Vec<Value> = (1..=30)
        .map(|number| wrote(&pair, &carol, number, &more))
        .collect();
    carol_again(&pair, &many);
    let id = follow(&pair, &carol).await;
    assert_eq!(words_of(&pair, id).await.len(), 20);
}

#[tokio::test]
async fn whoever_only_looks_learns_how_much_there_is_and_may_read_the_lists() {
    let pair = Pair::start().await;
    let carol = carol(&pair, &[]);
    carol_again(&pair, &[wrote(&pair, &carol, 1, &json!({}))]);
    let id = find(&pair.home, &carol.id).await;
    let social = &pair.home.social;
    let view = || async { social.account(Viewer::Anyone, id).await.unwrap() };
    social
        .look_at_account(Viewer::Anyone, &view().await)
        .await
        .unwrap();
    pair.home.network.chores_done().await;
    assert_eq!(
        pair.peer.asked("/users/carol/followers"),
        0,
        "visitors set nothing off"
    );
    for _ in 0..2 {
        social
            .look_at_account(pair.alice.viewer(), &view().await)
            .await
            .unwrap();
        pair.home.network.chores_done().await;
    }
    assert_eq!(pair.peer.asked("/users/carol/followers"), 1);
    assert_eq!(view().await.followers_count, 90);
    assert_eq!(
        pair.peer.asked("/notes/1"),
        0,
        "posts only come with a follow"
    );
    pair.home.clock.pass(Duration::from_hours(13));
    social
        .look_at_account(pair.alice.viewer(), &view().await)
        .await
        .unwrap();
    pair.home.network.chores_done().await;
    assert_eq!(pair.peer.asked("/users/carol/followers"), 2);

    let list = |page: Option<String>| {
        let (social, alice) = (social.clone(), pair.alice.clone());
        async move {
            let carol = social.account(Viewer::Anyone, id).await.unwrap();
            social
                .people_there(&alice, &carol, PeopleList::Followers, page.as_deref())
                .await
        }
    };
    let first = list(None).await.unwrap();
    assert_eq!(first.known[0].uri, pair.bob.id);
    assert_eq!(first.unknown, [pair.peer.url("/users/dora")]);
    assert_eq!(
        first.next,
        Some(pair.peer.url("/users/carol/followers?page=2"))
    );
    assert!(
        social
            .find_identity(activitypub::ID, &first.unknown[0])
            .await
            .unwrap()
            .is_none(),
        "nobody is kept for it"
    );
    // A page elsewhere is nobody's business here.
    let other = crate::peer::Peer::start().await;
    other.publish("/list", &json!({"type": "Collection", "id": other.url("/list"), "items": [other.url("/users/eve")]}));
    assert!(list(Some(other.url("/list"))).await.is_err());
    assert_eq!(other.asked("/list"), 0);
}
