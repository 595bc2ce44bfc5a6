//! Relays elsewhere, good and hostile: one made of a few lines, on this machine.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use infra::fetch::TextTable;
use nostr_proto::{Event, Keys, Kind, Unsigned, names};
use serde_json::{Value, json};
use social::caller::Role;
use social::event::{EventKey, EventQuery};
use social::{Caller, Mode, Social};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_tungstenite::accept_async;
use tokio_tungstenite::tungstenite::Message;

use super::people::Wanted;
use super::talk::{Talk, Verdict};
use crate::arriving::Brought;
use crate::testing::{StepClock, community, door, member, store};
use crate::{ID, Nostr, NostrConfig};

/// A relay that answers each message by a rule, and remembers what it was told.
struct Far {
    url: String,
    told: Arc<Mutex<Vec<Value>>>,
    _tasks: JoinSet<()>,
}

async fn far(rule: impl Fn(&Value) -> Vec<String> + Send + Sync + 'static) -> Far {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let told = Arc::new(Mutex::new(Vec::new()));
    let (mut tasks, heard, rule) = (JoinSet::new(), Arc::clone(&told), Arc::new(rule));
    tasks.spawn(async move {
        let mut talks = JoinSet::new();
        while let Ok((stream, _)) = listener.accept().await {
            let (heard, rule) = (Arc::clone(&heard), Arc::clone(&rule));
            talks.spawn(async move {
                let Ok(mut socket) = accept_async(stream).await else {
                    return;
                };
                while let Some(Ok(Message::Text(text))) = socket.next().await {
                    let said: Value = serde_json::from_str(&text).unwrap();
                    heard.lock().unwrap().push(said.clone());
                    for answer in rule(&said) {
                        if socket.send(Message::text(answer)).await.is_err() {
                            return;
                        }
                    }
                }
            });
        }
    });
    Far {
        url,
        told,
        _tasks: tasks,
    }
}

/// A relay as it should be, with these events.
async fn good(events: Vec<Event>) -> Far {
    far(move |said| match said[0].as_str() {
        Some("REQ") => {
            let name = said[1].as_str().unwrap();
            let asked = &said.as_array().unwrap()[2..];
            let fits = |event: &&Event| {
                asked.iter().any(|filter| {
                    let has = |field: &str, value: Value| {
                        filter[field]
                            .as_array()
                            .is_none_or(|all| all.contains(&value))
                    };
                    has("authors", json!(event.pubkey))
                        && has("kinds", json!(event.kind))
                        && has("ids", json!(event.id))
                })
            };
            let mut answers: Vec<String> = events
                .iter()
                .filter(fits)
                .map(|event| format!("[\"EVENT\",\"{name}\",{}]", event.to_json()))
                .collect();
            answers.push(format!("[\"EOSE\",\"{name}\"]"));
            answers
        }
        Some("EVENT") => vec![json!(["OK", said[1]["id"], true, ""]).to_string()],
        _ => Vec::new(),
    })
    .await
}

fn keys(byte: u8) -> Keys {
    Keys::from_secret(&[byte; 32]).unwrap()
}

fn said(keys: &Keys, kind: Kind, tags: &[&[&str]], content: &str) -> Event {
    let tag = |tag: &&[&str]| tag.iter().map(|part| (*part).to_owned()).collect();
    Unsigned {
        created_at: 1_700_000_000,
        kind,
        tags: tags.iter().map(tag).collect(),
        content: content.to_owned(),
    }
    .sign(keys)
}

async fn server(indexes: Vec<String>) -> (Arc<Nostr>, Social) {
    let clock = StepClock::new();
    let social = community(
        store().await,
        &clock,
        Mode::Development,
        "http://127.0.0.1:1",
    );
    let config = NostrConfig {
        indexes,
        ..NostrConfig::new(social.base_url())
    };
    let nostr = Nostr::new(social.clone(), door(TextTable::default()), config);
    (Arc::new(nostr), social)
}

async fn ada(social: &Social, keys: &Keys) -> Caller {
    let ada = member(social, "ada", Role::Member).await;
    let key = EventKey {
        public: keys.public().0,
        secret: Some(keys.secret()),
    };
    let uri = names::uri_of_key(keys.public());
    social.change_event_key(ID, &ada, &uri, key).await.unwrap();
    ada
}

#[tokio::test]
async fn what_a_member_says_is_brought_where_they_write_and_survives_a_relay_that_is_away() {
    let relay = good(Vec::new()).await;
    let (nostr, social) = server(Vec::new()).await;
    let me = keys(7);
    ada(&social, &me).await;
    let away = "ws://127.0.0.1:9";
    let list = said(
        &me,
        Kind::RELAYS,
        &[&["r", &relay.url, "write"], &["r", away]],
        "",
    );
    let note = said(&me, Kind::NOTE, &[], "hello");
    let guarded = said(&me, Kind::NOTE, &[&["-"]], "mine to bring");
    let others = said(&keys(8), Kind::NOTE, &[], "not ours");
    for event in [&list, &note, &guarded, &others] {
        nostr.take_in(event.clone(), Brought::ByApp).await.unwrap();
    }
    while nostr.note_errands().await.unwrap() {}
    nostr.run_errands().await.unwrap();
    let mut brought: Vec<String> = relay
        .told
        .lock()
        .unwrap()
        .iter()
        .map(|said| said[1]["id"].as_str().unwrap().to_owned())
        .collect();
    brought.sort();
    let mut expected = vec![list.id.to_string(), note.id.to_string()];
    expected.sort();
    assert_eq!(brought, expected);
    assert!(
        social
            .event_errands(&relay.url, 10)
            .await
            .unwrap()
            .is_empty()
    );
    // What could not be brought waits.
    assert_eq!(social.event_errands(away, 10).await.unwrap().len(), 2);
    assert_eq!(social.event_host(away).await.unwrap().failures, 1);
    assert!(social.due_event_hosts(10).await.unwrap().is_empty());
}

#[tokio::test]
async fn those_who_are_followed_are_heard_and_what_they_wrote_before_is_there() {
    let bob = keys(8);
    let events: Vec<Event> = (0..3)
        .map(|n| said(&bob, Kind::NOTE, &[], &format!("post {n}")))
        .collect();
    let relay = good(events.clone()).await;
    let (nostr, social) = server(Vec::new()).await;
    let wanted = Wanted {
        authors: [bob.public()].into(),
        ..Wanted::default()
    };
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let mut tasks = JoinSet::new();
    tasks.spawn(Arc::clone(&nostr).listen(relay.url.clone(), wanted, stopping));
    for _ in 0..100 {
        if relay
            .told
            .lock()
            .unwrap()
            .iter()
            .any(|said| said[1] == "live")
        {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    stop.send_replace(true);
    tasks.join_next().await;
    let query = EventQuery {
        authors: vec![bob.public().0],
        limit: 10,
        ..EventQuery::default()
    };
    assert_eq!(social.find_events(query).await.unwrap().0.len(), 3);
    let told = relay.told.lock().unwrap();
    assert_eq!(told[0][2]["limit"], 200);
    let live = told.iter().find(|said| said[1] == "live").unwrap();
    assert_eq!(live[2]["authors"], json!([bob.public()]));
}

#[tokio::test]
async fn a_hostile_relay_is_believed_nothing_and_cannot_hold_us() {
    let bob = keys(8);
    let good = said(&bob, Kind::NOTE, &[], "signed");
    let mut forged = good.clone();
    forged.content = "forged".to_owned();
    let mut unsigned = said(&bob, Kind::NOTE, &[], "unsigned");
    unsigned.sig = [1; 64];
    let strange = said(&keys(9), Kind::NOTE, &[], "nobody asked");
    let (a, b, c, d) = (
        good.to_json(),
        forged.to_json(),
        unsigned.to_json(),
        strange.to_json(),
    );
    // It never says that this was all.
    let relay = far(move |said| {
        if said[0] != "REQ" {
            return Vec::new();
        }
        let mut answers: Vec<String> = (0..50).map(|n| format!("[\"AUTH\",\"{n}\"]")).collect();
        answers.extend([&b, &c, &d, &a].map(|json| format!("[\"EVENT\",\"q1\",{json}]")));
        answers.extend((0..200).map(|_| "nonsense".to_owned()));
        answers
    })
    .await;
    let (nostr, _social) = server(Vec::new()).await;
    let mut talk = Talk::open(&nostr.door, &relay.url).await.unwrap();
    let key = bob.public();
    let found = talk
        .ask(&[json!({})], 10, move |event| event.pubkey == key)
        .await
        .unwrap();
    assert_eq!(found, [good]);
    let huge = far(|_| vec![format!("[\"NOTICE\",\"{}\"]", "a".repeat(1024 * 1024))]).await;
    let mut talk = Talk::open(&nostr.door, &huge.url).await.unwrap();
    assert!(talk.ask(&[json!({})], 10, |_| true).await.is_err());
}

#[tokio::test]
async fn what_relays_say_of_an_event_is_understood() {
    let event = said(&keys(7), Kind::NOTE, &[], "hello");
    for (is_taken, reason, expected) in [
        (true, "", Verdict::Taken),
        (false, "duplicate: have it", Verdict::Taken),
        (
            false,
            "blocked: no",
            Verdict::Refused("blocked: no".to_owned()),
        ),
        (
            false,
            "rate-limited: slow",
            Verdict::Later("rate-limited: slow".to_owned()),
        ),
    ] {
        let relay = far(move |said| {
            let other = json!(["OK", "0".repeat(64), false, "blocked: other"]).to_string();
            vec![
                other,
                json!(["OK", said[1]["id"], is_taken, reason]).to_string(),
            ]
        })
        .await;
        let (nostr, _social) = server(Vec::new()).await;
        let mut talk = Talk::open(&nostr.door, &relay.url).await.unwrap();
        assert_eq!(
            talk.bring(event.id, &event.to_json()).await.unwrap(),
            expected
        );
    }
}

#[tokio::test]
async fn who_they_are_is_asked_where_everybody_is_listed() {
    let bob = keys(8);
    let profile = said(&bob, Kind::PROFILE, &[], "{\"name\":\"bob\"}");
    let relay = good(vec![profile.clone()]).await;
    let (nostr, social) = server(vec!["ws://127.0.0.1:9".to_owned(), relay.url.clone()]).await;
    nostr.find(&names::npub(bob.public())).await.unwrap();
    assert!(social.event(profile.id.0).await.unwrap().is_some());
}
