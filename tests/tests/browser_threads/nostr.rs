//! A post, and what people on Nostr and on the Fediverse say about it: one thread here, answered in place.

use folkmoot_tests::nostr;
use folkmoot_tests::script::Scripts;
use folkmoot_tests::server::Server;
use folkmoot_tests::tool::{Tool, all_there};
use futures_util::{SinkExt as _, StreamExt as _};
use nostr_proto::{Event, Keys, Kind, Unsigned};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::app::{App, with_words};
use crate::fediverse::Peer;
use crate::{PATIENCE, comes, screenshots};

const QUESTION: &str = "Who brings the bread on Sunday?";
const BETTER: &str = "Who brings the bread and the butter on Sunday?";
/// What would run in the browser of whoever reads it, if any of it were left (security row C3): the ways in which HTML was made to
/// mean something else once it was read a second time are among them.
const HOSTILE: &str = concat!(
    "<script>window.ran=1</script><img src=x onerror=window.ran=2><svg onload=window.ran=3><svg><set attributeName=href ",
    "to=javascript:window.ran=4></svg><math><annotation-xml encoding=text/html><img src=x onerror=window.ran=5></annotation-xml>",
    "</math><style>*{display:none}</style><base href=//evil.example/><meta http-equiv=refresh content=0;url=//evil.example>",
    "<iframe srcdoc='<script>parent.ran=6</script>'></iframe><a href=javascript:window.ran=7>a</a><a href=' javas&#9;cript:window.ran=8'>b</a>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=window.ran=9&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=window.ran=10>'><form id=f><input name=attributes autofocus onfocus=window.ran=11>",
    "<svg></p><style><a id='</style><img src=x onerror=window.ran=12>'><details open ontoggle=window.ran=13><template><script>window.ran=14",
    "</script></template><select><template><style><!--</style><a rel='--></style></template></select><img src onerror=window.ran=15>'>",
);

const FROM_NOSTR: &str = "I do, if the oven holds.";
const FROM_FEDIVERSE: &str = "Butter is on me.";
const TO_NOSTR: &str = "I keep my fingers crossed for the oven.";
const TO_FEDIVERSE: &str = "Then nothing can go wrong.";

/// Somebody on Nostr whose app is connected to our relay.
struct Nora {
    keys: Keys,
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    clock: u64,
}

impl Nora {
    async fn comes_to(server: &Server) -> Self {
        let relay = nostr::relay(&server.url());
        let (socket, _) = connect_async(&relay).await.unwrap();
        Self {
            keys: Keys::from_secret(&[9; 32]).unwrap(),
            socket,
            clock: std::time::UNIX_EPOCH.elapsed().unwrap().as_secs(),
        }
    }

    fn signs(&mut self, kind: Kind, content: &str, tags: &[&[&str]]) -> Event {
        // Two things of one second are in no order.
        self.clock += 1;
        let tag = |tag: &&[&str]| tag.iter().map(|&value| value.to_owned()).collect();
        Unsigned {
            created_at: self.clock - 60,
            kind,
            tags: tags.iter().map(tag).collect(),
            content: content.to_owned(),
        }
        .sign(&self.keys)
    }

    async fn tells(&mut self, message: &Value) {
        let message = Message::text(message.to_string());
        self.socket.send(message).await.unwrap();
    }

    /// The next message that is wanted; others are passed over.
    async fn hears(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        let heard = async {
            loop {
                let message = self.socket.next().await.unwrap().unwrap();
                let Ok(text) = message.to_text() else {
                    continue;
                };
                let said: Value = serde_json::from_str(text).unwrap_or_default();
                if wanted(&said) {
                    return said;
                }
            }
        };
        tokio::time::timeout(PATIENCE, heard).await.unwrap()
    }

    /// Sends an event, and says whether it was taken and why not.
    async fn publishes(&mut self, event: &Event) -> (bool, String) {
        self.tells(&json!(["EVENT", event])).await;
        let id = json!(event.id);
        let answer = self.hears(|it| it[0] == "OK" && it[1] == id).await;
        let reason = answer[3].as_str().unwrap().to_owned();
        (answer[2] == true, reason)
    }

    /// Everything that there is now.
    async fn asks(&mut self, filter: Value) -> Vec<Event> {
        self.tells(&json!(["REQ", "now", filter])).await;
        let mut events = Vec::new();
        loop {
            let said = self
                .hears(|it| it[1] == "now" && (it[0] == "EVENT" || it[0] == "EOSE"))
                .await;
            if said[0] == "EOSE" {
                break;
            }
            let event = Event::parse(&said[2].to_string()).unwrap();
            event.verify().unwrap();
            events.push(event);
        }
        self.tells(&json!(["CLOSE", "now"])).await;
        events
    }

    /// Asks until there is a short post of somebody with these words.
    async fn finds(&mut self, author: &str, words: &str) -> Event {
        let started = std::time::Instant::now();
        loop {
            let filter = json!({"authors": [author], "kinds": [1]});
            let events = self.asks(filter).await;
            if let Some(found) = events
                .into_iter()
                .find(|event| event.content.contains(words))
            {
                return found;
            }
            assert!(started.elapsed() < PATIENCE, "{words} does not come");
            tokio::time::sleep(PATIENCE / 200).await;
        }
    }

    /// Asks until an event is gone.
    async fn misses(&mut self, event: &Event) {
        let started = std::time::Instant::now();
        while !self.asks(json!({"ids": [event.id]})).await.is_empty() {
            assert!(started.elapsed() < PATIENCE, "{event:?} does not go");
            tokio::time::sleep(PATIENCE / 200).await;
        }
    }
}

/// The key of somebody here, as their address says it.
async fn key_of(server: &Server, name: &str) -> String {
    let url = format!("{}/.well-known/nostr.json?name={name}", server.url());
    comes("the key", async || {
        let answer = crate::client().get(&url).send().await.unwrap();
        let document: Value = answer.json().await.unwrap_or_default();
        document["names"][name].as_str().map(str::to_owned)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_of_nostr_and_the_fediverse_is_one_thread_here() {
    let needed = [nostr::NEEDED, &[Tool::NodeModules, Tool::Chromium]].concat();
    if !all_there("a thread with Nostr in it", &needed) {
        return;
    }
    let community = nostr::community().unwrap();
    let alice = community.person("alice").unwrap();
    let server = community.start().unwrap();
    let ben = Peer::start("ben", "Ben Birch");
    let alice = App::of(&server, &alice);
    let me = alice.get("/api/v1/accounts/verify_credentials").await;
    ben.told("follow", &[("to", me["uri"].as_str().unwrap())])
        .await;
    let friend = alice.follow(ben.actor()).await;
    alice.is_followed_by(&friend).await;
    let key = key_of(&server, "alice").await;
    let mut nora = Nora::comes_to(&server).await;

    let question = says(&alice, QUESTION, &Value::Null).await;
    let path = format!("/api/v1/statuses/{}", question["id"].as_str().unwrap());
    let asked = nora.finds(&key, QUESTION).await;
    let got = comes("the question", async || ben.got(QUESTION).await).await;

    let watching = watch(&question, &[FROM_NOSTR, FROM_FEDIVERSE]).await;
    let (root, author) = (asked.id.to_string(), asked.pubkey.to_string());
    let tags: [&[&str]; 2] = [&["e", &root, "", "root"], &["p", &author]];
    let answer = nora.signs(Kind::NOTE, FROM_NOSTR, &tags);
    assert_eq!(nora.publishes(&answer).await, (true, String::new()));
    let said = format!("{FROM_FEDIVERSE} {HOSTILE}");
    let reply = [("to", got["id"].as_str().unwrap()), ("text", &said)];
    ben.told("reply", &reply).await;
    let context = format!("{path}/context");
    let all_there = |it: &Value| {
        let below = &it["descendants"];
        with_words(below, FROM_NOSTR).is_some() && with_words(below, FROM_FEDIVERSE).is_some()
    };
    let thread = alice.until(&context, all_there).await;
    watching.await.unwrap();

    // Each is answered where it came from.
    let from_nostr = with_words(&thread["descendants"], FROM_NOSTR).unwrap();
    let from_fediverse = with_words(&thread["descendants"], FROM_FEDIVERSE).unwrap();
    says(&alice, TO_NOSTR, &from_nostr["id"]).await;
    says(&alice, TO_FEDIVERSE, &from_fediverse["id"]).await;
    let back = nora.finds(&key, TO_NOSTR).await;
    let parents: Vec<_> = back.values("e").collect();
    assert!(
        parents.contains(&answer.id.to_string().as_str()),
        "{parents:?}"
    );
    assert!(
        back.values("p")
            .any(|it| it == nora.keys.public().to_string())
    );
    comes("the answer", async || ben.got(TO_FEDIVERSE).await).await;

    delivered_again_nothing_changes(&alice, &mut nora, &path, &answer, &asked).await;
    edits_and_deletions_arrive(&alice, &mut nora, (&path, &key), &answer, &asked).await;
}

/// Alice has the page of a post open, and what comes is seen there without her doing anything. Begins when it is open; ends when
/// all of the words are there.
async fn watch(post: &Value, words: &[&str]) -> JoinHandle<()> {
    let folder = tempfile::tempdir().unwrap();
    let open = folder.path().join("open");
    let scripts = Scripts::of("browser").unwrap();
    let script = scripts.command("thread.mjs").unwrap();
    let script = script
        .env("PAGE", post["url"].as_str().unwrap())
        .env("WHO", "alice")
        .env("COMES", json!(words).to_string())
        .env("OPEN", &open)
        .env("CHROMIUM", Tool::Chromium.path().unwrap())
        .env("SCREENSHOTS", screenshots());
    let watching = tokio::task::spawn_blocking(move || {
        let _kept = (scripts, folder);
        script.run().unwrap();
    });
    comes("the page", async || {
        (open.exists() || watching.is_finished()).then_some(())
    })
    .await;
    watching
}

/// Says something, as an answer if there is something to answer.
async fn says(app: &App, text: &str, to: &Value) -> Value {
    let body = json!({"status": text, "visibility": "public", "in_reply_to_id": to});
    app.call(Method::POST, "/api/v1/statuses", body).await
}

async fn delivered_again_nothing_changes(
    alice: &App,
    nora: &mut Nora,
    path: &str,
    answer: &Event,
    asked: &Event,
) {
    let (root, author) = (asked.id.to_string(), asked.pubkey.to_string());
    let like = nora.signs(
        Kind::REACTION,
        "+",
        &[&["e", &root], &["p", &author], &["k", "1"]],
    );
    let repost = nora.signs(Kind::REPOST, "", &[&["e", &root], &["p", &author]]);
    for _time in 0..4 {
        for event in [answer, &like, &repost] {
            let (is_taken, reason) = nora.publishes(event).await;
            assert!(is_taken, "{reason}");
        }
    }
    let is_counted = |post: &Value| {
        post["favourites_count"] == 1 && post["reblogs_count"] == 1 && post["replies_count"] == 2
    };
    alice.until(path, is_counted).await;
    tokio::time::sleep(PATIENCE / 100).await;
    let context = alice.get(&format!("{path}/context")).await;
    assert_eq!(context["descendants"].as_array().unwrap().len(), 4);
    assert!(is_counted(&alice.get(path).await));
}

async fn edits_and_deletions_arrive(
    alice: &App,
    nora: &mut Nora,
    (path, key): (&str, &str),
    answer: &Event,
    asked: &Event,
) {
    alice
        .call(Method::PUT, path, json!({"status": BETTER}))
        .await;
    let better = nora.finds(key, BETTER).await;
    nora.misses(asked).await;
    // What somebody said of the words as they were is still about the post.
    let context = format!("{path}/context");
    let thread = alice.get(&context).await;
    assert!(with_words(&thread["descendants"], FROM_NOSTR).is_some());

    let taken_back = nora.signs(Kind::DELETION, "", &[&["e", &answer.id.to_string()]]);
    assert_eq!(nora.publishes(&taken_back).await, (true, String::new()));
    let is_gone = |it: &Value| with_words(&it["descendants"], FROM_NOSTR).is_none();
    alice.until(&context, is_gone).await;

    alice.call(Method::DELETE, path, json!({})).await;
    nora.misses(&better).await;
    let told = nora.asks(json!({"kinds": [5], "authors": [key]})).await;
    let named: Vec<String> = told
        .iter()
        .flat_map(|event| event.values("e"))
        .map(str::to_owned)
        .collect();
    assert!(named.contains(&better.id.to_string()), "{named:?}");
}
