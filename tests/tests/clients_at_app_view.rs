//! People here as Bluesky's own `AppView` shows them: what they do with an app for Mastodon is there, as the right thing, and what
//! the `AppView` knows is here, for apps of Bluesky.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

use std::time::{Duration, Instant};

use folkmoot_tests::at::{self, Network, agent, free_port};
use folkmoot_tests::server::{PASSWORD, Person, Server};
use folkmoot_tests::tool::all_there;
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Method};
use serde_json::{Value, json};

/// A picture of one pixel.
const PIXEL: &[u8] = include_bytes!("pixel.png");
/// How long anything that has to come may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// Our server beside a whole network, with two people.
struct Story {
    network: Network,
    server: Server,
    client: Client,
    alice: Person,
    bob: Person,
}

impl Story {
    #[expect(
        clippy::disallowed_methods,
        reason = "a client of the server, not the server's own"
    )]
    fn begin(database: &str) -> Self {
        let port = free_port().unwrap();
        let here = format!("http://127.0.0.1:{port}");
        let network = Network::start(database, &[&here]).unwrap();
        let view = (network.app_view().unwrap(), network.app_view_did().unwrap());
        let plc = network.plc().unwrap();
        let community = at::with_app_view(&plc, (&view.0, &view.1)).unwrap();
        let community = community.on_port(port);
        let [alice, bob] = ["alice", "bob"].map(|name| community.person(name).unwrap());
        let server = community.start().unwrap();
        Self {
            network,
            server,
            // Between two questions scripts run, and the server does not wait for ever.
            client: Client::builder().pool_max_idle_per_host(0).build().unwrap(),
            alice,
            bob,
        }
    }

    /// Does something by the Mastodon API; anything but a success is red.
    async fn call(&self, who: &Person, method: Method, path: &str, body: Value) -> Value {
        let url = format!("{}{path}", self.server.url());
        let request = self.client.request(method, url).bearer_auth(&who.token);
        let answer = request.json(&body).send().await.unwrap();
        answer.error_for_status().unwrap().json().await.unwrap()
    }

    async fn post(&self, who: &Person, post: Value) -> Value {
        self.call(who, Method::POST, "/api/v1/statuses", post).await
    }

    async fn do_with(&self, who: &Person, post: &Value, verb: &str) {
        let path = format!("/api/v1/statuses/{}/{verb}", post["id"].as_str().unwrap());
        self.call(who, Method::POST, &path, json!({})).await;
    }

    async fn picture(&self, who: &Person, alt: &str) -> Value {
        let form = Form::new()
            .part("file", Part::bytes(PIXEL).file_name("a.png"))
            .text("description", alt.to_owned());
        let url = format!("{}/api/v2/media", self.server.url());
        let request = self.client.post(url).bearer_auth(&who.token);
        let answer = request.multipart(form).send().await.unwrap();
        let media: Value = answer.error_for_status().unwrap().json().await.unwrap();
        media["id"].clone()
    }

    /// What an app of Bluesky asks that somebody uses here.
    fn ask(&self, who: &str, command: &str, more: &Value) -> Value {
        let mut all = json!({"identifier": who, "password": PASSWORD});
        all.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        agent(&self.server.url(), command, &all).unwrap()
    }

    /// What the `AppView` shows of Alice to somebody elsewhere, once it is as wanted.
    async fn feed(&self, did: &Value, is_it: impl Fn(&Value) -> bool) -> Value {
        let there = self.network.app_view().unwrap();
        let actor = did.as_str().unwrap();
        let url = format!("{there}/xrpc/app.bsky.feed.getAuthorFeed?actor={actor}");
        self.until(&url, is_it).await
    }

    async fn until(&self, url: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        let started = Instant::now();
        loop {
            let answer = self.client.get(url).send().await.unwrap();
            let answer: Value = answer.json().await.unwrap_or_default();
            if is_it(&answer) {
                return answer;
            }
            assert!(started.elapsed() < PATIENCE, "{url}: {answer:#}");
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }
}

fn newest(feed: &Value) -> &Value {
    &feed["feed"][0]["post"]
}

/// A post with everything in it is shown as it is.
async fn it_is_shown(story: &Story, did: &Value, bobs: &Value) -> Value {
    let picture = story.picture(&story.alice, "a pixel").await;
    let text = "Hello @bob, see https://example.org/a and #fun";
    let post = json!({"status": text, "media_ids": [picture], "language": "en"});
    let post = story.post(&story.alice, post).await;
    let shown = story.feed(did, |feed| !newest(feed).is_null()).await;
    let shown = newest(&shown);
    assert_eq!(shown["author"]["handle"], "alice.test");
    assert_eq!(shown["embed"]["images"][0]["alt"], "a pixel");
    let features = shown["record"]["facets"].as_array().unwrap().iter();
    let features: Vec<&Value> = features.map(|facet| &facet["features"][0]).collect();
    assert!(features.iter().any(|it| it["did"] == *bobs), "{features:?}");
    let has_link = |it: &&Value| it["uri"] == "https://example.org/a";
    assert!(features.iter().any(has_link), "{features:?}");
    post
}

/// What others here do with a post is counted there.
async fn others_follow(story: &Story, did: &Value, post: &Value) {
    story.do_with(&story.bob, post, "favourite").await;
    story.do_with(&story.bob, post, "reblog").await;
    let answer = json!({"status": "An answer.", "in_reply_to_id": post["id"]});
    story.post(&story.bob, answer).await;
    let quote = json!({"status": "Look at this.", "quoted_status_id": post["id"]});
    story.post(&story.bob, quote).await;
    let counts = ["likeCount", "repostCount", "replyCount", "quoteCount"];
    let all_one = |feed: &Value| counts.iter().all(|count| newest(feed)[count] == 1);
    story.feed(did, all_one).await;
}

/// What changes here changes there.
async fn changes_follow(story: &Story, did: &Value, post: &Value) {
    let profile = json!({"display_name": "Alice A."});
    let path = "/api/v1/accounts/update_credentials";
    story.call(&story.alice, Method::PATCH, path, profile).await;
    let is_named = |feed: &Value| newest(feed)["author"]["displayName"] == "Alice A.";
    story.feed(did, is_named).await;
    let path = format!("/api/v1/statuses/{}", post["id"].as_str().unwrap());
    let text = json!({"status": "Changed."});
    story.call(&story.alice, Method::PUT, &path, text).await;
    let is_changed = |feed: &Value| newest(feed)["record"]["text"] == "Changed.";
    story.feed(did, is_changed).await;
    story
        .call(&story.alice, Method::DELETE, &path, json!({}))
        .await;
    story.feed(did, |feed| feed["feed"] == json!([])).await;
}

#[tokio::test]
#[ignore = "long: Bluesky's AppView is installed"]
async fn what_people_here_do_is_in_the_app_view() {
    if !all_there("our server and the AppView", at::WITH_NETWORK) {
        return;
    }
    let Ok(cluster) = testpg::cluster() else {
        return;
    };
    let story = Story::begin(&cluster.url("appview"));
    let did = story.ask("alice.test", "login", &json!({}))["did"].clone();
    let bobs = story.ask("bob.test", "login", &json!({}))["did"].clone();
    let post = it_is_shown(&story, &did, &bobs).await;
    others_follow(&story, &did, &post).await;

    let path = "/api/v1/accounts/lookup?acct=alice";
    let alice = story.call(&story.bob, Method::GET, path, json!({})).await;
    let path = format!("/api/v1/accounts/{}/follow", alice["id"].as_str().unwrap());
    story.call(&story.bob, Method::POST, &path, json!({})).await;
    let started = Instant::now();
    loop {
        let timeline = story.ask("bob.test", "timeline", &json!({}));
        let posts = timeline["feed"].as_array().unwrap();
        if posts.iter().any(|it| it["post"]["author"]["did"] == did) {
            break;
        }
        assert!(started.elapsed() < PATIENCE, "{timeline:#}");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    changes_follow(&story, &did, &post).await;
}
