//! Posts of others with more in them than anybody needs, and with signs that mean something to somebody else. The names are rows
//! of the threat list.

use http::StatusCode;
use model::post::{MAX_MEDIA, MAX_MENTIONS, MAX_TAGS};
use serde_json::{Value, json};
use social::PostView;

use crate::pair::{Pair, id};
use crate::peer::Peer;

/// Bob delivers a note, which Alice then sees.
async fn comes(pair: &Pair, note: &Value) -> PostView {
    let create = pair.bob.create(1, note);
    let answer = pair.bob.deliver(&pair.home, &create).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    pair.seen(id(note)).await.expect("it came")
}

/// C2: what a `@context` names is never asked for, wherever it stands.
#[tokio::test]
async fn a_context_is_never_fetched() {
    let (pair, evil) = (Pair::start().await, Peer::start().await);
    let url = evil.url("/context");
    evil.publish("/context", &json!({ "@context": [url, {"@import": url}] }));
    let mut note = pair.bob.note(1, "In other words");
    note["@context"] = json!(url);
    note["tag"] = json!([{"@context": url, "type": "Hashtag", "name": "#words"}]);
    let mut create = pair.bob.create(1, &note);
    create["@context"] = json!(["https://www.w3.org/ns/activitystreams", url, {"@import": url}]);
    let proved = pair.bob.prove(&pair.home, create);
    let answer = pair.bob.deliver(&pair.home, &proved).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    assert!(pair.seen(id(&note)).await.is_some());
    pair.home.network.chores_done().await;
    assert_eq!(evil.asked("/context"), 0);
}

/// C7: of ten thousand mentions a few are looked for, and few are kept.
#[tokio::test]
async fn a_mention_bomb_makes_few_questions() {
    let (pair, far) = (Pair::start().await, Peer::start().await);
    let person = |number: u32| far.url(&format!("/u/{number}"));
    let mentions = (0..10_000).map(|number| json!({"type": "Mention", "href": person(number)}));
    let mut note = pair.bob.note(1, "Everybody!");
    note["tag"] = mentions.collect();
    let post = comes(&pair, &note).await;
    assert!(post.mentions.len() <= MAX_MENTIONS);
    pair.home.network.chores_done().await;
    let asked: usize = (0..10_000)
        .map(|number| far.asked(&format!("/u/{number}")))
        .sum();
    assert!(asked <= 20, "{asked}");
}

/// C7: ten thousand hashtags, ten thousand links, ten thousand elements inside one another.
#[tokio::test]
async fn a_bomb_of_tags_and_links_is_cut() {
    let pair = Pair::start().await;
    let mut note = pair.bob.note(1, "Everything");
    let tags = (0..10_000).map(|number| json!({"type": "Hashtag", "name": format!("#t{number}")}));
    note["tag"] = tags.collect();
    assert_eq!(comes(&pair, &note).await.tags.len(), MAX_TAGS);

    let link = |number: u32| format!("<a href=\"https://a.example/{number}\">{number}</a> ");
    let mut links = pair.bob.note(2, "");
    links["content"] = (0..10_000).map(link).collect::<String>().into();
    let mut create = pair.bob.create(2, &links);
    create["id"] = json!(pair.peer.url("/activities/2"));
    pair.bob.deliver(&pair.home, &create).await;
    let post = pair.seen(id(&links)).await.unwrap();
    assert_eq!(post.html.matches("<a ").count(), 0, "only its text is kept");

    let mut deep = pair.bob.note(3, "");
    deep["content"] = format!("{}deep{}", "<p>".repeat(100_000), "</p>".repeat(90_000)).into();
    pair.bob
        .deliver(&pair.home, &pair.bob.create(3, &deep))
        .await;
    let post = pair.seen(id(&deep)).await.unwrap();
    assert!(post.html.matches('<').count() < 10, "{}", post.html.len());
}

/// C10: a hundred attachments and a hundred emoji. What is too much is linked, or left out.
#[tokio::test]
async fn of_too_many_attachments_some_are_links() {
    let pair = Pair::start().await;
    let mut note = pair.bob.note(1, "My holidays");
    let picture = |number: u32| json!({"type": "Document", "mediaType": "image/png", "url": pair.peer.url(&format!("/{number}.png"))});
    note["attachment"] = (0..100).map(picture).collect();
    let emoji = |number: u32| {
        let url = pair.peer.url(&format!("/e{number}.png"));
        json!({"type": "Emoji", "name": format!(":e{number}:"), "icon": {"type": "Image", "url": url}})
    };
    note["tag"] = (0..1_000).map(emoji).collect();
    let post = comes(&pair, &note).await;
    assert_eq!(post.media.len(), MAX_MEDIA);
    assert!(post.emojis.len() <= 100, "{}", post.emojis.len());
    let next = format!("/{MAX_MEDIA}.png");
    assert!(post.html.contains(&next), "{}", post.html);
    assert!(post.html.len() < 64 * 1024);
}

/// C13: signs that mean something to a database are signs.
#[tokio::test]
async fn signs_of_a_database_are_only_signs() {
    const SIGNS: &str = r#"Robert'); DROP TABLE post; -- %_\ "NEAR(a b)" * $1 ?1 {int}"#;
    let pair = Pair::start().await;
    let mallory = pair.peer.person("mallory");
    let mut actor = mallory.actor();
    actor["name"] = json!(SIGNS);
    actor["inbox"] = json!(pair.peer.url("/in'box%22%25_--"));
    actor["attachment"] =
        json!([{"type": "PropertyValue", "name": SIGNS, "value": "x' OR '1'='1"}]);
    pair.peer.publish("/users/mallory", &actor);
    let mut note = mallory.note(1, "x");
    note["content"] = json!(SIGNS);
    note["summary"] = json!(SIGNS);
    note["tag"] = json!([
        {"type": "Mention", "href": pair.actor()},
        {"type": "Hashtag", "name": "#o'brien\"%_*"},
        {"type": "Emoji", "name": ":a'b:", "icon": {"type": "Image", "url": pair.peer.url("/e.png?'%22;--")}},
    ]);
    let answer = mallory.deliver(&pair.home, &mallory.create(1, &note)).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    let post = pair.seen(id(&note)).await.expect("it came");
    assert_eq!(post.account.display_name, SIGNS);
    assert_eq!(post.account.fields[0].name, SIGNS);
    assert_eq!(post.warning, SIGNS);
    let text = model::sanitize::plain_text(&post.html);
    assert_eq!(text, SIGNS);
}
