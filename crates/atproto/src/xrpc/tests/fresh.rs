//! What somebody writes is there when they look next.

use social::post::Draft;

use super::*;

const TIMELINE: &str = "app.bsky.feed.getTimeline";
const AUTHOR: &str = "app.bsky.feed.getAuthorFeed";
const THREAD: &str = "app.bsky.feed.getPostThread";
const PROFILE: &str = "app.bsky.actor.getProfile";
const OLD: &str = "2020-01-01T00:00:00.000Z";

/// A member who wrote one post that the service has seen, and where it stands.
struct Story {
    world: World,
    ann: Person,
    rev: String,
}

impl Story {
    async fn begin() -> Self {
        let world = World::new().await;
        let ann = world.person("ann", Role::Member).await;
        let mut story = Self {
            world,
            ann,
            rev: String::new(),
        };
        story.write("Seen").await;
        story.rev = story.head().await;
        story
    }

    async fn head(&self) -> String {
        let repo = self.world.social.repo(self.ann.caller.account_id).await;
        repo.unwrap().unwrap().head.unwrap().rev
    }

    /// Writes by the community's own door, and gives the address of the record.
    async fn write(&self, text: &str) -> String {
        let draft = Draft {
            text: text.to_owned(),
            ..Draft::default()
        };
        let post = self.world.social.create_post(&self.ann.caller, draft);
        let post = post.await.unwrap();
        self.world.settle().await;
        let own = self.world.social.records_of(post.id.get()).await.unwrap();
        let record = &own[0].record;
        format!(
            "at://{}/{}/{}",
            self.ann.did, record.collection, record.rkey
        )
    }

    /// Writes a record by an app, and gives its address and version.
    async fn put(&self, record: Value) -> (String, String) {
        let input =
            json!({ "repo": self.ann.did, "collection": record["$type"], "record": record });
        let method = "com.atproto.repo.createRecord";
        let made = self.world.call(&self.ann.token, method, input).await.done();
        self.world.settle().await;
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        (text("uri"), text("cid"))
    }

    /// Has the service answer this, as far as it has read.
    fn say(&self, method: &str, status: u16, body: &Value) {
        let path = format!("/xrpc/{method}");
        let headers = [("atproto-repo-rev", self.rev.as_str())];
        self.world
            .say_with(&path, status, &headers, &body.to_string());
    }

    async fn ask(&self, method: &str) -> Answer {
        self.world.get(&self.ann.token, method).await
    }
}

/// A post as the service shows it.
fn post(uri: &str, did: &str, at: &str) -> Value {
    json!({
        "uri": uri, "cid": "bafyold", "indexedAt": at,
        "author": { "did": did, "handle": "x.example" },
        "record": { "text": "Old" },
    })
}

fn feed(posts: &[Value]) -> Value {
    let items = posts.iter().map(|post| json!({ "post": post }));
    json!({ "cursor": "next", "feed": items.collect::<Vec<_>>() })
}

fn uris(answer: &Value) -> Vec<&str> {
    let feed = answer["feed"].as_array().unwrap().iter();
    feed.map(|item| item["post"]["uri"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_new_post_stands_in_the_timeline_before_the_service_knows_of_it() {
    let story = Story::begin().await;
    let old = post("at://did:plc:other/a.b.c/1", "did:plc:other", OLD);
    story.say(TIMELINE, 200, &feed(std::slice::from_ref(&old)));
    let same = story.ask(TIMELINE).await;
    assert!(!same.headers.contains_key("atproto-upstream-lag"));
    assert_eq!(
        same.done(),
        feed(std::slice::from_ref(&old)),
        "it has seen all"
    );
    let (first, second) = (story.write("First").await, story.write("Second").await);
    let answer = story.ask(TIMELINE).await;
    let lag = answer.headers["atproto-upstream-lag"].to_str().unwrap();
    assert!(lag.parse::<i64>().unwrap() >= 0);
    assert_eq!(answer.headers["atproto-repo-rev"], story.rev.as_str());
    let answer = answer.done();
    let others = old["uri"].as_str().unwrap();
    assert_eq!(uris(&answer), [&second, &first, others]);
    let view = &answer["feed"][0]["post"];
    assert_eq!(view["author"]["handle"], "ann.moot.example");
    assert_eq!(view["record"]["text"], "Second");
    assert_eq!(view["likeCount"], 0);
    assert!(view["cid"].as_str().unwrap().starts_with("bafy"));
    assert_eq!(answer["cursor"], "next");
    // They are on the first page only.
    let next = story.ask(&format!("{TIMELINE}?cursor=x")).await.done();
    assert_eq!(uris(&next), [others]);
    // What the service has seen meanwhile is not there twice.
    story.say(
        TIMELINE,
        200,
        &feed(&[post(&first, &story.ann.did, OLD), old.clone()]),
    );
    assert_eq!(
        uris(&story.ask(TIMELINE).await.done()),
        [&second, &first, others]
    );
}

#[tokio::test]
async fn the_list_of_ones_own_posts_is_new_and_that_of_others_is_not_touched() {
    let story = Story::begin().await;
    let reply = json!({ "uri": story.write("Root").await, "cid": "bafyreig6fjfhfhmbtqpf6jdcetfwq6bk4aw2a2zbqqm3gfiuv5xmppsgu4" });
    let root = story.write("New").await;
    let (answer, _) = story
        .put(json!({
            "$type": "app.bsky.feed.post", "text": "Me again", "createdAt": "2023-11-14T22:13:20.000Z",
            "reply": { "root": reply, "parent": reply },
        }))
        .await;
    let mine = feed(&[post("at://x/y/1", &story.ann.did, OLD)]);
    story.say(AUTHOR, 200, &mine);
    let found = story.ask(AUTHOR).await.done();
    assert!(uris(&found).contains(&answer.as_str()), "{found}");
    let found = story
        .ask(&format!("{AUTHOR}?filter=posts_no_replies"))
        .await
        .done();
    assert!(uris(&found).contains(&root.as_str()) && !uris(&found).contains(&answer.as_str()));
    let found = story
        .ask(&format!("{AUTHOR}?filter=posts_with_media"))
        .await
        .done();
    assert_eq!(uris(&found), ["at://x/y/1"]);
    let others = feed(&[post("at://x/y/1", "did:plc:other", OLD)]);
    story.say(AUTHOR, 200, &others);
    assert_eq!(story.ask(AUTHOR).await.done(), others);
}

#[tokio::test]
async fn a_changed_profile_is_shown_at_once() {
    let story = Story::begin().await;
    let update = social::member::ProfileUpdate {
        display_name: Some("Ann the New".to_owned()),
        ..social::member::ProfileUpdate::default()
    };
    story
        .world
        .social
        .update_profile(&story.ann.caller, update)
        .await
        .unwrap();
    story.world.settle().await;
    let view =
        |did: &str| json!({ "did": did, "handle": "x", "displayName": "Old", "followersCount": 7 });
    story.say(PROFILE, 200, &view(&story.ann.did));
    let found = story.ask(PROFILE).await.done();
    assert_eq!(
        (&found["displayName"], &found["followersCount"]),
        (&json!("Ann the New"), &json!(7))
    );
    story.say(PROFILE, 200, &view("did:plc:other"));
    assert_eq!(story.ask(PROFILE).await.done(), view("did:plc:other"));
    let both = json!({ "profiles": [view("did:plc:other"), view(&story.ann.did)] });
    story.say("app.bsky.actor.getProfiles", 200, &both);
    let found = story.ask("app.bsky.actor.getProfiles").await.done();
    assert_eq!(found["profiles"][0]["displayName"], "Old");
    assert_eq!(found["profiles"][1]["displayName"], "Ann the New");
    let likes = feed(&[post("at://x/y/1", &story.ann.did, OLD)]);
    story.say("app.bsky.feed.getActorLikes", 200, &likes);
    let found = story.ask("app.bsky.feed.getActorLikes").await.done();
    assert_eq!(
        found["feed"][0]["post"]["author"]["displayName"],
        "Ann the New"
    );
}

#[tokio::test]
async fn an_answer_hangs_in_its_thread() {
    let story = Story::begin().await;
    let root = "at://did:plc:other/app.bsky.feed.post/3kabcdefghij2";
    let middle = "at://did:plc:other/app.bsky.feed.post/3kabcdefghij3";
    let named = |uri: &str| json!({ "uri": uri, "cid": "bafyreig6fjfhfhmbtqpf6jdcetfwq6bk4aw2a2zbqqm3gfiuv5xmppsgu4" });
    let (answer, cid) = story
        .put(json!({
            "$type": "app.bsky.feed.post", "text": "Indeed", "createdAt": "2023-11-14T22:13:20.000Z",
            "reply": { "root": named(root), "parent": named(middle) },
        }))
        .await;
    let kind = "app.bsky.feed.defs#threadViewPost";
    let below = json!({ "$type": kind, "post": post(middle, "did:plc:other", OLD) });
    let thread = json!({ "thread": { "$type": kind, "post": post(root, "did:plc:other", OLD), "replies": [below] } });
    story.say(THREAD, 200, &thread);
    let found = story.ask(&format!("{THREAD}?uri={root}")).await.done();
    let hung = &found["thread"]["replies"][0]["replies"][0]["post"];
    assert_eq!(
        (hung["uri"].as_str(), hung["cid"].as_str()),
        (Some(&*answer), Some(&*cid))
    );
    // Another conversation is not touched.
    let other = json!({ "thread": { "$type": kind, "post": post("at://did:plc:other/a.b.c/9", "did:plc:other", OLD), "replies": [] } });
    story.say(THREAD, 200, &other);
    assert_eq!(story.ask(&format!("{THREAD}?uri=x")).await.done(), other);
    // The service does not know of it at all: what stands above is asked for, and missing here.
    let unknown = json!({ "error": "NotFound", "message": "Post not found" });
    story.say(THREAD, 400, &unknown);
    let found = story.ask(&format!("{THREAD}?uri={answer}")).await;
    assert_eq!(found.headers["access-control-allow-origin"], "*");
    let found = found.done();
    assert_eq!(found["thread"]["post"]["uri"], *answer);
    assert_eq!(story.world.asked("depth=0"), 1);
    let missing = story
        .ask(&format!("{THREAD}?uri=at://did:plc:other/x/y"))
        .await;
    assert!(missing.is(400, "NotFound"), "{missing:?}");
}

#[tokio::test]
async fn a_quoted_post_is_asked_for() {
    let story = Story::begin().await;
    let quoted = "at://did:plc:other/app.bsky.feed.post/3kabcdefghij2";
    story.say(
        "app.bsky.feed.getPosts",
        200,
        &json!({ "posts": [post(quoted, "did:plc:other", OLD)] }),
    );
    story
        .put(json!({
            "$type": "app.bsky.feed.post", "text": "Look", "createdAt": "2023-11-14T22:13:20.000Z",
            "embed": { "$type": "app.bsky.embed.record", "record": {
                "uri": quoted, "cid": "bafyreig6fjfhfhmbtqpf6jdcetfwq6bk4aw2a2zbqqm3gfiuv5xmppsgu4" } },
        }))
        .await;
    story.say(TIMELINE, 200, &feed(&[]));
    let found = story.ask(TIMELINE).await.done();
    let embed = &found["feed"][0]["post"]["embed"];
    assert_eq!(embed["$type"], "app.bsky.embed.record#view", "{found}");
    assert_eq!(embed["record"]["value"]["text"], "Old");
    assert_eq!(story.world.asked("app.bsky.feed.getPosts"), 1);
}

#[tokio::test]
async fn what_is_not_as_it_should_be_is_passed_on_as_it_came() {
    let story = Story::begin().await;
    story.write("Unseen").await;
    let path = format!("/xrpc/{TIMELINE}");
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    let large = format!("{{\"feed\":[],\"x\":\"{}\"}}", "x".repeat(5 * 1024 * 1024));
    let rev = story.rev.clone();
    for (status, rev, body) in [
        (200, rev.as_str(), "no json"),
        (200, &rev, "{\"feed\":7}"),
        (200, &rev, "[]"),
        (200, &rev, &deep),
        (200, &rev, &large),
        (200, "no rev", "{\"feed\":[]}"),
        (200, "2222222222222", "{\"feed\":[]}"),
        (200, "zzzzzzzzzzzzz", "{\"feed\":[]}"),
        (500, &rev, "{\"error\":\"NotFound\"}"),
    ] {
        let headers = [("atproto-repo-rev", rev)];
        story.world.say_with(&path, status, &headers, body);
        let answer = story.ask(TIMELINE).await;
        let start: String = body.chars().take(30).collect();
        assert_eq!(answer.status.as_u16(), status, "{start}");
        assert!(answer.bytes == body.as_bytes(), "{start}");
        assert!(
            !answer.headers.contains_key("atproto-upstream-lag"),
            "{start}"
        );
    }
    story.world.say_with(&path, 200, &[], "{\"feed\":[]}");
    assert_eq!(story.ask(TIMELINE).await.done(), json!({ "feed": [] }));
    let plain = [
        ("atproto-repo-rev", rev.as_str()),
        ("content-type", "text/plain"),
    ];
    story.world.say_with(&path, 200, &plain, "{\"feed\":[]}");
    assert_eq!(story.ask(TIMELINE).await.done(), json!({ "feed": [] }));
}
