//! Forged identities: each is refused with a clear reason and changes nothing. The names are rows of the threat list.

use std::time::Duration;

use ap_proto::signature::Scheme;
use http::StatusCode;
use serde_json::{Value, json};
use social::{Found, Viewer};

use crate::actors::known;
use crate::forgery::{id, refused, send, signed};
use crate::pair::Pair;
use crate::peer::{ACTIVITY, Peer, Person};
use crate::support::Home;

/// A1, A2: a document is believed at its own id only.
#[tokio::test]
async fn a_document_that_claims_another_id_is_read_where_it_claims_to_be() {
    let (home, evil, good) = (
        Home::start().await,
        Peer::start().await,
        Peer::start().await,
    );
    let carol = good.person("carol");
    let mut forged = carol.note(1, "Forged");
    good.publish("/notes/1", &carol.note(1, "Genuine"));
    evil.publish("/copy", &forged);
    let found = home.social.resolve(&evil.url("/copy")).await.unwrap();
    let Some(Found::Post(post)) = found else {
        panic!("the genuine post is there")
    };
    let view = home.social.post(Viewer::Anyone, post).await.unwrap();
    assert!(view.html.contains("Genuine") && !view.html.contains("Forged"));
    forged["id"] = json!(good.url("/notes/2"));
    evil.publish("/copy2", &forged);
    assert_eq!(
        home.social.resolve(&evil.url("/copy2")).await.unwrap(),
        None
    );
    // The same on one server: another path of it is no better.
    evil.publish(
        "/a",
        &json!({"id": evil.url("/b"), "type": "Note", "attributedTo": evil.url("/users/x")}),
    );
    evil.publish(
        "/b",
        &json!({"id": evil.url("/c"), "type": "Note", "attributedTo": evil.url("/users/x")}),
    );
    assert_eq!(home.social.resolve(&evil.url("/a")).await.unwrap(), None);
    assert_eq!(evil.asked("/c"), 0, "a second claim is not followed");
}

/// A1: an actor is not taken over by whoever publishes a document with its id.
#[tokio::test]
async fn nobody_becomes_somebody_elses_actor() {
    let (home, evil, good) = (
        Home::start().await,
        Peer::start().await,
        Peer::start().await,
    );
    let carol = good.person("carol");
    home.social.resolve(&carol.id).await.unwrap();
    let mut forged = carol.actor();
    forged["name"] = json!("EVIL");
    evil.publish("/users/carol", &forged);
    home.social
        .resolve(&evil.url("/users/carol"))
        .await
        .unwrap();
    assert_eq!(known(&home, &carol.id).await.unwrap().display_name, "CAROL");
}

/// A3: a key that is not its actor's is no key, and is not kept.
#[tokio::test]
async fn a_key_of_somebody_else_is_refused() {
    let (pair, evil) = (Pair::start().await, Peer::start().await);
    let eve = evil.person("eve");
    let mut stolen = eve.actor();
    stolen["publicKey"]["owner"] = json!(pair.bob.id);
    evil.publish("/users/eve", &stolen);
    let note = eve.note(1, "Hello");
    let answer = eve.deliver(&pair.home, &eve.create(1, &note)).await;
    refused(&answer, StatusCode::UNAUTHORIZED, "key_owner_mismatch");
    evil.publish("/users/eve", &eve.actor());
    pair.home.clock.pass(Duration::from_mins(2));
    let mention = mention(&eve, 2, &pair.actor());
    let answer = eve.deliver(&pair.home, &eve.create(2, &mention)).await;
    assert_eq!(
        answer.status,
        StatusCode::ACCEPTED,
        "the right key is believed later: {}",
        answer.body
    );
}

fn mention(from: &Person, number: u32, actor: &str) -> Value {
    let mut note = from.note(number, "Hi");
    note["cc"] = json!([actor]);
    note
}

/// A3: a key document that names an owner elsewhere, or whose owner does not list it.
#[tokio::test]
async fn a_key_document_is_believed_only_if_its_owner_lists_it() {
    let (pair, evil) = (Pair::start().await, Peer::start().await);
    let eve = evil.person("eve");
    let pem = eve.actor()["publicKey"]["publicKeyPem"].clone();
    for owner in [pair.bob.id.clone(), eve.id.clone()] {
        let key = json!({"id": evil.url("/key"), "owner": owner, "publicKeyPem": pem});
        evil.publish("/key", &key);
        let activity = pair
            .bob
            .create(1, &pair.bob.note(1, "Forged"))
            .to_string()
            .into_bytes();
        let mut headers = eve.sign_for(&pair.home, Scheme::Cavage, "/ap/inbox", &activity);
        let signature = headers["signature"]
            .to_str()
            .unwrap()
            .replace(&eve.key_id(), &evil.url("/key"));
        headers.insert("signature", signature.parse().unwrap());
        pair.home.clock.pass(Duration::from_mins(2));
        let answer = send(&pair.home, headers, activity).await;
        refused(&answer, StatusCode::UNAUTHORIZED, "key_owner_mismatch");
    }
    assert!(pair.seen(id(&pair.bob.note(1, ""))).await.is_none());
}

/// A4: a good signature of somebody else than the actor.
#[tokio::test]
async fn the_signer_must_be_the_actor() {
    let (pair, evil) = (Pair::start().await, Peer::start().await);
    let (eve, mallory) = (evil.person("eve"), pair.peer.person("mallory"));
    let note = pair.bob.note(1, "I owe Eve money");
    for forger in [&eve, &mallory] {
        let answer = forger.deliver(&pair.home, &pair.bob.create(1, &note)).await;
        refused(&answer, StatusCode::UNAUTHORIZED, "signer_mismatch");
    }
    assert!(pair.seen(id(&note)).await.is_none());
    // An activity whose id belongs to another server than its actor is nobody's.
    let mut foreign = pair.bob.create(2, &note);
    foreign["id"] = json!(evil.url("/activities/2"));
    let answer = pair.bob.deliver(&pair.home, &foreign).await;
    refused(&answer, StatusCode::FORBIDDEN, "foreign_origin");
}

/// A14: an upload that looks like an activity is none, wherever it lies.
#[tokio::test]
async fn only_the_registered_media_types_are_activity_pub() {
    let (home, peer) = (Home::start().await, Peer::start().await);
    let bob = peer.person("bob");
    let note = bob.note(1, "Uploaded").to_string();
    for kind in [
        "application/json",
        "text/html",
        "application/octet-stream",
        "application/ld+json",
        "text/plain",
    ] {
        peer.serve("/notes/1", 200, kind, &note);
        assert_eq!(
            home.social.resolve(&peer.url("/notes/1")).await.unwrap(),
            None,
            "{kind}"
        );
    }
    peer.serve(
        "/notes/1",
        200,
        "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
        &note,
    );
    assert!(
        home.social
            .resolve(&peer.url("/notes/1"))
            .await
            .unwrap()
            .is_some()
    );
}

/// A15: one host has one name.
#[tokio::test]
async fn spellings_of_a_host_are_one_and_tricks_are_refused() {
    let (home, peer) = (Home::start().await, Peer::start().await);
    let bob = peer.person("bob");
    let (_, port) = peer.host().rsplit_once(':').unwrap();
    for trick in [
        format!("bob@user@{}", peer.host()),
        format!("http://user:pass@{}/users/bob", peer.host()),
        format!("http://good.example@{}/users/bob", peer.host()),
        format!("bob@[::1]:{port}"),
    ] {
        assert!(
            !matches!(home.social.resolve(&trick).await, Ok(Some(_))),
            "{trick}"
        );
    }
    assert!(known(&home, &bob.id).await.is_none());
    for spelling in ["127.0.0.1.", "127.1", "0x7f.1", "2130706433"] {
        let found = home
            .social
            .resolve(&format!("http://{spelling}:{port}/users/bob"))
            .await;
        let bob = known(&home, &bob.id).await.map(|bob| bob.id);
        assert_eq!(found.unwrap(), bob.map(Found::Account), "{spelling}");
        assert!(bob.is_some(), "however it is spelled, it is the one bob");
    }
}

/// A16: a server names only its own people.
#[tokio::test]
async fn web_finger_cannot_speak_for_another_host() {
    let (home, evil, good) = (
        Home::start().await,
        Peer::start().await,
        Peer::start().await,
    );
    let (eve, carol) = (evil.person("eve"), good.person("carol"));
    // An answer that says: I am really carol of the good server.
    evil.finger("eve", good.host(), &eve.id);
    assert_eq!(
        home.social
            .resolve(&format!("eve@{}", evil.host()))
            .await
            .unwrap(),
        None
    );
    let path = evil.finger_path("eve");
    let jrd = json!({"subject": format!("acct:carol@{}", good.host()),
        "links": [{"rel": "self", "type": ACTIVITY, "href": eve.id}]});
    evil.serve(&path, 200, "application/jrd+json", &jrd.to_string());
    assert_eq!(
        home.social
            .resolve(&format!("eve@{}", evil.host()))
            .await
            .unwrap(),
        None
    );
    // Found by its own id, it is under its own host, whatever it claims.
    home.social.resolve(&eve.id).await.unwrap();
    if let Some(view) = known(&home, &eve.id).await {
        assert_eq!(view.acct(), format!("eve@{}", evil.host()));
    }
    assert_eq!(
        home.social
            .find_account(&format!("carol@{}", good.host()))
            .await
            .unwrap(),
        None
    );
    home.social.resolve(&carol.id).await.unwrap();
    assert_eq!(
        known(&home, &carol.id).await.unwrap().acct(),
        format!("carol@{}", good.host())
    );
}

/// B6: a key id is no way to make us ask addresses of our own network.
#[tokio::test]
async fn a_key_at_a_private_address_is_never_asked_for() {
    let pair = Pair::start().await;
    for key_id in [
        "http://10.0.0.1/key",
        "http://169.254.169.254/latest",
        "http://[fd00::1]/key",
        "file:///etc/passwd",
    ] {
        let (_, body, mut headers) = signed(&pair, Scheme::Cavage, 1);
        let signature = headers["signature"]
            .to_str()
            .unwrap()
            .replace(&pair.bob.key_id(), key_id);
        headers.insert("signature", signature.parse().unwrap());
        let answer = send(&pair.home, headers, body).await;
        assert_eq!(
            answer.status,
            StatusCode::UNAUTHORIZED,
            "{key_id}: {}",
            answer.body
        );
        assert!(
            ["fetch_blocked_address", "signature_malformed"].contains(&answer.code().as_str()),
            "{}",
            answer.body
        );
    }
}
