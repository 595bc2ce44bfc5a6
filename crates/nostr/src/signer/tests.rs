//! Apps that ask, connected and not.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use infra::fetch::TextTable;
use nostr_proto::remote_signing::{open, seal};
use nostr_proto::{Event, Keys, Kind, Unsigned, names};
use serde_json::{Value, json};
use social::caller::Role;
use social::event::EventKey;
use social::{Caller, Mode, Social};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;

use crate::testing::{StepClock, community, door, member, store};
use crate::{ID, Nostr, NostrConfig};

struct Place {
    nostr: Arc<Nostr>,
    social: Social,
    clock: Arc<StepClock>,
    ada: Caller,
    keys: Keys,
    app: Keys,
}

impl Place {
    async fn new() -> Self {
        let clock = StepClock::new();
        let social = community(
            store().await,
            &clock,
            Mode::Development,
            "https://moot.example",
        );
        let ada = member(&social, "ada", Role::Member).await;
        let keys = Keys::from_secret(&[7; 32]).unwrap();
        let config = NostrConfig::new(social.base_url());
        let nostr = Arc::new(Nostr::new(
            social.clone(),
            door(TextTable::default()),
            config,
        ));
        let place = Self {
            nostr,
            social,
            clock,
            ada,
            app: Keys::from_secret(&[9; 32]).unwrap(),
            keys,
        };
        place.set_key(Some(place.keys.secret())).await;
        place
    }

    async fn set_key(&self, secret: Option<[u8; 32]>) {
        let public = self.keys.public();
        let key = EventKey {
            public: public.0,
            secret,
        };
        let uri = names::uri_of_key(public);
        self.social
            .change_event_key(ID, &self.ada, &uri, key)
            .await
            .unwrap();
    }

    fn request(&self, app: &Keys, method: &str, params: &[&str]) -> Event {
        let text = json!({ "id": "1", "method": method, "params": params }).to_string();
        Unsigned {
            created_at: self.nostr.now_in_seconds(),
            kind: Kind::REMOTE_SIGNING,
            tags: vec![vec!["p".to_owned(), self.keys.public().to_string()]],
            content: seal(app, self.keys.public(), &text).unwrap(),
        }
        .sign(app)
    }

    async fn ask_as(&self, app: &Keys, method: &str, params: &[&str]) -> Value {
        let request = self.request(app, method, params);
        let answer = self.nostr.answer_app(&request).await.unwrap().unwrap();
        answer.verify().unwrap();
        assert_eq!(answer.value("p"), Some(app.public().to_string().as_str()));
        let text = open(app, self.keys.public(), &answer.content).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    async fn ask(&self, method: &str, params: &[&str]) -> Value {
        self.ask_as(&self.app, method, params).await
    }

    async fn connect(&self, kinds: &[u16]) -> String {
        let word = self
            .social
            .create_signer_app(&self.ada, "Notes", kinds)
            .await
            .unwrap();
        let me = self.keys.public().to_string();
        assert_eq!(self.ask("connect", &[&me, &word]).await["result"], "ack");
        word
    }
}

const DRAFT: &str = r#"{"kind":1,"content":"hello","tags":[],"created_at":1700000000}"#;

#[tokio::test]
async fn an_app_that_was_let_in_has_what_it_may_signed_until_it_is_ended() {
    let place = Place::new().await;
    place.connect(&[1]).await;
    assert_eq!(
        place.ask("get_public_key", &[]).await["result"],
        place.keys.public().to_string()
    );
    assert_eq!(place.ask("ping", &[]).await["result"], "pong");
    let signed = place.ask("sign_event", &[DRAFT]).await;
    let event = Event::parse(signed["result"].as_str().unwrap()).unwrap();
    event.verify().unwrap();
    assert_eq!(
        (event.pubkey, event.content.as_str()),
        (place.keys.public(), "hello")
    );
    let profile = DRAFT.replace(":1,", ":0,");
    assert!(place.ask("sign_event", &[&profile]).await["error"].is_string());
    let bob = Keys::from_secret(&[3; 32]).unwrap();
    let sealed = seal(&bob, place.keys.public(), "private").unwrap();
    let asked = [bob.public().to_string(), sealed];
    let asked = [asked[0].as_str(), asked[1].as_str()];
    assert!(place.ask("nip44_decrypt", &asked).await["error"].is_string());
    let apps = place.social.signer_apps(&place.ada).await.unwrap();
    assert!(apps[0].is_connected && apps[0].used_at.is_some());
    place
        .social
        .end_signer_app(&place.ada, apps[0].id)
        .await
        .unwrap();
    assert!(place.ask("sign_event", &[DRAFT]).await["error"].is_string());
}

#[tokio::test]
async fn an_app_that_may_do_all_reads_what_is_private() {
    let place = Place::new().await;
    place.connect(&[]).await;
    let bob = Keys::from_secret(&[3; 32]).unwrap();
    let to = bob.public().to_string();
    for (write, read) in [
        ("nip44_encrypt", "nip44_decrypt"),
        ("nip04_encrypt", "nip04_decrypt"),
    ] {
        let sealed = place.ask(write, &[&to, "private"]).await;
        let sealed = sealed["result"].as_str().unwrap().to_owned();
        assert_eq!(place.ask(read, &[&to, &sealed]).await["result"], "private");
    }
}

#[tokio::test]
async fn a_word_is_good_once_for_one_app_and_for_an_hour() {
    let place = Place::new().await;
    let word = place.connect(&[]).await;
    let me = place.keys.public().to_string();
    let other = Keys::from_secret(&[10; 32]).unwrap();
    for word in [word.as_str(), "", "guess"] {
        let refused = place.ask_as(&other, "connect", &[&me, word]).await;
        assert!(refused["error"].is_string(), "{refused}");
    }
    assert!(place.ask_as(&other, "sign_event", &[DRAFT]).await["error"].is_string());
    assert!(place.ask_as(&other, "no_such", &[]).await["error"].is_string());
    let late = place
        .social
        .create_signer_app(&place.ada, "Late", &[])
        .await
        .unwrap();
    place.clock.pass(Duration::from_hours(2));
    assert!(place.ask_as(&other, "connect", &[&me, &late]).await["error"].is_string());
}

#[tokio::test]
async fn what_is_not_for_a_key_that_is_kept_here_is_not_answered() {
    let place = Place::new().await;
    let good = place.request(&place.app, "ping", &[]);
    let mut elsewhere = good.clone();
    elsewhere.tags = vec![vec!["p".to_owned(), place.app.public().to_string()]];
    let mut unreadable = good.clone();
    unreadable.content = "nonsense".to_owned();
    let mut old = good.clone();
    old.created_at -= 3_600;
    for event in [elsewhere, unreadable, old] {
        assert_eq!(place.nostr.answer_app(&event).await.unwrap(), None);
    }
    place.set_key(None).await;
    assert_eq!(place.nostr.answer_app(&good).await.unwrap(), None);
    let refused = place
        .social
        .create_signer_app(&place.ada, "Notes", &[])
        .await;
    assert!(
        matches!(refused, Err(social::Error::Conflict(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn an_app_asks_and_is_answered_over_our_relay() {
    let place = Place::new().await;
    let word = place
        .social
        .create_signer_app(&place.ada, "Notes", &[1])
        .await
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (_running, stopping) = watch::channel(false);
    let router = Arc::clone(&place.nostr).router(stopping);
    let mut tasks = JoinSet::new();
    tasks.spawn(async move { axum::serve(listener, router).await.unwrap() });
    let stream = TcpStream::connect(address).await.unwrap();
    let url = format!("ws://{address}/relay");
    let (mut socket, _) = tokio_tungstenite::client_async(url, stream).await.unwrap();
    let app = place.app.public().to_string();
    let question = json!(["REQ", "a", { "kinds": [24133], "#p": [app] }]).to_string();
    socket.send(Message::text(question)).await.unwrap();
    let me = place.keys.public().to_string();
    for (method, params) in [
        ("connect", vec![me.as_str(), word.as_str()]),
        ("sign_event", vec![DRAFT]),
    ] {
        let request = place.request(&place.app, method, &params).to_json();
        socket
            .send(Message::text(format!("[\"EVENT\",{request}]")))
            .await
            .unwrap();
        let answer = loop {
            let said = tokio::time::timeout(Duration::from_secs(10), socket.next()).await;
            let said = match said.unwrap().unwrap().unwrap() {
                Message::Text(said) => said,
                Message::Ping(_) => continue,
                other => panic!("{other}"),
            };
            let said: Value = serde_json::from_str(&said).unwrap();
            if said[0] == "EVENT" {
                break serde_json::from_value::<Event>(said[2].clone()).unwrap();
            }
            assert_ne!(said[2], false, "{said}");
        };
        let text = open(&place.app, place.keys.public(), &answer.content).unwrap();
        let told: Value = serde_json::from_str(&text).unwrap();
        assert!(told["error"].is_null() && told["result"] != "", "{told}");
    }
}
