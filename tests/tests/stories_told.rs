//! Stories across servers: between two of ours, and in Pixelfed's words.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "what is not there makes a red test"
)]

use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::{Actor, Peer, Person, Reply, World, settle};

const STORIES: &str = "/api/v1/folkmoot/stories";
const DOT: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
    \0\0\0\rIDATx\xdac8!\xa7\xf1\x1f\0\x04\xce\x02\x0eb\xcf\x94\xa5\0\0\0\0IEND\xaeB`\x82";

async fn tray(world: &World, person: &Person) -> Vec<Value> {
    let tray = world.phone(person).call(Method::GET, STORIES, &[]).await;
    tray.ok().as_array().cloned().expect("a list")
}

async fn tell(world: &World, person: &Person) -> Value {
    let sent = world.post("/api/v2/media").by(person);
    let media = sent.files(&[], &[("file", DOT)]).await.ok();
    let id = media["id"].as_str().expect("an id");
    let form = [("media_id", id), ("text", "Look")];
    world
        .phone(person)
        .call(Method::POST, STORIES, &form)
        .await
        .ok()
}

#[tokio::test]
async fn a_story_is_seen_by_followers_elsewhere_and_goes_when_its_day_is_over() {
    let (here, there) = (World::listening().await, World::listening().await);
    let (alice, bob) = (here.person("alice").await, there.person("bob").await);
    let carol = there.person("carol").await;
    let alice_there = there.phone(&bob).find(&alice.acct).await;
    there.phone(&bob).follow(&alice_there).await;
    settle(&[&here, &there]).await;
    let told = tell(&here, &alice).await;
    settle(&[&here, &there]).await;
    let seen = tray(&there, &bob).await;
    let story = &seen[0]["stories"][0];
    assert_eq!(seen[0]["account"]["acct"], alice.acct.as_str());
    assert_eq!(
        (&story["uri"], &story["text"], &story["duration"]),
        (&told["uri"], &told["text"], &told["duration"])
    );
    assert_eq!(story["media_attachment"]["type"], "image");
    assert_eq!(story["media_attachment"]["meta"]["original"]["width"], 1);
    assert_eq!(tray(&there, &carol).await, Vec::<Value>::new());
    let second = tell(&here, &alice).await;
    settle(&[&here, &there]).await;
    assert_eq!(
        tray(&there, &bob).await[0]["stories"][1]["uri"],
        second["uri"]
    );
    let path = format!("{STORIES}/{}", second["id"].as_str().expect("an id"));
    here.phone(&alice)
        .call(Method::DELETE, &path, &[])
        .await
        .ok();
    settle(&[&here, &there]).await;
    let left = tray(&there, &bob).await;
    assert_eq!(left[0]["stories"].as_array().map(Vec::len), Some(1));
    for world in [&here, &there] {
        world.clock().advance(Duration::from_hours(25));
        assert_eq!(world.social().end_stories().await.expect("they end"), 1);
    }
    settle(&[&here, &there]).await;
    assert_eq!(tray(&there, &bob).await, Vec::<Value>::new());
}

/// Alice, who follows Dan of a Pixelfed.
struct Scene {
    world: World,
    peer: Peer,
    alice: Person,
    dan: Actor,
}

const WORD: &str = "s3cr3t";

impl Scene {
    async fn new() -> Self {
        let world = World::listening().await;
        let peer = Peer::start(world.clock()).await;
        let alice = world.person("alice").await;
        let dan = peer.actor("dan");
        let there = world.phone(&alice).find(&dan.acct()).await;
        world.phone(&alice).follow(&there).await;
        world.settle().await;
        let follow = peer.received().last().expect("a follow").json();
        dan.deliver(&world, &dan.activity("Accept", follow)).await;
        Self {
            world,
            peer,
            alice,
            dan,
        }
    }

    fn story(&self) -> Value {
        let now = self.world.social().now();
        json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": self.dan.new_id("stories"),
            "type": "Story",
            "to": [self.dan.followers()],
            "cc": [],
            "attributedTo": self.dan.uri,
            "published": now,
            "expiresAt": now.plus(Duration::from_hours(24)),
            "duration": 5,
            "can_reply": true,
            "can_react": true,
            "attachment": {
                "type": "Image",
                "url": self.peer.url("/storage/1.jpeg"),
                "mediaType": "image/jpeg",
            },
        })
    }

    /// Tells of a story as Pixelfed does.
    async fn add(&self, story: &Value, way: &str) -> Reply {
        let object = json!({ "id": story["id"], "type": "Story", "object": way });
        let add = self.dan.activity("Add", object);
        self.dan.deliver(&self.world, &add).await
    }

    fn way(story: &Value) -> String {
        format!("bear:?t={WORD}&u={}", story["id"].as_str().expect("an id"))
    }

    async fn stories(&self) -> usize {
        let tray = tray(&self.world, &self.alice).await;
        let of_one = tray.first().and_then(|one| one["stories"].as_array());
        of_one.map_or(0, Vec::len)
    }
}

#[tokio::test]
async fn a_story_of_pixelfed_is_seen_until_it_is_deleted() {
    let scene = Scene::new().await;
    let story = scene.story();
    let id = story["id"].as_str().expect("an id");
    scene.peer.show_for(id, WORD, &story);
    for _ in 0..2 {
        let taken = scene.add(&story, &Scene::way(&story)).await;
        assert_eq!(taken.status, StatusCode::ACCEPTED);
        assert_eq!(scene.stories().await, 1);
    }
    let object = json!({ "id": id, "type": "Story" });
    let delete = scene.dan.activity("Delete", object);
    scene.dan.deliver(&scene.world, &delete).await;
    assert_eq!(scene.stories().await, 0);
    // A late copy does not come to life.
    scene.add(&story, &Scene::way(&story)).await;
    assert_eq!(scene.stories().await, 0);
}

#[tokio::test]
async fn a_story_that_is_not_its_tellers_is_not_taken() {
    let scene = Scene::new().await;
    let other = Peer::start(scene.world.clock()).await;
    let eve = scene.peer.actor("eve");
    let good = scene.story();
    let mut stolen = good.clone();
    stolen["attributedTo"] = json!(eve.uri);
    let mut long_over = good.clone();
    long_over["expiresAt"] = json!("2020-01-01T00:00:00Z");
    let mut empty = good.clone();
    empty["attachment"] = json!([]);
    let mut moved = good.clone();
    moved["id"] = json!(scene.dan.new_id("stories"));
    let id = good["id"].as_str().expect("an id");
    for bad in [&stolen, &long_over, &empty, &moved] {
        scene.peer.show_for(id, WORD, bad);
        scene.add(&good, &Scene::way(&good)).await;
        assert_eq!(scene.stories().await, 0, "{bad}");
    }
    scene.peer.show_for(id, WORD, &good);
    let elsewhere = other.url("/stories/1");
    other.show_for(&elsewhere, WORD, &good);
    for way in [
        format!("bear:?t=wrong&u={id}"),
        format!("bear:?t={WORD}&u={elsewhere}"),
        format!("bear:?u={id}"),
        id.to_owned(),
        String::new(),
    ] {
        scene.add(&good, &way).await;
        assert_eq!(scene.stories().await, 0, "{way}");
    }
    assert_eq!(
        other.asked(&elsewhere),
        0,
        "the word was told to a stranger"
    );
    scene.add(&good, &Scene::way(&good)).await;
    assert_eq!(scene.stories().await, 1);
}

#[tokio::test]
async fn the_word_that_opens_a_story_is_not_told_to_where_it_is_sent_on() {
    let scene = Scene::new().await;
    let other = Peer::start(scene.world.clock()).await;
    let story = scene.story();
    let id = story["id"].as_str().expect("an id");
    let elsewhere = other.url("/stories/1");
    scene.peer.redirect(id, &elsewhere);
    other.show_for(&elsewhere, WORD, &story);
    scene.add(&story, &Scene::way(&story)).await;
    assert_eq!(scene.stories().await, 0);
}

#[tokio::test]
async fn a_story_of_ours_is_opened_by_its_word_alone() {
    let scene = Scene::new().await;
    let (world, alice) = (&scene.world, &scene.alice);
    scene
        .dan
        .deliver(
            world,
            &scene.dan.activity("Follow", alice_uri(world, alice)),
        )
        .await;
    world.settle().await;
    let told = tell(world, alice).await;
    world.settle().await;
    let add = scene.peer.received().last().expect("an Add").json();
    assert_eq!(
        (&add["type"], &add["object"]["type"]),
        (&json!("Add"), &json!("Story"))
    );
    assert_eq!(add["object"]["id"], told["uri"]);
    assert_eq!(
        add["to"],
        json!([format!("{}/followers", alice_uri(world, alice))])
    );
    let way = add["object"]["object"].as_str().expect("a way");
    let (word, url) = way
        .strip_prefix("bear:?t=")
        .and_then(|rest| rest.split_once("&u="))
        .expect("a word");
    let path = url.strip_prefix(&world.url("")).expect("ours");
    let ask = |word: &str| world.get(path).header(http::header::AUTHORIZATION, word);
    let shown = ask(&format!("Bearer {word}")).await.ok();
    assert_eq!(
        (&shown["type"], &shown["id"]),
        (&json!("Story"), &told["uri"])
    );
    assert_eq!(shown["attachment"]["type"], "Image");
    for wrong in ["Bearer x", "Bearer ", "Basic eDp5", word] {
        assert_eq!(ask(wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    assert_eq!(world.get(path).await.status, StatusCode::NOT_FOUND);
    world.clock().advance(Duration::from_hours(25));
    assert_eq!(
        ask(&format!("Bearer {word}")).await.status,
        StatusCode::NOT_FOUND
    );
}

fn alice_uri(world: &World, alice: &Person) -> String {
    world.url(&format!("/ap/actors/{}", alice.account_id))
}
