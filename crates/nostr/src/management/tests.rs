//! What staff ask, and what strangers ask.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::middleware::from_fn_with_state;
use data_encoding::{BASE64, HEXLOWER};
use http::{Request, StatusCode};
use infra::fetch::TextTable;
use nostr_proto::{Keys, Kind, Unsigned, names};
use serde_json::{Value, json};
use social::caller::Role;
use social::event::EventKey;
use social::{Caller, Mode, Social};

use crate::testing::{Answer, StepClock, community, door, member, send, store};
use crate::{ID, Nostr, NostrConfig, claim};

struct Place {
    router: Router,
    social: Social,
    nostr: Arc<Nostr>,
    clock: Arc<StepClock>,
    host: Keys,
    ada: Keys,
}

async fn with_key(social: &Social, caller: &Caller, byte: u8) -> Keys {
    let keys = Keys::from_secret(&[byte; 32]).unwrap();
    let key = EventKey {
        public: keys.public().0,
        secret: None,
    };
    let uri = names::uri_of_key(keys.public());
    social
        .change_event_key(ID, caller, &uri, key)
        .await
        .unwrap();
    keys
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
        let host = member(&social, "hana", Role::Owner).await;
        let ada = member(&social, "ada", Role::Member).await;
        let (host, ada) = (
            with_key(&social, &host, 5).await,
            with_key(&social, &ada, 6).await,
        );
        let config = NostrConfig::new(social.base_url());
        let nostr = Arc::new(Nostr::new(
            social.clone(),
            door(TextTable::default()),
            config,
        ));
        let claimed = Arc::clone(&nostr).claimed(tokio::sync::watch::channel(false).1);
        let router = Router::new()
            .fallback(|| async { (StatusCode::NOT_FOUND, "a page") })
            .layer(from_fn_with_state(claimed, claim));
        Self {
            router,
            social,
            nostr,
            clock,
            host,
            ada,
        }
    }

    fn proof(&self, keys: &Keys, body: &str) -> String {
        let tag = |name: &str, value: &str| vec![name.to_owned(), value.to_owned()];
        let digest = HEXLOWER.encode(&crypto::sha256(body.as_bytes()));
        let event = Unsigned {
            created_at: self.nostr.now_in_seconds(),
            kind: Kind::HTTP_AUTH,
            tags: vec![
                tag("u", "wss://moot.example"),
                tag("method", "POST"),
                tag("payload", &digest),
            ],
            content: String::new(),
        }
        .sign(keys);
        format!("Nostr {}", BASE64.encode(event.to_json().as_bytes()))
    }

    async fn send(&self, proof: &str, body: &str) -> Answer {
        let request = Request::post("/")
            .header("content-type", "application/nostr+json+rpc")
            .header("authorization", proof);
        send(
            &self.router,
            request.body(Body::from(body.to_owned())).unwrap(),
        )
        .await
    }

    async fn ask(&self, keys: &Keys, method: &str, params: Value) -> Answer {
        let body = json!({ "method": method, "params": params }).to_string();
        // A proof is made of what is asked and of the second.
        self.clock.pass(Duration::from_secs(1));
        self.send(&self.proof(keys, &body), &body).await
    }
}

#[tokio::test]
async fn staff_do_what_they_may_do_on_the_pages() {
    let place = Place::new().await;
    let methods = place
        .ask(&place.host, "supportedmethods", json!([]))
        .await
        .done();
    assert!(
        methods["result"]
            .as_array()
            .unwrap()
            .contains(&json!("banpubkey"))
    );
    let ada = place.ada.public().to_string();
    let banned = place
        .ask(&place.host, "banpubkey", json!([ada, "spam"]))
        .await
        .done();
    assert_eq!(banned["result"], true, "{banned}");
    let list = place
        .ask(&place.host, "listbannedpubkeys", json!([]))
        .await
        .done();
    assert_eq!(list["result"], json!([{ "pubkey": ada }]));
    place
        .ask(&place.host, "unbanpubkey", json!([ada]))
        .await
        .done();
    let list = place
        .ask(&place.host, "listbannedpubkeys", json!([]))
        .await
        .done();
    assert_eq!(list["result"], json!([]));
    place
        .ask(&place.host, "changerelayname", json!(["Our moot"]))
        .await
        .done();
    assert_eq!(place.social.community().await.unwrap().name, "Our moot");
    place
        .ask(&place.host, "blockip", json!(["192.0.2.7", "noise"]))
        .await
        .done();
    let blocked = place
        .ask(&place.host, "listblockedips", json!([]))
        .await
        .done();
    assert_eq!(blocked["result"][0]["reason"], "noise", "{blocked}");
    let free = place
        .ask(&place.host, "unblockip", json!(["192.0.2.7"]))
        .await
        .done();
    assert_eq!(free["result"], true, "{free}");
    for (method, params) in [
        ("no_such", json!([])),
        ("banpubkey", json!([])),
        ("banevent", json!(["zz"])),
    ] {
        let refused = place.ask(&place.host, method, params).await.done();
        assert!(refused["error"].is_string(), "{refused}");
    }
}

#[tokio::test]
async fn nobody_else_does_and_nothing_is_asked_twice() {
    let place = Place::new().await;
    let stranger = Keys::from_secret(&[9; 32]).unwrap();
    for keys in [&place.ada, &stranger] {
        let refused = place.ask(keys, "supportedmethods", json!([])).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    }
    let body = r#"{"method":"supportedmethods","params":[]}"#;
    let proof = place.proof(&place.host, body);
    let other = place
        .send(&proof, r#"{"method":"changerelayname","params":["x"]}"#)
        .await;
    assert_eq!(other.status, StatusCode::UNAUTHORIZED);
    assert_eq!(place.send(&proof, body).await.status, StatusCode::OK);
    assert_eq!(
        place.send(&proof, body).await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(place.send("", body).await.status, StatusCode::UNAUTHORIZED);
    let form = Request::post("/").body(Body::empty()).unwrap();
    assert_eq!(send(&place.router, form).await.bytes, b"a page");
}
