//! Emoji under posts (FEP-c0e0), both ways.

use ap_proto::activity::{ActivityKind, ObjectRef};
use http::StatusCode;
use model::Audience;
use serde_json::{Value, json};
use social::PostView;

use crate::actors::post;
use crate::pair::{Pair, id};
use crate::support::until;

fn reacts(pair: &Pair, kind: ActivityKind, number: u32, to: &str, emoji: &Value) -> Value {
    let mut reaction = pair.bob.about(kind, number, to);
    reaction["content"] = emoji.clone();
    reaction
}

fn blob(pair: &Pair) -> Value {
    let picture = json!({"type": "Image", "url": pair.peer.url("/blob.png")});
    json!([{"type": "Emoji", "name": ":blob:", "icon": picture}])
}

/// The emoji under a post and how many chose each.
fn counts(post: &PostView) -> Vec<(&str, i64)> {
    let reactions = post.reactions.iter();
    reactions
        .map(|reaction| (reaction.emoji.as_str(), reaction.count))
        .collect()
}

async fn take(pair: &Pair, activity: &Value) {
    let answer = pair.bob.deliver(&pair.home, activity).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
}

/// Proves: FEP-c0e0; Misskey; Akkoma
#[tokio::test]
async fn both_spellings_come_and_are_taken_back() {
    let pair = Pair::start().await;
    let hello = post(&pair.home, &pair.alice, "Hello", Audience::Public).await;
    let (to, fire) = (hello.uri.as_str(), json!("🔥"));
    let first = reacts(&pair, ActivityKind::EmojiReact, 1, to, &fire);
    let again = reacts(&pair, ActivityKind::Like, 2, to, &fire);
    let party = reacts(&pair, ActivityKind::Like, 3, to, &json!("🎉"));
    for activity in [&first, &first, &again, &party] {
        take(&pair, activity).await;
    }
    let seen = pair.seen(to).await.unwrap();
    assert_eq!(counts(&seen), [("🔥", 1), ("🎉", 1)]);
    assert_eq!(seen.likes_count, 0, "an emoji is no like");
    let inline = |number, done: &Value| {
        pair.bob
            .activity(ActivityKind::Undo, number, ObjectRef::Inline(done.clone()))
    };
    // One without the id that we know, and one by nothing but its id.
    take(&pair, &inline(4, &again)).await;
    take(&pair, &pair.bob.about(ActivityKind::Undo, 5, id(&party))).await;
    let seen = pair.seen(to).await.unwrap();
    assert_eq!(counts(&seen), []);
    take(&pair, &inline(6, &again)).await;
}

#[tokio::test]
async fn a_custom_emoji_has_its_server_and_its_picture() {
    let pair = Pair::start().await;
    let hello = post(&pair.home, &pair.alice, "Hello", Audience::Public).await;
    let to = hello.uri.as_str();
    let mut reaction = reacts(&pair, ActivityKind::EmojiReact, 1, to, &json!(":blob:"));
    reaction["tag"] = blob(&pair);
    take(&pair, &reaction).await;
    let word = format!(":blob@{}:", pair.peer.host());
    let seen = pair.seen(to).await.unwrap();
    assert_eq!(counts(&seen), [(word.as_str(), 1)]);
    assert!(seen.reactions[0].picture.is_some());
    // Alice joins; her reaction goes nowhere, because the post is of this server.
    let social = &pair.home.social;
    let name = word.trim_matches(':');
    let joined = social.react(&pair.alice, hello.id, name).await.unwrap();
    assert_eq!(counts(&joined), [(word.as_str(), 2)]);
    let unknown = social
        .react(&pair.alice, hello.id, "gone@far.example")
        .await;
    assert!(unknown.is_err(), "nobody has shown its picture");
    let left = social.unreact(&pair.alice, hello.id, &word).await.unwrap();
    assert_eq!(counts(&left), [(word.as_str(), 1)]);
}

#[tokio::test]
async fn what_is_no_emoji_is_a_like_or_nothing() {
    let pair = Pair::start().await;
    let hello = post(&pair.home, &pair.alice, "Hello", Audience::Public).await;
    let to = hello.uri.as_str();
    let long = "🔥".repeat(40);
    for (number, content) in [
        json!(":blob:"),
        json!("<b>🔥</b>"),
        json!(long),
        json!(null),
    ]
    .iter()
    .enumerate()
    {
        let number = u32::try_from(number).unwrap();
        take(
            &pair,
            &reacts(&pair, ActivityKind::EmojiReact, number, to, content),
        )
        .await;
    }
    take(&pair, &pair.bob.about(ActivityKind::Dislike, 90, to)).await;
    let seen = pair.seen(to).await.unwrap();
    assert_eq!((counts(&seen), seen.likes_count), (vec![], 0));
    take(
        &pair,
        &reacts(&pair, ActivityKind::Like, 91, to, &json!(":blob:")),
    )
    .await;
    assert_eq!(pair.seen(to).await.unwrap().likes_count, 1);
}

#[tokio::test]
async fn one_person_puts_few_emoji_and_none_under_what_they_may_not_see() {
    let pair = Pair::start().await;
    let hello = post(&pair.home, &pair.alice, "Hello", Audience::Public).await;
    let secret = post(&pair.home, &pair.alice, "For nobody", Audience::Mentioned).await;
    let emoji = ["🍎", "🍊", "🍋", "🍌", "🍉", "🍇", "🍓", "🍒", "🍑", "🍍"];
    for (number, emoji) in (1..).zip(emoji) {
        let kind = ActivityKind::EmojiReact;
        take(
            &pair,
            &reacts(&pair, kind, number, &hello.uri, &json!(emoji)),
        )
        .await;
    }
    assert_eq!(pair.seen(&hello.uri).await.unwrap().reactions.len(), 8);
    let kind = ActivityKind::EmojiReact;
    take(&pair, &reacts(&pair, kind, 50, &secret.uri, &json!("🔥"))).await;
    assert!(pair.seen(&secret.uri).await.unwrap().reactions.is_empty());
}

#[tokio::test]
async fn somebody_else_takes_nothing_back() {
    let pair = Pair::start().await;
    let eve = pair.peer.person("eve");
    let hello = post(&pair.home, &pair.alice, "Hello", Audience::Public).await;
    let fire = reacts(&pair, ActivityKind::EmojiReact, 1, &hello.uri, &json!("🔥"));
    take(&pair, &fire).await;
    eve.deliver(&pair.home, &eve.about(ActivityKind::Like, 70, &hello.uri))
        .await;
    let by_id = eve.about(ActivityKind::Undo, 71, id(&fire));
    let inline = eve.activity(ActivityKind::Undo, 72, ObjectRef::Inline(fire.clone()));
    let mut forged = fire.clone();
    forged["actor"] = json!(eve.id);
    let forged = eve.activity(ActivityKind::Undo, 73, ObjectRef::Inline(forged));
    for activity in [by_id, inline, forged] {
        eve.deliver(&pair.home, &activity).await;
    }
    assert_eq!(pair.seen(&hello.uri).await.unwrap().reactions.len(), 1);
}

/// Proves: FEP-c0e0
#[tokio::test]
async fn what_people_here_put_under_posts_goes_to_their_author() {
    let pair = Pair::start().await;
    let note = pair.bob.note(1, "Hello");
    take(&pair, &pair.bob.create(1, &note)).await;
    let seen = pair.seen(id(&note)).await.unwrap();
    let social = &pair.home.social;
    social.react(&pair.alice, seen.id, "🔥").await.unwrap();
    social.unreact(&pair.alice, seen.id, "🔥").await.unwrap();
    pair.home.publish().await;
    until("the undo arrives", || async {
        !pair.peer.delivered_of("Undo").is_empty()
    })
    .await;
    let sent = pair.peer.delivered_of("EmojiReact").remove(0);
    assert_eq!(
        (
            &sent["content"],
            &sent["object"],
            &sent["actor"],
            &sent["to"]
        ),
        (
            &json!("🔥"),
            &note["id"],
            &json!(pair.actor()),
            &json!([pair.bob.id])
        )
    );
    let undone = pair.peer.delivered_of("Undo").remove(0);
    assert_eq!(undone["object"]["id"], sent["id"]);
    assert_eq!(undone["object"]["content"], "🔥");
}
