//! A push service on this machine: it decrypts what comes, in both encodings, and checks who sends it.

use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use axum::Router;
use axum::extract::State;
use axum::routing::post;
use bytes::Bytes;
use crypto::{P256Key, ServerKey};
use data_encoding::BASE64URL_NOPAD;
use http::{HeaderMap, StatusCode};
use infra::fetch::{Door, DoorConfig, LoopbackPolicy};
use model::{AccountId, Domain};
use serde_json::Value;
use social::caller::{Role, Via};
use social::journal::Progress;
use social::member::NewMember;
use social::oauth::NewApp;
use social::post::Draft;
use social::push::{NewSubscription, PushPolicy};
use social::{Caller, Limits, Mode, NotificationKind, Social, SocialParts, SystemClock};
use store::{Store, StoreConfig, Target};

use super::turn;

/// What came to the push service.
type Came = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

struct Service {
    address: String,
    came: Came,
    /// What it answers.
    status: Arc<AtomicU16>,
    subscriber: P256Key,
}

const AUTH: [u8; 16] = [9; 16];

#[derive(Clone)]
struct Desk(Came, Arc<AtomicU16>);

async fn take(State(desk): State<Desk>, headers: HeaderMap, body: Bytes) -> StatusCode {
    desk.0.lock().unwrap().push((headers, body));
    StatusCode::from_u16(desk.1.load(Ordering::SeqCst)).unwrap()
}

impl Service {
    #[expect(
        clippy::disallowed_methods,
        reason = "the test ends before the task matters"
    )]
    async fn open() -> Self {
        let (came, status) = (Came::default(), Arc::new(AtomicU16::new(201)));
        let router = Router::new()
            .route("/wake/{who}", post(take))
            .with_state(Desk(Arc::clone(&came), Arc::clone(&status)));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            address,
            came,
            status,
            subscriber: P256Key::generate().unwrap(),
        }
    }

    fn came(&self) -> Vec<(HeaderMap, Bytes)> {
        std::mem::take(&mut self.came.lock().unwrap())
    }
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn hkdf<const N: usize>(salt: &[u8], secret: &[u8], info: &[u8]) -> [u8; N] {
    let mut out = [0; N];
    let prk = Salt::new(HKDF_SHA256, salt).extract(secret);
    let info = [info];
    prk.expand(&info, Length(N))
        .unwrap()
        .fill(&mut out)
        .unwrap();
    out
}

fn open(key: [u8; 16], nonce: [u8; 12], sealed: &[u8]) -> Vec<u8> {
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).unwrap());
    let mut text = sealed.to_vec();
    let nonce = Nonce::assume_unique_for_key(nonce);
    let plain = key.open_in_place(nonce, Aad::empty(), &mut text).unwrap();
    plain.to_vec()
}

/// As a browser does it: RFC 8188 and RFC 8291.
fn open_standard(subscriber: &P256Key, body: &[u8]) -> Value {
    let (salt, rest) = body.split_at(16);
    assert_eq!(rest[..5], [0, 0, 16, 0, 65]);
    let (public, sealed) = rest[5..].split_at(65);
    let info = [b"WebPush: info\0", &subscriber.public()[..], public].concat();
    let secret: [u8; 32] = hkdf(&AUTH, &subscriber.agree(public).unwrap(), &info);
    let plain = open(
        hkdf(salt, &secret, b"Content-Encoding: aes128gcm\0"),
        hkdf(salt, &secret, b"Content-Encoding: nonce\0"),
        sealed,
    );
    serde_json::from_slice(plain.strip_suffix(&[2]).unwrap()).unwrap()
}

/// As the libraries of old apps do it: the fourth draft.
fn open_draft(subscriber: &P256Key, headers: &HeaderMap, body: &[u8]) -> Value {
    let part = |header: &str, name: &str| {
        let text = headers[header].to_str().unwrap();
        let value = text
            .split(';')
            .find_map(|part| part.trim().strip_prefix(name))
            .unwrap();
        BASE64URL_NOPAD.decode(value.as_bytes()).unwrap()
    };
    let (salt, public) = (part("encryption", "salt="), part("crypto-key", "dh="));
    let agreed = subscriber.agree(&public).unwrap();
    let secret: [u8; 32] = hkdf(&AUTH, &agreed, b"Content-Encoding: auth\0");
    let info = |label: &str| {
        [
            label.as_bytes(),
            b"\0P-256\0\0\x41",
            &subscriber.public()[..],
            b"\0\x41",
            &public,
        ]
        .concat()
    };
    let plain = open(
        hkdf(&salt, &secret, &info("Content-Encoding: aesgcm")),
        hkdf(&salt, &secret, &info("Content-Encoding: nonce")),
        body,
    );
    serde_json::from_slice(plain.strip_prefix(&[0, 0]).unwrap()).unwrap()
}

/// RFC 8292: signed by the server's key, for this service, not for longer than a day.
fn check_token(social: &Social, key: &P256Key, token: &str, service: &Service) {
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let bytes = |text: &str| BASE64URL_NOPAD.decode(text.as_bytes()).unwrap();
    assert!(crypto::verify_p256(
        key.public(),
        signed.as_bytes(),
        &bytes(signature)
    ));
    let claims: Value = serde_json::from_slice(&bytes(signed.split_once('.').unwrap().1)).unwrap();
    assert_eq!(claims["aud"], service.address);
    let left = claims["exp"].as_i64().unwrap() - social.now().seconds();
    assert!((1..=86_400).contains(&left), "{left}");
    assert!(claims["sub"].as_str().unwrap().starts_with("http"));
}

async fn community() -> Social {
    let store = Store::open(&StoreConfig {
        target: Target::SqliteMemory,
        readers: 2,
    })
    .unwrap();
    store.migrate(|_| ()).await.unwrap();
    let social = Social::new(SocialParts {
        store,
        clock: Arc::new(SystemClock),
        server_key: ServerKey::from_bytes([7; 32]),
        files: media::Files::in_memory(),
        base_url: "http://localhost:1".parse().unwrap(),
        domain: Domain::parse("localhost").unwrap(),
        mode: Mode::Development,
        limits: Limits::default(),
        id_clock: 1,
    });
    social.connect(Vec::new());
    social
}

async fn member(social: &Social, name: &str) -> AccountId {
    let new = NewMember {
        username: name.to_owned(),
        email: format!("{name}@mail.example"),
        password: "correct horse battery".to_owned(),
        role: Role::Member,
    };
    social.create_member(new).await.unwrap()
}

/// Alice, whose app is woken by mentions; and Bob.
async fn people(social: &Social, service: &Service, is_standard: bool) -> (Caller, String, Caller) {
    let (alice, bob) = (member(social, "alice").await, member(social, "bob").await);
    let new = NewApp {
        name: "Test".to_owned(),
        website: None,
        redirect_uris: vec!["urn:ietf:wg:oauth:2.0:oob".to_owned()],
        scopes: "push".to_owned(),
    };
    let app = social.create_app(new).await.unwrap();
    let made = social.token_for_member(&app, alice, "push").await.unwrap();
    let access = social
        .authenticate(&made.access_token)
        .await
        .unwrap()
        .unwrap();
    let alice = access.caller.unwrap();
    let new = NewSubscription {
        endpoint: format!("{}/wake/1", service.address),
        public: service.subscriber.public().to_vec(),
        auth: AUTH.to_vec(),
        is_standard,
        alerts: vec![NotificationKind::Mention],
        policy: PushPolicy::All,
        token: made.access_token.clone(),
    };
    social.subscribe_push(&alice, new).await.unwrap();
    let bob = Caller {
        account_id: bob,
        role: Role::Member,
        via: Via::Console,
    };
    (alice, made.access_token, bob)
}

async fn mention(social: &Social, by: &Caller) {
    let draft = Draft {
        text: "@alice hello".to_owned(),
        ..Draft::default()
    };
    social.create_post(by, draft).await.unwrap();
    while social.live_step().await.unwrap() == Progress::Moved {}
}

fn door(loopback: LoopbackPolicy) -> Door {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    Door::new(DoorConfig {
        loopback,
        ..DoorConfig::new("test")
    })
    .unwrap()
}

#[tokio::test]
async fn a_mention_wakes_an_app_that_alone_can_read_it() {
    for is_standard in [true, false] {
        let (social, service) = (community().await, Service::open().await);
        let (_, token, bob) = people(&social, &service, is_standard).await;
        mention(&social, &bob).await;
        let door = door(LoopbackPolicy::DevelopmentOnly);
        assert_eq!(turn(&social, &door, "me").await.unwrap(), 1);
        let (headers, body) = service.came().pop().unwrap();
        assert_eq!(headers["ttl"], "172800");
        assert_eq!(headers["urgency"], "normal");
        let key = social.push_key().await.unwrap();
        let public = BASE64URL_NOPAD.encode(key.public());
        let sender = headers["authorization"].to_str().unwrap();
        let message = if is_standard {
            assert_eq!(headers["content-encoding"], "aes128gcm");
            let sender = sender.strip_prefix("vapid t=").unwrap();
            let (jwt, known) = sender.split_once(",k=").unwrap();
            assert_eq!(known, public);
            check_token(&social, &key, jwt, &service);
            open_standard(&service.subscriber, &body)
        } else {
            assert_eq!(headers["content-encoding"], "aesgcm");
            let known = headers["crypto-key"].to_str().unwrap();
            assert!(known.ends_with(&format!(";p256ecdsa={public}")), "{known}");
            check_token(
                &social,
                &key,
                sender.strip_prefix("WebPush ").unwrap(),
                &service,
            );
            open_draft(&service.subscriber, &headers, &body)
        };
        assert_eq!(message["access_token"], token.as_str());
        assert_eq!(message["title"], "bob mentioned you");
        assert_eq!(turn(&social, &door, "me").await.unwrap(), 0);
    }
}

#[tokio::test]
async fn a_subscription_that_is_gone_is_dropped_and_one_that_is_busy_waits() {
    let (social, service) = (community().await, Service::open().await);
    let (alice, _, bob) = people(&social, &service, true).await;
    let door = door(LoopbackPolicy::DevelopmentOnly);
    for status in [429, 500, 413] {
        service.status.store(status, Ordering::SeqCst);
        mention(&social, &bob).await;
        assert_eq!(turn(&social, &door, "me").await.unwrap(), 1, "{status}");
        // Not again at once.
        assert_eq!(turn(&social, &door, "me").await.unwrap(), 0, "{status}");
        social.push_subscription(&alice).await.unwrap();
    }
    service.status.store(410, Ordering::SeqCst);
    mention(&social, &bob).await;
    assert_eq!(turn(&social, &door, "me").await.unwrap(), 1);
    assert!(social.push_subscription(&alice).await.is_err());
}

/// The address of a push service is anybody's choice: it leads nowhere inside (security row B6).
#[tokio::test]
async fn the_door_does_not_open_to_this_machine_for_a_push() {
    let (social, service) = (community().await, Service::open().await);
    let (_, _, bob) = people(&social, &service, true).await;
    mention(&social, &bob).await;
    let door = door(LoopbackPolicy::Refuse);
    assert_eq!(turn(&social, &door, "me").await.unwrap(), 1);
    assert!(service.came().is_empty());
}
