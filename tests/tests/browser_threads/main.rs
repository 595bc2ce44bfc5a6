//! People of three networks in one conversation: what is written here, in whatever way, is read on the Fediverse and on the
//! Bluesky network, and what is answered there is answered here.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

mod app;
mod fediverse;
mod nostr;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use folkmoot_tests::at::{self, Plc, ReferencePds, agent};
use folkmoot_tests::script::Scripts;
use folkmoot_tests::server::{PASSWORD, Server};
use folkmoot_tests::tool::{Tool, all_there};
use reqwest::{Client, Method};
use serde_json::{Value, json};

use app::{App, with_words};
use fediverse::Peer;

/// How long anything that has to come may take.
const PATIENCE: Duration = Duration::from_mins(1);
const POSTS: &str = "app.bsky.feed.post";
/// What the conversation is about, and what everybody says.
const QUESTION: &str =
    "The first walnuts are down. Who has a good recipe for green walnut liqueur?";
const FROM_FEDIVERSE: &str = "My grandmother swore by vanilla and forty days in the sun.";
const FROM_BLUESKY: &str = "Too late for liqueur: by now the shells are hard. Try walnut bread!";
const TO_FEDIVERSE: &str = "Forty days it is. The window sill is ready.";
const TO_BLUESKY: &str = "Bread on Saturday then, and you are invited.";

#[expect(
    clippy::disallowed_methods,
    reason = "a client of the servers, not the server's own"
)]
fn client() -> Client {
    // Between two questions scripts run, and the server does not wait for ever.
    Client::builder().pool_max_idle_per_host(0).build().unwrap()
}

/// Asks a peer until something has come.
async fn comes<T>(what: &str, ask: impl AsyncFn() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(found) = ask().await {
            return found;
        }
        assert!(started.elapsed() < PATIENCE, "{what} does not come");
        tokio::time::sleep(PATIENCE / 200).await;
    }
}

/// What somebody does with an app of Bluesky.
fn with_bluesky(service: &str, who: &str, command: &str, more: &Value) -> Value {
    let mut all = json!({"identifier": who, "password": PASSWORD});
    let more = more.as_object().unwrap().clone();
    all.as_object_mut().unwrap().extend(more);
    agent(service, command, &all).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_of_a_bluesky_app_is_at_home_here_and_on_the_fediverse() {
    let needed = [at::SMALL, &[Tool::NodeModules]].concat();
    if !all_there("a post that goes everywhere", &needed) {
        return;
    }
    let plc = Plc::start().unwrap();
    let community = at::community(plc.url()).unwrap();
    let [alice, carol] = ["alice", "carol"].map(|name| community.person(name).unwrap());
    let server = community.start().unwrap();
    let ben = Peer::start("ben", "Ben Birch");
    let (alice, carol) = (App::of(&server, &alice), App::of(&server, &carol));
    let me = alice.get("/api/v1/accounts/verify_credentials").await;
    ben.told("follow", &[("to", me["uri"].as_str().unwrap())])
        .await;
    let friend = alice.follow(ben.actor()).await;
    alice.is_followed_by(&friend).await;
    carol.follow("alice").await;

    let text = "Written with an app of Bluesky. #walnuts";
    let written = json!({"text": text, "images": [{"alt": "a walnut"}]});
    let post = with_bluesky(&server.url(), "alice.test", "post", &written);
    let words = "Written with an app of Bluesky.";
    let is_there = |home: &Value| with_words(home, words).is_some();
    for app in [&alice, &carol] {
        let home = app.until("/api/v1/timelines/home", is_there).await;
        let shown = with_words(&home, words).unwrap();
        assert_eq!(shown["account"]["acct"], "alice");
        assert_eq!(shown["media_attachments"][0]["description"], "a walnut");
    }
    let got = comes("the post", async || ben.got(words).await).await;
    assert_eq!(got["type"], "Note");
    assert_eq!(got["attachment"][0]["name"], "a walnut");
    assert_eq!(got["attributedTo"], me["uri"]);

    // What is said there about it is here, for that app, too.
    let reply = [("to", got["id"].as_str().unwrap()), ("text", "Lovely!")];
    ben.told("reply", &reply).await;
    let mine = alice.get("/api/v1/timelines/home").await;
    let id = with_words(&mine, words).unwrap()["id"].clone();
    let path = format!("/api/v1/statuses/{}/context", id.as_str().unwrap());
    let answers = |it: &Value| with_words(&it["descendants"], "Lovely!").is_some();
    alice.until(&path, answers).await;
    let of_post = json!({"uri": post["uri"]});
    with_bluesky(&server.url(), "alice.test", "delete", &of_post);
    alice
        .until("/api/v1/timelines/home", |home| !is_there(home))
        .await;
}

/// The record of a repository with these words, and how many there are in all.
fn record(service: &str, did: &Value, words: &str) -> (Option<Value>, usize) {
    let wanted = json!({"repo": did, "collection": POSTS});
    let listed = agent(service, "records", &wanted).unwrap();
    let records = listed["records"].as_array().unwrap();
    let has_words = |it: &&Value| it["value"]["text"].as_str().unwrap().contains(words);
    (records.iter().find(has_words).cloned(), records.len())
}

fn named(record: &Value) -> Value {
    json!({"uri": record["uri"], "cid": record["cid"]})
}

/// The conversation as far as others have it: the person here asks, and is answered from both networks.
struct Conversation {
    server: Server,
    alice: App,
    /// Where Alice is on the Bluesky network.
    did: Value,
    ben: Peer,
    pds: ReferencePds,
    bob: Value,
    /// The question, as the Mastodon API has it, and as a record.
    question: Value,
    root: Value,
    _plc: Plc,
}

impl Conversation {
    async fn begin() -> Self {
        let plc = Plc::start().unwrap();
        let pds = ReferencePds::start(plc.url()).unwrap();
        let community = at::community(plc.url())
            .unwrap()
            .with("FOLKMOOT_NOSTR", "true");
        let servers = json!([pds.url()]).to_string();
        let community = community
            .with("FOLKMOOT_BLUESKY_HANDLES", "moot.test")
            .with("FOLKMOOT_BLUESKY_HANDLE_SERVERS", servers);
        let alice = community.person("alice").unwrap();
        let server = community.start().unwrap();
        let ben = Peer::start("ben", "Ben Birch");
        let alice = App::of(&server, &alice);
        let account = json!({"handle": "bob.test", "password": PASSWORD});
        agent(pds.url(), "create-account", &account).unwrap();
        let shown = json!({"displayName": "Bob Baker"});
        with_bluesky(pds.url(), "bob.test", "profile", &shown);
        let login = with_bluesky(&server.url(), "alice.moot.test", "login", &json!({}));
        let mut all = Self {
            server,
            alice,
            did: login["did"].clone(),
            ben,
            pds,
            bob: Value::Null,
            question: Value::Null,
            root: Value::Null,
            _plc: plc,
        };
        all.make_friends().await;
        all.ask().await;
        all
    }

    /// Everybody follows each other.
    async fn make_friends(&mut self) {
        let me = self.alice.get("/api/v1/accounts/verify_credentials").await;
        let to = [("to", me["uri"].as_str().unwrap())];
        self.ben.told("follow", &to).await;
        let ben = self.alice.follow(self.ben.actor()).await;
        self.alice.is_followed_by(&ben).await;
        self.bob = self.alice.follow("bob.test").await;
        let did = json!({"did": self.did});
        with_bluesky(self.pds.url(), "bob.test", "follow", &did);
        self.alice.is_followed_by(&self.bob).await;
    }

    /// Asks with an app for Mastodon; both answer.
    async fn ask(&mut self) {
        let post = json!({"status": QUESTION, "language": "en"});
        let asked = self.alice.call(Method::POST, "/api/v1/statuses", post);
        self.question = asked.await;
        let uri = self.question["uri"].as_str().unwrap();
        comes("the question", async || self.ben.got(QUESTION).await).await;
        let reply = [("to", uri), ("text", FROM_FEDIVERSE)];
        self.ben.told("reply", &reply).await;
        let kept = async || record(&self.server.url(), &self.did, QUESTION).0;
        self.root = named(&comes("the record of the question", kept).await);
        let reply = json!({"root": self.root, "parent": self.root});
        let answer = json!({"text": FROM_BLUESKY, "reply": reply});
        with_bluesky(self.pds.url(), "bob.test", "post", &answer);
        let has_both = |it: &Value| {
            let mut words = [FROM_FEDIVERSE, FROM_BLUESKY].into_iter();
            words.all(|words| with_words(&it["descendants"], words).is_some())
        };
        self.alice.until(&self.thread(), has_both).await;
    }

    /// Where the thread is, for an app.
    fn thread(&self) -> String {
        let id = self.question["id"].as_str().unwrap();
        format!("/api/v1/statuses/{id}/context")
    }

    /// Alice answers both on the page, and looks at it.
    fn look(&self) {
        let answers = json!([[FROM_FEDIVERSE, TO_FEDIVERSE], [FROM_BLUESKY, TO_BLUESKY]]);
        let scripts = Scripts::of("browser").unwrap();
        let script = scripts.command("threads.mjs").unwrap();
        let script = script
            .env("PAGE", self.question["url"].as_str().unwrap())
            .env("WHO", "alice")
            .env("ANSWERS", answers.to_string())
            .env("CHROMIUM", Tool::Chromium.path().unwrap())
            .env("SCREENSHOTS", screenshots());
        script.run().unwrap();
    }
}

/// Where the pictures go: `FOLKMOOT_SCREENSHOTS` if a person wants to look at them.
fn screenshots() -> PathBuf {
    let wanted = std::env::var_os("FOLKMOOT_SCREENSHOTS").map(PathBuf::from);
    wanted.unwrap_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("screenshots"))
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "long: the reference PDS is compiled"]
async fn one_post_is_answered_from_two_networks_and_each_answer_is_answered() {
    let needed = [at::WITH_PDS, &[Tool::NodeModules, Tool::Chromium]].concat();
    if !all_there("a thread of three networks", &needed) {
        return;
    }
    let all = Conversation::begin().await;
    all.look();

    // On the Fediverse: as an answer to the answer, in the inbox of whoever gave it.
    let got = async || all.ben.got(TO_FEDIVERSE).await;
    let got = comes("the answer on the Fediverse", got).await;
    let thread = all.alice.get(&all.thread()).await;
    let thread = &thread["descendants"];
    let from_fediverse = with_words(thread, FROM_FEDIVERSE).unwrap();
    assert_eq!(got["inReplyTo"], from_fediverse["uri"]);
    let ours = with_words(thread, TO_FEDIVERSE).unwrap();
    assert_eq!(ours["in_reply_to_id"], from_fediverse["id"]);

    // On the Bluesky network: a record that names the answer, and the post where it all began.
    let kept = async || record(&all.server.url(), &all.did, TO_BLUESKY).0;
    let kept = comes("the answer on the Bluesky network", kept).await;
    let bobs = with_bluesky(all.pds.url(), "bob.test", "login", &json!({}))["did"].clone();
    let from_bluesky = record(all.pds.url(), &bobs, FROM_BLUESKY).0.unwrap();
    let reply = json!({"root": all.root, "parent": named(&from_bluesky)});
    assert_eq!(kept["value"]["reply"], reply);
    let ours = with_words(thread, TO_BLUESKY).unwrap();
    let answered = with_words(thread, FROM_BLUESKY).unwrap();
    assert_eq!(ours["in_reply_to_id"], answered["id"]);
    assert_eq!(answered["account"]["id"], all.bob["id"]);

    // What answers somebody whom that network does not know has no place there.
    let (found, count) = record(&all.server.url(), &all.did, TO_FEDIVERSE);
    assert_eq!((found, count), (None, 2));
}
