//! What links lead to, and what is talked about.

use futures_util::future::BoxFuture;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use social::caller::Role;
use social::card::{Browser, WebPage};
use social::journal::Progress;
use url::Url;

use super::world::World;

/// A browser that knows one page and counts how often it is asked for.
#[derive(Default)]
pub(super) struct OnePage(std::sync::atomic::AtomicUsize);

const PAGE: &str = "https://news.example/night";

impl Browser for OnePage {
    fn page<'a>(&'a self, url: &'a Url) -> BoxFuture<'a, Option<WebPage>> {
        self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let html = "<title>x</title><meta property=og:title content='A long &lt;b&gt; night'>\
                    <meta property=og:description content='All of it'><meta property=og:image content=/n.jpg>\
                    <meta name=author content=Ann>";
        let page = (url.as_str() == PAGE).then(|| WebPage {
            address: url.clone(),
            html: html.to_owned(),
        });
        Box::pin(async move { page })
    }
}

async fn cards(world: &World, browser: &OnePage) {
    while world.social.cards_step(browser).await.unwrap() == Progress::Moved {}
}

/// Somebody who lets themselves be found.
async fn found(world: &World, name: &str) -> String {
    let (_, token) = world.person(name).await;
    let path = "/api/v1/accounts/update_credentials";
    world
        .ask(&token, Method::PATCH, path, "discoverable=true")
        .await
        .ok();
    token
}

async fn say(world: &World, token: &str, text: &str) -> String {
    let text: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    world
        .post(token, "/api/v1/statuses", &format!("status={text}"))
        .await
        .id()
}

fn texts<'a>(list: &'a Value, field: &str) -> Vec<&'a str> {
    let items = list.as_array().unwrap().iter();
    items.map(|item| item[field].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_link_is_shown_as_a_card_and_asked_for_once() {
    let world = World::new().await;
    let alice = found(&world, "alice").await;
    let bob = found(&world, "bob").await;
    let browser = OnePage::default();
    let first = say(&world, &alice, &format!("Read {PAGE} now")).await;
    let card_path = format!("/api/v1/statuses/{first}/card");
    assert_eq!(world.get("", &card_path).await.ok(), json!({}));
    let second = say(&world, &bob, &format!("So did I: {PAGE}")).await;
    let dead = say(&world, &bob, "https://gone.example/x").await;
    cards(&world, &browser).await;
    let shown = world
        .get("", &format!("/api/v1/statuses/{first}"))
        .await
        .ok();
    let card = &shown["card"];
    assert_eq!(card["title"], "A long <b> night");
    assert_eq!(card["image"], "https://news.example/n.jpg");
    assert_eq!(
        (&card["provider_name"], &card["authors"][0]["name"]),
        (&json!("news.example"), &json!("Ann"))
    );
    assert_eq!((&card["html"], &card["type"]), (&json!(""), &json!("link")));
    assert_eq!(world.get("", &card_path).await.ok()["title"], card["title"]);
    let nothing = world
        .get("", &format!("/api/v1/statuses/{dead}"))
        .await
        .ok();
    assert!(nothing["card"].is_null());
    let path = format!("/api/v1/timelines/link?url={PAGE}");
    let timeline = world.get("", &path).await.ok();
    assert_eq!(texts(&timeline, "id"), [second.as_str(), first.as_str()]);
    let older = world.get("", &format!("{path}&max_id={second}")).await.ok();
    assert_eq!(texts(&older, "id"), [first.as_str()]);
    assert_eq!(
        world.get("", "/api/v1/timelines/link").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    // An edit that takes the link away takes the card away.
    world
        .ask(
            &alice,
            Method::PUT,
            &format!("/api/v1/statuses/{first}"),
            "status=Nothing",
        )
        .await
        .ok();
    cards(&world, &browser).await;
    assert_eq!(world.get("", &card_path).await.ok(), json!({}));
    assert_eq!(
        browser.0.load(std::sync::atomic::Ordering::SeqCst),
        2,
        "one page each"
    );
}

#[tokio::test]
async fn links_of_private_mentions_and_of_a_community_without_previews_are_not_followed() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, olga) = world.staff("olga", Role::Owner).await;
    let browser = OnePage::default();
    let secret = format!("status={PAGE}&visibility=direct");
    world.post(&alice, "/api/v1/statuses", &secret).await.ok();
    cards(&world, &browser).await;
    let path = "/api/v1/folkmoot/admin/community";
    let decided = world
        .ask(&olga, Method::PATCH, path, "link_previews=false")
        .await
        .ok();
    assert_eq!(decided["link_previews"], false);
    say(&world, &alice, PAGE).await;
    cards(&world, &browser).await;
    assert_eq!(browser.0.load(std::sync::atomic::Ordering::SeqCst), 0);
}

/// Two people talk about the same things, and like each other's posts.
async fn talk(world: &World) -> (String, String) {
    let alice = found(world, "alice").await;
    let bob = found(world, "bob").await;
    let post = say(world, &alice, &format!("#moot {PAGE}")).await;
    say(world, &bob, &format!("#Moot too {PAGE}")).await;
    say(world, &bob, "#alone #alone2").await;
    for token in [&alice, &bob] {
        let path = format!("/api/v1/statuses/{post}/favourite");
        world.post(token, &path, "").await.ok();
    }
    cards(world, &OnePage::default()).await;
    world.social.refresh_trends().await.unwrap();
    (post, bob)
}

#[tokio::test]
async fn what_several_people_speak_of_trends_once_a_moderator_agrees() {
    let world = World::new().await;
    let (post, bob) = talk(&world).await;
    let (_, molly) = world.staff("molly", Role::Moderator).await;
    for path in [
        "/api/v1/trends",
        "/api/v1/trends/tags",
        "/api/v1/trends/statuses",
        "/api/v1/trends/links",
    ] {
        assert_eq!(world.get("", path).await.ok(), json!([]), "{path}");
    }
    let tags = world.get(&molly, "/api/v1/admin/trends/tags").await.ok();
    assert_eq!(texts(&tags, "name"), ["moot"]);
    assert_eq!(
        (&tags[0]["requires_review"], &tags[0]["trendable"]),
        (&json!(true), &json!(false))
    );
    let posts = world
        .get(&molly, "/api/v1/admin/trends/statuses")
        .await
        .ok();
    assert_eq!(texts(&posts, "id"), [post.as_str()]);
    let links = world.get(&molly, "/api/v1/admin/trends/links").await.ok();
    assert_eq!(texts(&links, "url"), [PAGE]);
    let publishers = world
        .get(&molly, "/api/v1/admin/trends/links/publishers")
        .await
        .ok();
    assert_eq!(texts(&publishers, "domain"), ["news.example"]);
    let link = links[0]["id"].as_str().unwrap();
    for (kind, id) in [
        ("tags", "moot"),
        ("statuses", post.as_str()),
        ("links", link),
    ] {
        let path = format!("/api/v1/admin/trends/{kind}/{id}");
        let by_bob = world.post(&bob, &format!("{path}/approve"), "").await;
        assert_eq!(by_bob.status, StatusCode::FORBIDDEN);
        world
            .post(&molly, &format!("{path}/approve"), "")
            .await
            .ok();
        let shown = world.get("", &format!("/api/v1/trends/{kind}")).await.ok();
        assert_eq!(shown.as_array().unwrap().len(), 1, "{kind}");
        let passed = world
            .get("", &format!("/api/v1/trends/{kind}?offset=1"))
            .await
            .ok();
        assert_eq!(passed, json!([]), "{kind}");
        world.post(&molly, &format!("{path}/reject"), "").await.ok();
        assert_eq!(
            world.get("", &format!("/api/v1/trends/{kind}")).await.ok(),
            json!([])
        );
    }
}

#[tokio::test]
async fn the_days_of_a_tag_are_counted_by_posts_and_people() {
    let world = World::new().await;
    talk(&world).await;
    let tag = world.get("", "/api/v1/tags/moot").await.ok();
    let history = tag["history"].as_array().unwrap();
    assert_eq!(history.len(), 7);
    assert_eq!(
        (&history[0]["uses"], &history[0]["accounts"]),
        (&json!("2"), &json!("2"))
    );
    assert_eq!(history[6]["uses"], "0");
    let day: i64 = history[0]["day"].as_str().unwrap().parse().unwrap();
    assert_eq!(day % 86_400, 0);
}

#[tokio::test]
async fn without_review_everything_trends_but_what_was_refused() {
    let world = World::new().await;
    talk(&world).await;
    let (_, olga) = world.staff("olga", Role::Owner).await;
    let path = "/api/v1/folkmoot/admin/community";
    world
        .ask(&olga, Method::PATCH, path, "review_trends=false")
        .await
        .ok();
    for path in [
        "/api/v1/trends",
        "/api/v1/trends/tags",
        "/api/v1/trends/statuses",
        "/api/v1/trends/links",
    ] {
        assert_eq!(
            world.get("", path).await.ok().as_array().unwrap().len(),
            1,
            "{path}"
        );
    }
    let list = world.get(&olga, "/api/v1/admin/tags").await.ok();
    assert_eq!(texts(&list, "name"), ["alone", "alone2", "moot"]);
    let path = "/api/v1/admin/tags/moot";
    assert_eq!(world.get(&olga, path).await.ok()["usable"], true);
    let changed = world
        .ask(&olga, Method::PUT, path, "listable=false&trendable=true")
        .await
        .ok();
    assert_eq!(
        (&changed["listable"], &changed["requires_review"]),
        (&json!(false), &json!(false))
    );
    world.social.refresh_trends().await.unwrap();
    assert_eq!(world.get("", "/api/v1/trends/tags").await.ok(), json!([]));
    // A tag that is out of use is a word like any other.
    world
        .ask(&olga, Method::PUT, path, "usable=false")
        .await
        .ok();
    let post = world
        .post(&olga, "/api/v1/statuses", "status=%23moot+%23other")
        .await
        .ok();
    assert_eq!(texts(&post["tags"], "name"), ["other"]);
}
