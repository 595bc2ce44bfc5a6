//! The relay, asked over web sockets.
//!
//! The checks that relay-tester names are here, each in a sentence of ours; what nobody but its reader may be given is asked
//! for in every way there is (`private.rs`), and what strangers may try is tried (`hostile.rs`).

mod access;
mod deleted;
mod events;
mod found;
mod hostile;
mod information;
mod live;
mod private;
mod replaced;
mod shown;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware::from_fn_with_state;
use futures_util::{SinkExt as _, StreamExt as _};
use infra::fetch::TextTable;
use nostr_proto::names::uri_of_key;
use nostr_proto::{Event, Keys, Kind, PublicKey, Unsigned};
use serde_json::{Value, json};
use social::caller::Role;
use social::event::EventKey;
use social::{Caller, Mode, Social};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::testing::{StepClock, community, door, member, store};
use crate::{ID, Nostr, NostrConfig, claim};

/// Longer than any answer takes.
const SOON: Duration = Duration::from_secs(20);
/// Long enough for what is told without being asked for.
const SETTLED: Duration = Duration::from_millis(60);
/// When the tests are.
const NOW: u64 = 1_700_000_000;
/// What our relay is called.
const RELAY: &str = "ws://moot.example";

/// The keys of somebody in these tests: Alice and Bob are members, and 3 and above are strangers.
fn keys(number: u8) -> Keys {
    Keys::from_secret(&[number; 32]).unwrap()
}

fn alice() -> Keys {
    keys(1)
}

fn bob() -> Keys {
    keys(2)
}

fn stranger() -> Keys {
    keys(3)
}

/// An event, `age` seconds old.
fn event(by: &Keys, kind: u16, age: u64, tags: &[&[&str]], content: &str) -> Event {
    let owned = |tag: &&[&str]| tag.iter().map(|value| (*value).to_owned()).collect();
    Unsigned {
        created_at: NOW - age,
        kind: Kind(kind),
        tags: tags.iter().map(owned).collect(),
        content: content.to_owned(),
    }
    .sign(by)
}

/// A post.
fn note(by: &Keys, age: u64, content: &str) -> Event {
    event(by, 1, age, &[], content)
}

/// Something wrapped for a reader by a key of one use.
fn wrap(number: u8, to: PublicKey) -> Event {
    event(&keys(number), 1059, 0, &[&["p", &to.to_string()]], "sealed")
}

fn ids(events: &[Event]) -> Vec<String> {
    events.iter().map(|event| event.id.to_string()).collect()
}

/// A relay on a port of this machine, with two members.
struct World {
    social: Social,
    clock: Arc<StepClock>,
    address: String,
    alice: Caller,
    _stopping: watch::Sender<bool>,
}

impl World {
    async fn new() -> Self {
        Self::with(|_config| ()).await
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the test ends before the task matters"
    )]
    async fn with(change: impl FnOnce(&mut NostrConfig)) -> Self {
        let clock = StepClock::at(i64::try_from(NOW).unwrap());
        let url = "http://moot.example";
        let social = community(store().await, &clock, Mode::Development, url);
        let mut config = NostrConfig::new(social.base_url());
        config.limits_rates = false;
        change(&mut config);
        let nostr = Arc::new(Nostr::new(social.clone(), door(TextTable::new()), config));
        let (stop, stopping) = watch::channel(false);
        let claimed = Arc::clone(&nostr).claimed(stopping.clone());
        let router = Router::new()
            .fallback_service(nostr.router(stopping))
            .layer(from_fn_with_state(claimed, claim));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move { axum::serve(listener, router).await });
        let alice = person(&social, "alice", &alice()).await;
        person(&social, "bob", &bob()).await;
        Self {
            social,
            clock,
            address,
            alice,
            _stopping: stop,
        }
    }

    async fn app(&self) -> App {
        App::open(&format!("ws://{}/", self.address)).await
    }

    /// An app that has shown a key.
    async fn app_of(&self, keys: &Keys) -> App {
        let mut app = self.app().await;
        assert_eq!(app.show(keys).await, (true, String::new()));
        app
    }

    /// Puts events where all is taken that is no member's to refuse, as if they had been here before.
    async fn has(&self, events: &[Event]) {
        for event in events {
            let keep = crate::keeping::kept_alone(event);
            self.social.keep_event(keep).await.unwrap();
        }
    }
}

/// A member who signs with a key of their own.
async fn person(social: &Social, name: &str, keys: &Keys) -> Caller {
    let caller = member(social, name, Role::Member).await;
    let key = EventKey {
        public: keys.public().0,
        secret: None,
    };
    let uri = uri_of_key(keys.public());
    social
        .change_event_key(ID, &caller, &uri, key)
        .await
        .unwrap();
    caller
}

/// Somebody's app.
struct App {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    challenge: String,
}

/// What came as the answer to a question.
#[derive(Debug, Default)]
struct Found {
    events: Vec<Event>,
    /// Why it was not answered.
    closed: Option<String>,
}

impl Found {
    fn ids(&self) -> Vec<String> {
        ids(&self.events)
    }
}

impl App {
    async fn open(url: &str) -> Self {
        let (socket, _) = connect_async(url).await.unwrap();
        let mut app = Self {
            socket,
            challenge: String::new(),
        };
        let hello = app.next().await;
        assert_eq!(hello[0], "AUTH");
        app.challenge = hello[1].as_str().unwrap().to_owned();
        app
    }

    async fn say(&mut self, message: &Value) {
        self.say_text(&message.to_string()).await;
    }

    async fn say_text(&mut self, text: &str) {
        self.socket.send(Message::text(text)).await.unwrap();
    }

    /// The next frame; null when the connection has ended.
    async fn next(&mut self) -> Value {
        loop {
            let next = timeout(SOON, self.socket.next()).await;
            match next.expect("nothing came") {
                Some(Ok(Message::Text(text))) => return serde_json::from_str(&text).unwrap(),
                None | Some(Ok(Message::Close(_)) | Err(_)) => return Value::Null,
                Some(Ok(_)) => {}
            }
        }
    }

    /// Says something, and what is answered next.
    async fn hear(&mut self, message: Value) -> Value {
        self.say(&message).await;
        self.next().await
    }

    /// Writes an event: whether it was taken, and why not.
    async fn publish(&mut self, event: &Event) -> (bool, String) {
        let id = event.id.to_string();
        let answer = self.hear(json!(["EVENT", event])).await;
        assert_eq!((&answer[0], &answer[1]), (&json!("OK"), &json!(id)));
        let reason = answer[3].as_str().unwrap().to_owned();
        (answer[2] == true, reason)
    }

    /// Writes events, all of which are taken.
    async fn publish_all(&mut self, events: &[Event]) {
        for event in events {
            assert_eq!(self.publish(event).await, (true, String::new()));
        }
    }

    /// That an event is refused, for a reason that begins with a word.
    async fn is_refused(&mut self, event: &Event, word: &str) {
        let (is_taken, reason) = self.publish(event).await;
        assert!(!is_taken, "it was taken");
        assert!(reason.starts_with(&format!("{word}: ")), "{reason}");
    }

    /// What is there that fits filters. The question stays open.
    async fn ask(&mut self, name: &str, filters: &[Value]) -> Found {
        let mut message = vec![json!("REQ"), json!(name)];
        message.extend_from_slice(filters);
        self.say(&Value::from(message)).await;
        let mut found = Found::default();
        loop {
            let frame = self.next().await;
            assert_eq!(frame[1], name, "{frame}");
            match frame[0].as_str() {
                Some("EVENT") => {
                    let event = Event::parse(&frame[2].to_string()).unwrap();
                    event.verify().unwrap();
                    found.events.push(event);
                }
                Some("EOSE") => return found,
                Some("CLOSED") => {
                    found.closed = Some(frame[2].as_str().unwrap().to_owned());
                    return found;
                }
                _ => panic!("{frame}"),
            }
        }
    }

    /// The ids of what is there; the question is closed.
    async fn find(&mut self, filter: Value) -> Vec<String> {
        let found = self.ask("find", &[filter]).await;
        assert_eq!(found.closed, None);
        self.say(&json!(["CLOSE", "find"])).await;
        found.ids()
    }

    async fn count(&mut self, filter: Value) -> u64 {
        let answer = self.hear(json!(["COUNT", "how many", filter])).await;
        assert_eq!(answer[0], "COUNT", "{answer}");
        answer[2]["count"].as_u64().unwrap()
    }

    /// Shows a key: whether it was taken, and why not.
    async fn show(&mut self, keys: &Keys) -> (bool, String) {
        let challenge = self.challenge.clone();
        let tags: &[&[&str]] = &[&["relay", RELAY], &["challenge", &challenge]];
        self.show_with(&event(keys, 22242, 0, tags, "")).await
    }

    async fn show_with(&mut self, event: &Event) -> (bool, String) {
        let answer = self.hear(json!(["AUTH", event])).await;
        assert_eq!(
            (&answer[0], &answer[1]),
            (&json!("OK"), &json!(event.id.to_string()))
        );
        let reason = answer[3].as_str().unwrap().to_owned();
        (answer[2] == true, reason)
    }

    /// The ids of what was told without being asked for, by now, with the names of the questions.
    async fn told(&mut self) -> Vec<(String, String)> {
        tokio::time::sleep(SETTLED).await;
        self.say(&json!(["COUNT", "mark", { "ids": [] }])).await;
        let mut told = Vec::new();
        loop {
            let frame = self.next().await;
            match frame[0].as_str() {
                Some("EVENT") => told.push((
                    frame[2]["id"].as_str().unwrap().to_owned(),
                    frame[1].as_str().unwrap().to_owned(),
                )),
                Some("COUNT") if frame[1] == "mark" => return told,
                _ => panic!("{frame}"),
            }
        }
    }

    /// That the connection works.
    async fn is_alive(&mut self) {
        let answer = self.hear(json!(["COUNT", "alive", { "ids": [] }])).await;
        assert_eq!(answer, json!(["COUNT", "alive", { "count": 0 }]));
    }
}
