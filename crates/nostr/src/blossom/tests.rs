//! Files brought, given, listed and taken away, over the router.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::middleware::from_fn_with_state;
use data_encoding::{BASE64, HEXLOWER};
use http::{Method, Request, StatusCode};
use infra::fetch::TextTable;
use nostr_proto::{Keys, Kind, Unsigned, names};
use social::Mode;
use social::caller::Role;
use social::event::EventKey;
use tokio::sync::watch;

use crate::testing::{Answer, StepClock, community, door, member, send, store};
use crate::{ID, Nostr, NostrConfig, claim};

struct Place {
    router: Router,
    keys: Keys,
    now: u64,
}

impl Place {
    async fn new() -> Self {
        let clock = StepClock::new();
        let url = "https://moot.example";
        let social = community(store().await, &clock, Mode::Development, url);
        let keys = Keys::from_secret(&[7; 32]).unwrap();
        let ada = member(&social, "ada", Role::Member).await;
        let key = EventKey {
            public: keys.public().0,
            secret: None,
        };
        let uri = names::uri_of_key(keys.public());
        social.change_event_key(ID, &ada, &uri, key).await.unwrap();
        let config = NostrConfig::new(social.base_url());
        let nostr = Arc::new(Nostr::new(social, door(TextTable::default()), config));
        let files = Arc::clone(&nostr).claimed(tokio::sync::watch::channel(false).1);
        let router = nostr
            .router(watch::channel(false).1)
            .fallback(|| async { (StatusCode::NOT_FOUND, "a page") })
            .layer(from_fn_with_state(files, claim));
        Self {
            router,
            keys,
            now: 1_700_000_000,
        }
    }

    fn leave(&self, keys: &Keys, verb: &str, digest: &str) -> String {
        let end = (self.now + 600).to_string();
        let tags = [("t", verb), ("x", digest), ("expiration", &end)];
        let tags = tags.map(|(name, value)| vec![name.to_owned(), value.to_owned()]);
        let event = Unsigned {
            created_at: self.now,
            kind: Kind::BLOSSOM_AUTH,
            tags: tags.to_vec(),
            content: "For this file".to_owned(),
        }
        .sign(keys);
        format!("Nostr {}", BASE64.encode(event.to_json().as_bytes()))
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = Body::from(body.to_vec());
        send(&self.router, request.body(body).unwrap()).await
    }

    async fn upload(&self, bytes: &[u8], digest: &str) -> Answer {
        let leave = self.leave(&self.keys, "upload", digest);
        let headers = [
            ("authorization", leave.as_str()),
            ("content-type", "text/html"),
        ];
        self.ask(Method::PUT, "/upload", &headers, bytes).await
    }
}

fn digest(bytes: &[u8]) -> String {
    HEXLOWER.encode(&crypto::sha256(bytes))
}

#[tokio::test]
async fn a_file_comes_back_as_it_was_whole_and_in_part() {
    let place = Place::new().await;
    let bytes = b"<script>exactly as it is\0</script>";
    let name = digest(bytes);
    let told = place.upload(bytes, &name).await.done();
    assert_eq!(told["sha256"], name);
    assert_eq!(told["size"], 34);
    assert_eq!(told["url"], format!("https://moot.example/{name}.bin"));
    for path in [
        format!("/{name}"),
        format!("/{name}.html"),
        format!("/{}", name.to_uppercase()),
    ] {
        let got = place.ask(Method::GET, &path, &[], b"").await;
        assert_eq!(got.status, StatusCode::OK);
        assert_eq!(got.bytes, bytes);
        assert_eq!(got.headers["content-disposition"], "attachment");
        assert_eq!(
            got.headers["content-security-policy"],
            "default-src 'none'; sandbox"
        );
        assert_eq!(got.headers["access-control-allow-origin"], "*");
    }
    let path = format!("/{name}");
    let part = place
        .ask(Method::GET, &path, &[("range", "bytes=8-14")], b"")
        .await;
    assert_eq!(part.status, StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.bytes, b"exactly");
    assert_eq!(part.headers["content-range"], "bytes 8-14/34");
    let head = place.ask(Method::HEAD, &path, &[], b"").await;
    assert_eq!(
        (head.status, head.headers["content-length"].as_bytes()),
        (StatusCode::OK, &b"34"[..])
    );
    assert!(head.bytes.is_empty());
}

#[tokio::test]
async fn only_members_with_leave_for_this_file_bring_it() {
    let place = Place::new().await;
    let bytes = b"hello";
    let name = digest(bytes);
    let none = place.ask(Method::PUT, "/upload", &[], bytes).await;
    assert_eq!(none.status, StatusCode::UNAUTHORIZED);
    assert!(none.headers.contains_key("x-reason"));
    let stranger = Keys::from_secret(&[8; 32]).unwrap();
    for (keys, verb, digest, status) in [
        (&stranger, "upload", name.clone(), StatusCode::FORBIDDEN),
        (
            &place.keys,
            "delete",
            name.clone(),
            StatusCode::UNAUTHORIZED,
        ),
        (
            &place.keys,
            "upload",
            digest(b"other"),
            StatusCode::FORBIDDEN,
        ),
    ] {
        let leave = place.leave(keys, verb, &digest);
        let headers = [("authorization", leave.as_str())];
        let refused = place.ask(Method::PUT, "/upload", &headers, bytes).await;
        assert_eq!(refused.status, status);
    }
    assert_eq!(
        place
            .ask(Method::GET, &format!("/{name}"), &[], b"")
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn what_would_be_taken_is_known_before() {
    let place = Place::new().await;
    let name = digest(b"hello");
    let leave = place.leave(&place.keys, "upload", &name);
    let asked = |length: &'static str| {
        [
            ("authorization", leave.as_str()),
            ("x-sha-256", name.as_str()),
            ("x-content-length", length),
        ]
    };
    let fine = place.ask(Method::HEAD, "/upload", &asked("5"), b"").await;
    assert_eq!(fine.status, StatusCode::OK);
    let large = place
        .ask(Method::HEAD, "/upload", &asked("99999999999"), b"")
        .await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    let unnamed = place
        .ask(Method::HEAD, "/upload", &asked("5")[..1], b"")
        .await;
    assert_eq!(unnamed.status, StatusCode::LENGTH_REQUIRED);
}

#[tokio::test]
async fn files_are_listed_and_taken_away_by_their_owner() {
    let place = Place::new().await;
    let name = digest(b"hello");
    place.upload(b"hello", &name).await.done();
    place.upload(b"hello", &name).await.done();
    let list = format!("/list/{}", place.keys.public());
    let listed = place.ask(Method::GET, &list, &[], b"").await.done();
    assert_eq!(listed.as_array().unwrap().len(), 1, "{listed}");
    let later = place
        .ask(Method::GET, &format!("{list}?since=1900000000"), &[], b"")
        .await;
    assert_eq!(later.done().as_array().unwrap().len(), 0);
    let leave = place.leave(&place.keys, "delete", &name);
    let path = format!("/{name}");
    let headers = [("authorization", leave.as_str())];
    let gone = place.ask(Method::DELETE, &path, &headers, b"").await;
    assert_eq!(gone.status, StatusCode::OK);
    let again = place.ask(Method::DELETE, &path, &headers, b"").await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    assert_eq!(
        place.ask(Method::GET, &path, &[], b"").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn paths_of_pages_stay_theirs_and_browsers_may_ask() {
    let place = Place::new().await;
    for path in [
        "/",
        "/upload-me",
        "/abc",
        &format!("/{}", "g".repeat(64)),
        &format!("/{}/x", "a".repeat(64)),
    ] {
        let page = place.ask(Method::GET, path, &[], b"").await;
        assert_eq!(page.bytes, b"a page", "{path}");
    }
    for path in ["/upload", &format!("/{}", "a".repeat(64))] {
        let may = place.ask(Method::OPTIONS, path, &[], b"").await;
        assert_eq!(may.status, StatusCode::NO_CONTENT);
        assert_eq!(
            may.headers["access-control-allow-headers"],
            "Authorization, *"
        );
    }
}
