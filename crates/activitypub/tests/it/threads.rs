//! The rest of a thread comes from the servers that have it, and nothing else does.

use std::time::Duration;

use http::StatusCode;
use model::{Audience, PostId};
use serde_json::{Value, json};
use social::post::{Again, Draft, ThreadLook};

use crate::pair::Pair;
use crate::peer::{ACTIVITY, PUBLIC, Person};

/// Something by `who` at `/notes/{number}`, with what is added to it, and shown there.
fn publish(pair: &Pair, who: &Person, number: u32, more: &Value) -> String {
    let mut note = who.note(number, &format!("Number {number}"));
    for (name, value) in more.as_object().unwrap() {
        note[name] = value.clone();
    }
    let path = format!("/notes/{number}");
    pair.peer.publish(&path, &note);
    pair.peer.url(&path)
}

/// Delivers something that was published.
async fn deliver(pair: &Pair, number: u32, more: &Value) -> PostId {
    let uri = publish(pair, &pair.bob, number, more);
    let mut note = pair.bob.note(number, &format!("Number {number}"));
    for (name, value) in more.as_object().unwrap() {
        note[name] = value.clone();
    }
    let create = pair.bob.create(number + 10_000, &note);
    let answer = pair.bob.deliver(&pair.home, &create).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    let found = pair.home.social.find_post_by_uri(&uri).await.unwrap();
    found.expect("it arrived")
}

async fn open(pair: &Pair, id: PostId, again: Again) -> Option<ThreadLook> {
    let (social, viewer) = (&pair.home.social, pair.alice.viewer());
    let thread = social.thread(viewer, id).await.unwrap();
    let begun = social.look_for_thread(viewer, &thread, again);
    let begun = begun.await.unwrap();
    pair.home.network.chores_done().await;
    let ended = social.thread_look(id).await.unwrap();
    assert_eq!(begun.is_some(), ended.is_some());
    assert!(ended.is_none_or(|look| !look.is_running));
    ended
}

/// The numbers of the posts above and below one.
async fn around(pair: &Pair, id: PostId) -> (Vec<String>, Vec<String>) {
    let viewer = pair.alice.viewer();
    let thread = pair.home.social.thread(viewer, id).await.unwrap();
    let words = |posts: Vec<social::PostView>| -> Vec<String> {
        let text = |html: &str| model::sanitize::plain_text(html).replace("Number ", "");
        posts.iter().map(|post| text(&post.html)).collect()
    };
    (words(thread.ancestors), words(thread.descendants))
}

fn answers(pair: &Pair, number: u32) -> Value {
    json!({ "inReplyTo": pair.peer.url(&format!("/notes/{number}")) })
}

/// Proves: FEP-7458
#[tokio::test]
async fn answers_are_found_page_by_page_and_their_answers_too() {
    let pair = Pair::start().await;
    let carol = pair.peer.person("carol");
    let at = |path: &str| pair.peer.url(path);
    // As Mastodon writes it: the first page is carried along, the next one has others' answers.
    let replies = json!({ "replies": {"id": at("/notes/1/replies"), "type": "Collection", "first": {
        "type": "CollectionPage", "items": [at("/notes/2")], "next": at("/notes/1/replies?page=2"),
    }}});
    let post = deliver(&pair, 1, &replies).await;
    let page = json!({"type": "CollectionPage", "id": at("/notes/1/replies?page=2"),
        "items": [at("/notes/3"), {"id": at("/notes/4"), "type": "Note", "content": "not believed"}]});
    pair.peer.publish("/notes/1/replies?page=2", &page);
    publish(&pair, &pair.bob, 2, &answers(&pair, 1));
    let mut third = answers(&pair, 1);
    third["replies"] = json!(at("/notes/3/replies"));
    publish(&pair, &carol, 3, &third);
    publish(&pair, &carol, 4, &answers(&pair, 1));
    publish(&pair, &pair.bob, 5, &answers(&pair, 3));
    let all = json!({"type": "OrderedCollection", "id": at("/notes/3/replies"), "orderedItems": [at("/notes/5")]});
    pair.peer.publish("/notes/3/replies", &all);

    let look = open(&pair, post, Again::No).await.unwrap();
    assert_eq!((look.found, look.missing), (4, 0));
    let (_, below) = around(&pair, post).await;
    let mut sorted = below.clone();
    sorted.sort();
    assert_eq!(sorted, ["2", "3", "4", "5"], "{below:?}");
    // Nobody is told of it, and it stands where it was written.
    let page = social::Page::first(40);
    let told = pair.home.social.notifications(
        &pair.alice,
        social::notification::NotificationFilter::default(),
        page,
    );
    assert!(told.await.unwrap().items.is_empty());

    // Not again for a while; then again.
    let asked = pair.peer.asked("/notes/1");
    open(&pair, post, Again::No).await;
    open(&pair, post, Again::Yes).await;
    assert_eq!(pair.peer.asked("/notes/1"), asked);
    pair.home.clock.pass(Duration::from_mins(2));
    open(&pair, post, Again::No).await;
    assert_eq!(pair.peer.asked("/notes/1"), asked);
    let look = open(&pair, post, Again::Yes).await.unwrap();
    assert_eq!(pair.peer.asked("/notes/1"), asked + 1);
    assert_eq!((look.found, look.missing), (0, 0));
}

/// Proves: FEP-7888; FEP-f228
#[tokio::test]
async fn what_is_above_is_found_with_the_thread_of_its_first_post() {
    let pair = Pair::start().await;
    let at = |path: &str| pair.peer.url(path);
    publish(&pair, &pair.bob, 1, &json!({ "context": at("/threads/1") }));
    publish(&pair, &pair.bob, 2, &answers(&pair, 1));
    publish(&pair, &pair.bob, 3, &answers(&pair, 2));
    // The last one comes before what it answers.
    let all = [
        at("/notes/6"),
        at("/notes/1"),
        at("/notes/5"),
        at("/notes/9"),
        at("/notes/7"),
    ];
    let thread = json!({"type": "OrderedCollection", "id": at("/threads/1"), "orderedItems": all});
    pair.peer.publish("/threads/1", &thread);
    publish(&pair, &pair.bob, 5, &answers(&pair, 1));
    publish(&pair, &pair.bob, 6, &answers(&pair, 5));
    publish(&pair, &pair.bob, 7, &json!({}));
    let post = deliver(&pair, 4, &answers(&pair, 3)).await;
    let look = open(&pair, post, Again::No).await.unwrap();
    let (above, _) = around(&pair, post).await;
    assert_eq!(above, ["1", "2", "3"]);
    let first = pair
        .home
        .social
        .find_post_by_uri(&at("/notes/1"))
        .await
        .unwrap()
        .unwrap();
    let (_, below) = around(&pair, first).await;
    assert!(
        below.contains(&"6".to_owned()) && below.contains(&"5".to_owned()),
        "{below:?}"
    );
    assert_eq!(look.missing, 1, "what is not there is said");
    let stray = pair
        .home
        .social
        .find_post_by_uri(&at("/notes/7"))
        .await
        .unwrap();
    assert_eq!(stray, None, "what is in no thread is not taken");
}

#[tokio::test]
async fn pages_that_never_end_end() {
    let pair = Pair::start().await;
    let at = |path: &str| pair.peer.url(path);
    let post = deliver(&pair, 1, &json!({ "replies": at("/pages/0") })).await;
    // Each names the next one, and after a while an earlier one.
    for page in 0..30 {
        let next = at(&format!("/pages/{}", page + 1));
        let many: Vec<String> = (0..400).map(|n| at(&format!("/none/{page}/{n}"))).collect();
        let body = json!({"type": "CollectionPage", "id": at(&format!("/pages/{page}")), "items": many, "next": next});
        pair.peer.publish(&format!("/pages/{page}"), &body);
    }
    let look = open(&pair, post, Again::No).await.unwrap();
    assert_eq!(look.found, 0);
    assert!(look.missing >= 150, "{look:?}");
    assert_eq!(pair.peer.asked("/pages/6"), 0, "five pages are enough");
    let asked: usize = (0..6)
        .map(|page| {
            (0..400)
                .filter(|n| pair.peer.asked(&format!("/none/{page}/{n}")) > 0)
                .count()
        })
        .sum();
    assert!(asked <= 150, "{asked} posts were asked for");
}

#[tokio::test]
async fn a_page_that_names_itself_is_read_once() {
    let pair = Pair::start().await;
    let at = |path: &str| pair.peer.url(path);
    let post = deliver(&pair, 1, &json!({ "replies": at("/ring") })).await;
    let ring = json!({"type": "CollectionPage", "id": at("/ring"), "items": [at("/notes/1")], "next": at("/ring")});
    pair.peer.publish("/ring", &ring);
    open(&pair, post, Again::No).await;
    assert_eq!(pair.peer.asked("/ring"), 1);
}

#[tokio::test]
async fn only_the_own_server_says_what_answers_a_post() {
    let pair = Pair::start().await;
    let other = crate::peer::Peer::start().await;
    let mallory = other.person("mallory");
    // A collection of another server is not read.
    let post = deliver(
        &pair,
        1,
        &json!({ "replies": other.url("/replies"), "context": other.url("/all") }),
    )
    .await;
    other.publish("/replies", &json!({"type": "Collection", "id": other.url("/replies"), "items": [other.url("/notes/2")]}));
    let note = mallory.note(2, "Mine");
    other.publish("/notes/2", &note);
    open(&pair, post, Again::No).await;
    assert_eq!(
        (
            other.asked("/replies"),
            other.asked("/all"),
            other.asked("/notes/2")
        ),
        (0, 0, 0)
    );

    // A named post of another server is asked for there, and must answer what it was named for.
    let second = json!({ "replies": {"type": "Collection", "items": [other.url("/notes/2"), other.url("/notes/3"), other.url("/notes/4")]} });
    let post = deliver(&pair, 5, &second).await;
    let mut answer = mallory.note(3, "An answer");
    answer["inReplyTo"] = json!(pair.peer.url("/notes/5"));
    other.publish("/notes/3", &answer);
    // Somebody else's words are not theirs.
    answer["id"] = json!(other.url("/notes/4"));
    answer["attributedTo"] = json!(pair.bob.id);
    other.publish("/notes/4", &answer);
    let look = open(&pair, post, Again::No).await.unwrap();
    assert_eq!((look.found, look.missing), (1, 1));
    assert_eq!(around(&pair, post).await.1, ["An answer"]);
}

#[tokio::test]
async fn what_is_not_for_everyone_is_not_looked_for_and_not_taken() {
    let pair = Pair::start().await;
    let at = |path: &str| pair.peer.url(path);
    let private = json!({ "to": [pair.bob.followers()], "cc": [] });
    let post = deliver(&pair, 1, &private).await;
    assert_eq!(open(&pair, post, Again::Yes).await, None);
    assert_eq!(pair.peer.asked("/notes/1"), 0);

    let post = deliver(
        &pair,
        2,
        &json!({ "replies": {"type": "Collection", "items": [at("/notes/3")]} }),
    )
    .await;
    let mut whisper = answers(&pair, 2);
    whisper["to"] = json!([pair.bob.followers()]);
    whisper["cc"] = json!([]);
    publish(&pair, &pair.bob, 3, &whisper);
    let look = open(&pair, post, Again::No).await.unwrap();
    assert_eq!((look.found, look.missing), (0, 1));
    assert_eq!(pair.seen(&at("/notes/3")).await, None);

    // Somebody without an account sets nothing off.
    let third = deliver(&pair, 4, &json!({})).await;
    let (social, nobody) = (&pair.home.social, social::Viewer::Anyone);
    let thread = social.thread(nobody, third).await.unwrap();
    let look = social.look_for_thread(nobody, &thread, Again::Yes);
    assert_eq!(look.await.unwrap(), None);
}

#[tokio::test]
async fn two_posts_that_answer_each_other_are_no_ring() {
    let pair = Pair::start().await;
    publish(&pair, &pair.bob, 1, &answers(&pair, 2));
    let post = deliver(&pair, 2, &answers(&pair, 1)).await;
    pair.home.network.chores_done().await;
    open(&pair, post, Again::Yes).await;
    let (above, below) = around(&pair, post).await;
    assert!(above.len() + below.len() <= 1, "{above:?} {below:?}");
}

/// Proves: FEP-7888; FEP-f228
#[tokio::test]
async fn threads_of_ours_are_told_and_what_is_private_is_not() {
    let pair = Pair::start().await;
    let draft = |text: &str, reply_to, audience| Draft {
        text: text.to_owned(),
        reply_to,
        audience: Some(audience),
        ..Draft::default()
    };
    let write = |draft| pair.home.social.create_post(&pair.alice, draft);
    let first = write(draft("One", None, Audience::Public)).await.unwrap();
    let open = write(draft("Two", Some(first.id), Audience::Quiet))
        .await
        .unwrap();
    let hidden = write(draft("Three", Some(first.id), Audience::Followers))
        .await
        .unwrap();
    let answer = pair
        .home
        .get(&format!("/ap/posts/{}", open.id), ACTIVITY)
        .await
        .json();
    let context = format!("{}/ap/contexts/{}", pair.home.base, first.id);
    assert_eq!(answer["context"], json!(context));
    let whole = pair
        .home
        .get(&format!("/ap/contexts/{}", first.id), ACTIVITY)
        .await;
    assert_eq!(whole.status, StatusCode::OK);
    let whole = whole.json();
    assert_eq!(whole["orderedItems"], json!([first.uri, open.uri]));
    assert_eq!(whole["attributedTo"], json!(pair.actor()));
    assert!(!whole.to_string().contains(&hidden.uri));
    for (asked, why) in [(open.id, "it begins nothing"), (hidden.id, "it is hidden")] {
        let answer = pair
            .home
            .get(&format!("/ap/contexts/{asked}"), ACTIVITY)
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{why}");
    }
    // A follower is told of the hidden post, but not that it is part of an open collection.
    let private = write(draft("Alone", None, Audience::Followers))
        .await
        .unwrap();
    let shown = pair
        .bob
        .get(&pair.home, &format!("/ap/contexts/{}", private.id))
        .await;
    assert_eq!(shown.status, StatusCode::NOT_FOUND);
    assert!(answer["to"].to_string().contains(PUBLIC) || answer["cc"].to_string().contains(PUBLIC));
}
