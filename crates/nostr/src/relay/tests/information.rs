//! What a relay says of itself before anybody has asked for anything (NIP-11).

use http::header;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::*;

/// The status line, the headers and the body of an answer.
async fn get(world: &World, method: &str, path: &str, headers: &str) -> (String, String) {
    let mut stream = TcpStream::connect(&world.address).await.unwrap();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: moot.example\r\nconnection: close\r\n{headers}\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_ascii_lowercase(), body.to_owned())
}

const ASKED: &str = "accept: application/nostr+json\r\norigin: https://app.example\r\n";

#[tokio::test]
async fn a_document_says_what_the_relay_is() {
    let world = World::new().await;
    for path in ["/", "/relay"] {
        let (head, body) = get(&world, "GET", path, ASKED).await;
        assert!(head.starts_with("http/1.1 200"), "{head}");
        assert!(
            head.contains("content-type: application/nostr+json"),
            "{head}"
        );
        let allowed = format!("{}: *", header::ACCESS_CONTROL_ALLOW_ORIGIN);
        assert!(head.contains(&allowed), "{head}");
        let document: Value = serde_json::from_str(&body).unwrap();
        for member in [
            "name",
            "description",
            "supported_nips",
            "software",
            "version",
        ] {
            assert!(!document[member].is_null(), "{member}");
        }
        let limits = &document["limitation"];
        assert_eq!(limits["auth_required"], false);
        assert_eq!(limits["restricted_writes"], true);
        assert_eq!(limits["max_subid_length"], 64);
    }
}

#[tokio::test]
async fn the_document_claims_what_is_done_here() {
    let world = World::new().await;
    let (_, body) = get(&world, "GET", "/", ASKED).await;
    let document: Value = serde_json::from_str(&body).unwrap();
    let claimed = document["supported_nips"].as_array().unwrap();
    for nip in [1, 9, 11, 13, 17, 40, 42, 45, 50, 59, 62, 65, 70, 77] {
        assert!(claimed.contains(&nip.into()), "NIP-{nip}");
    }
    // What others tried and gave up.
    for nip in [3, 4, 8, 26, 67, 90, 96] {
        assert!(!claimed.contains(&nip.into()), "NIP-{nip}");
    }
}

#[tokio::test]
async fn pages_of_others_may_ask_what_it_is() {
    let world = World::new().await;
    let asked = "origin: https://app.example\r\naccess-control-request-method: GET\r\n";
    let (head, _) = get(&world, "OPTIONS", "/", asked).await;
    assert!(head.starts_with("http/1.1 20"), "{head}");
    assert!(head.contains("access-control-allow-origin: *"), "{head}");
}

#[tokio::test]
async fn people_who_come_to_the_front_page_do_not_meet_the_relay() {
    let world = World::new().await;
    let (head, _) = get(&world, "GET", "/", "accept: text/html\r\n").await;
    // The page is another room's, which is not in this test.
    assert!(head.starts_with("http/1.1 404"), "{head}");
    let (head, body) = get(&world, "GET", "/relay", "accept: text/html\r\n").await;
    assert!(head.starts_with("http/1.1 426"), "{head}");
    assert!(body.contains("Nostr"), "{body}");
}

#[tokio::test]
async fn both_addresses_are_one_relay() {
    let world = World::new().await;
    let mut at_front = world.app().await;
    let mut at_path = App::open(&format!("ws://{}/relay", world.address)).await;
    assert_ne!(at_front.challenge, at_path.challenge);
    let note = note(&alice(), 0, "here and there");
    at_front.publish_all(std::slice::from_ref(&note)).await;
    let found = at_path.find(json!({ "ids": [note.id] })).await;
    assert_eq!(found, ids(&[note]));
}
