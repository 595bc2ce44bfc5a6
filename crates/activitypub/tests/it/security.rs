//! Forged things: each is refused with a clear reason and changes nothing. The names are rows of the threat list.

use std::time::Duration;

use ap_proto::activity::{ActivityKind, ObjectRef};
use ap_proto::signature::Scheme;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use model::Audience;
use serde_json::{Value, json};
use social::{Found, Viewer};

use crate::actors::{known, post};
use crate::inbox::{Pair, json_headers};
use crate::peer::{ACTIVITY, PUBLIC, Peer, Person};
use crate::support::{Answer, Home};

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

/// A Create of Bob's, its bytes, and headers that sign it.
fn signed(pair: &Pair, scheme: Scheme, number: u32) -> (Value, Vec<u8>, HeaderMap) {
    let note = pair.bob.note(number, "Hello");
    let body = pair.bob.create(number, &note).to_string().into_bytes();
    let headers = pair.bob.sign_for(&pair.home, scheme, "/ap/inbox", &body);
    (note, body, headers)
}

async fn send(home: &Home, headers: HeaderMap, body: Vec<u8>) -> Answer {
    home.ask(Method::POST, "/ap/inbox", headers, body).await
}

fn refused(answer: &Answer, status: StatusCode, code: &str) {
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (status, code),
        "{}",
        answer.body
    );
    assert!(
        answer.json()["detail"]
            .as_str()
            .is_some_and(|detail| !detail.is_empty())
    );
}

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

/// A5: what a signature does not cover can be changed on the way.
#[tokio::test]
async fn an_incomplete_signature_is_none() {
    let pair = Pair::start().await;
    for (left_out, code) in [
        ("digest", "signature_incomplete"),
        ("(request-target)", "signature_incomplete"),
        ("host", "signature_incomplete"),
        ("date", "signature_incomplete"),
    ] {
        let (note, body, mut headers) = signed(&pair, Scheme::Cavage, 1);
        let signature = headers["signature"].to_str().unwrap().to_owned();
        let shorter = signature
            .replace(&format!("{left_out} "), "")
            .replace(&format!(" {left_out}\""), "\"");
        headers.insert("signature", shorter.parse().unwrap());
        refused(
            &send(&pair.home, headers, body).await,
            StatusCode::UNAUTHORIZED,
            code,
        );
        assert!(pair.seen(id(&note)).await.is_none(), "{left_out}");
    }
    let (_, body, mut headers) = signed(&pair, Scheme::Cavage, 2);
    headers.remove("digest");
    refused(
        &send(&pair.home, headers, body).await,
        StatusCode::UNAUTHORIZED,
        "signature_incomplete",
    );
    let (_, body, _) = signed(&pair, Scheme::Cavage, 3);
    let answer = send(&pair.home, json_headers(), body).await;
    refused(&answer, StatusCode::UNAUTHORIZED, "proof_missing");
    assert!(
        answer.headers["accept-signature"]
            .to_str()
            .unwrap()
            .contains("content-digest")
    );
}

/// A6: the digest is that of the body, once.
#[tokio::test]
async fn another_body_is_refused() {
    let pair = Pair::start().await;
    for scheme in [Scheme::Cavage, Scheme::Rfc9421] {
        let (note, mut body, headers) = signed(&pair, scheme, 1);
        body.push(b' ');
        refused(
            &send(&pair.home, headers, body).await,
            StatusCode::UNAUTHORIZED,
            "digest_mismatch",
        );
        assert!(pair.seen(id(&note)).await.is_none());
    }
    let (_, body, mut headers) = signed(&pair, Scheme::Cavage, 2);
    let digest = headers["digest"].clone();
    headers.append("digest", digest);
    refused(
        &send(&pair.home, headers, body).await,
        StatusCode::UNAUTHORIZED,
        "header_duplicated",
    );
}

/// A7: too old, from the future, and the very same again.
#[tokio::test]
async fn the_clock_is_looked_at_and_a_repetition_has_no_second_effect() {
    let pair = Pair::start().await;
    for scheme in [Scheme::Cavage, Scheme::Rfc9421] {
        let note = pair.bob.note(1, "Hello");
        let body = pair.bob.create(1, &note).to_string().into_bytes();
        for hours in [-13, 1, 24] {
            let at = crate::peer::now(&pair.home) + jiff::SignedDuration::from_mins(hours * 60 + 1);
            let url = format!("{}/ap/inbox", pair.home.base);
            let headers = pair.bob.sign(scheme, &Method::POST, &url, Some(&body), at);
            refused(
                &send(&pair.home, headers, body.clone()).await,
                StatusCode::UNAUTHORIZED,
                "clock",
            );
        }
    }
    let hello = post(&pair.home, &pair.alice, "Hello", Audience::Public).await;
    let like = pair
        .bob
        .about(ActivityKind::Like, 9, &hello.uri)
        .to_string()
        .into_bytes();
    let headers = pair
        .bob
        .sign_for(&pair.home, Scheme::Cavage, "/ap/inbox", &like);
    assert_eq!(
        send(&pair.home, headers.clone(), like.clone()).await.status,
        StatusCode::ACCEPTED
    );
    let undo = pair
        .bob
        .about(ActivityKind::Undo, 10, &pair.peer.url("/activities/9"));
    assert_eq!(
        pair.bob.deliver(&pair.home, &undo).await.status,
        StatusCode::ACCEPTED
    );
    assert_eq!(pair.seen(&hello.uri).await.unwrap().likes_count, 0);
    assert_eq!(
        send(&pair.home, headers, like).await.status,
        StatusCode::ACCEPTED
    );
    assert_eq!(
        pair.seen(&hello.uri).await.unwrap().likes_count,
        0,
        "a replayed like likes nothing"
    );
}

/// A8: a good request for somebody else's inbox.
#[tokio::test]
async fn a_signature_for_another_host_or_path_is_refused() {
    let pair = Pair::start().await;
    let note = pair.bob.note(1, "Hello");
    let body = pair.bob.create(1, &note).to_string().into_bytes();
    let now = crate::peer::now(&pair.home);
    for scheme in [Scheme::Cavage, Scheme::Rfc9421] {
        let elsewhere = [
            "https://elsewhere.example/ap/inbox".to_owned(),
            format!("{}/ap/other", pair.home.base),
        ];
        for url in elsewhere {
            let headers = pair.bob.sign(scheme, &Method::POST, &url, Some(&body), now);
            let answer = send(&pair.home, headers, body.clone()).await;
            assert_eq!(
                answer.status,
                StatusCode::UNAUTHORIZED,
                "{url}: {}",
                answer.body
            );
        }
    }
    assert!(pair.seen(id(&note)).await.is_none());
}

/// A9: the same for RFC 9421.
#[tokio::test]
async fn a_message_signature_must_be_complete_and_one() {
    let pair = Pair::start().await;
    for covered in [
        "\"@method\" \"@target-uri\"",
        "\"@method\" \"content-digest\"",
        "\"content-digest\"",
    ] {
        let (_, body, mut headers) = signed(&pair, Scheme::Rfc9421, 1);
        let input = headers["signature-input"].to_str().unwrap().to_owned();
        let shorter = input.replace("\"@method\" \"@target-uri\" \"content-digest\"", covered);
        assert_ne!(shorter, input);
        headers.insert("signature-input", shorter.parse().unwrap());
        refused(
            &send(&pair.home, headers, body).await,
            StatusCode::UNAUTHORIZED,
            "signature_incomplete",
        );
    }
    let (_, body, mut headers) = signed(&pair, Scheme::Rfc9421, 2);
    for name in ["signature-input", "signature"] {
        let name = HeaderName::from_static(name);
        let value = headers[&name].to_str().unwrap().to_owned();
        headers.insert(
            name,
            HeaderValue::from_str(&format!("{value}, {value}")).unwrap(),
        );
    }
    assert_eq!(
        send(&pair.home, headers, body).await.status,
        StatusCode::UNAUTHORIZED
    );
}

/// A10: a linked-data signature never vouches; it only says that the origin can be asked.
#[tokio::test]
async fn a_linked_data_signature_grants_nothing() {
    let (pair, relay) = (Pair::start().await, Peer::start().await);
    let carol = relay.person("carol");
    let ld =
        json!({"type": "RsaSignature2017", "creator": pair.bob.key_id(), "signatureValue": "AAAA"});
    let mut forged = pair.bob.create(1, &pair.bob.note(1, "Forged"));
    forged["signature"] = ld.clone();
    forged["@graph"] = json!([]);
    assert_eq!(
        carol.deliver(&pair.home, &forged).await.status,
        StatusCode::ACCEPTED
    );
    assert!(
        pair.seen(id(&forged["object"])).await.is_none(),
        "the origin has no such post"
    );
    // The same with a post that is there: what the origin says is kept, not what was passed on.
    pair.peer.publish("/notes/2", &pair.bob.note(2, "Genuine"));
    let mut forged = pair.bob.create(2, &pair.bob.note(2, "Forged"));
    forged["signature"] = ld.clone();
    assert_eq!(
        carol.deliver(&pair.home, &forged).await.status,
        StatusCode::ACCEPTED
    );
    let seen = pair.seen(id(&forged["object"])).await.unwrap();
    assert!(seen.html.contains("Genuine"));
    // What cannot be asked for is refused.
    let hello = post(&pair.home, &pair.alice, "Hello", Audience::Public).await;
    let mut like = pair.bob.about(ActivityKind::Like, 3, &hello.uri);
    like["signature"] = ld.clone();
    refused(
        &carol.deliver(&pair.home, &like).await,
        StatusCode::UNAUTHORIZED,
        "signer_mismatch",
    );
    // A Delete that was passed on is believed when the origin confirms it.
    let mut delete = pair
        .bob
        .about(ActivityKind::Delete, 4, id(&forged["object"]));
    delete["signature"] = ld;
    assert_eq!(
        carol.deliver(&pair.home, &delete).await.status,
        StatusCode::ACCEPTED
    );
    assert!(
        pair.seen(id(&forged["object"])).await.is_some(),
        "it is still there"
    );
    pair.peer.remove("/notes/2", 410);
    delete["id"] = json!(pair.peer.url("/activities/5"));
    assert_eq!(
        carol.deliver(&pair.home, &delete).await.status,
        StatusCode::ACCEPTED
    );
    assert!(pair.seen(id(&forged["object"])).await.is_none());
}

/// A11: nobody changes, deletes or takes back what is another's, on another server or on the same.
#[tokio::test]
async fn only_the_owner_changes_a_thing() {
    let (pair, evil) = (Pair::start().await, Peer::start().await);
    let (eve, mallory) = (evil.person("eve"), pair.peer.person("mallory"));
    for person in [&eve, &mallory] {
        pair.home.social.resolve(&person.id).await.unwrap();
    }
    let note = pair.bob.note(1, "Hello");
    pair.bob
        .deliver(&pair.home, &pair.bob.create(1, &note))
        .await;
    let hello = post(&pair.home, &pair.alice, "Hello", Audience::Public).await;
    let like = pair.bob.about(ActivityKind::Like, 2, &hello.uri);
    pair.bob.deliver(&pair.home, &like).await;
    for (number, forger) in [(10, &eve), (20, &mallory)] {
        let mut changed = note.clone();
        changed["content"] = json!("Changed");
        let mut mine = changed.clone();
        mine["attributedTo"] = json!(forger.id);
        let forgeries = [
            forger.activity(ActivityKind::Update, number, ObjectRef::Inline(changed)),
            forger.activity(ActivityKind::Update, number + 1, ObjectRef::Inline(mine)),
            forger.about(ActivityKind::Delete, number + 2, id(&note)),
            forger.about(ActivityKind::Delete, number + 3, &pair.bob.id),
            forger.activity(
                ActivityKind::Update,
                number + 4,
                ObjectRef::Inline(pair.bob.actor()),
            ),
            forger.activity(
                ActivityKind::Undo,
                number + 5,
                ObjectRef::Inline(like.clone()),
            ),
        ];
        for forgery in forgeries {
            let answer = forger.deliver(&pair.home, &forgery).await;
            assert_eq!(
                answer.status,
                StatusCode::FORBIDDEN,
                "{forgery}: {}",
                answer.body
            );
        }
        // Our own posts are nobody else's either.
        let ours = forger.about(ActivityKind::Delete, number + 6, &hello.uri);
        assert_eq!(
            forger.deliver(&pair.home, &ours).await.status,
            StatusCode::FORBIDDEN
        );
    }
    assert!(pair.seen(id(&note)).await.unwrap().html.contains("Hello"));
    assert_eq!(pair.seen(&hello.uri).await.unwrap().likes_count, 1);
    assert!(known(&pair.home, &pair.bob.id).await.is_some());
}

/// A11, E11: who was not asked cannot answer, and an answer to no question changes nothing.
#[tokio::test]
async fn nobody_accepts_for_somebody_else() {
    let (pair, far) = (Pair::start().await, Peer::start().await);
    let carol = far.person("carol");
    let Some(Found::Account(carol_id)) = pair.home.social.resolve(&carol.id).await.unwrap() else {
        panic!("carol is not found")
    };
    let follow = json!({"type": "Follow", "actor": pair.actor(), "object": carol.id});
    let accept = carol.activity(ActivityKind::Accept, 1, ObjectRef::Inline(follow.clone()));
    assert_eq!(
        carol.deliver(&pair.home, &accept).await.status,
        StatusCode::ACCEPTED
    );
    let following = || async {
        pair.home
            .social
            .relations(&pair.alice, &[carol_id])
            .await
            .unwrap()[0]
            .following
    };
    assert!(!following().await, "nobody asked");
    pair.home
        .social
        .follow(
            &pair.alice,
            carol_id,
            social::relation::FollowOptions::default(),
        )
        .await
        .unwrap();
    let forged = pair
        .bob
        .activity(ActivityKind::Accept, 2, ObjectRef::Inline(follow));
    assert_eq!(
        pair.bob.deliver(&pair.home, &forged).await.status,
        StatusCode::FORBIDDEN
    );
    assert!(!following().await);
}

/// A13: the body of another server's object is not taken from whoever wraps it.
#[tokio::test]
async fn a_foreign_object_inside_is_not_looked_at() {
    let (pair, far) = (Pair::start().await, Peer::start().await);
    let carol = far.person("carol");
    let mut private = carol.note(1, "A private word");
    private["to"] = json!([pair.actor()]);
    private["cc"] = json!([]);
    let create = pair.bob.create(1, &private);
    let announce = pair.bob.activity(
        ActivityKind::Announce,
        2,
        ObjectRef::Inline(private.clone()),
    );
    for forgery in [create, announce] {
        let answer = pair.bob.deliver(&pair.home, &forgery).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
        assert!(pair.seen(id(&private)).await.is_none());
    }
    assert_eq!(
        far.asked("/notes/1"),
        1,
        "only the Announce makes us ask, at the post's own address"
    );
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

/// C1, C12: nonsense is refused in the right shape.
#[tokio::test]
async fn nonsense_is_refused_with_a_reason() {
    let pair = Pair::start().await;
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let many: Vec<String> = (0..100_000)
        .map(|n| format!("https://a.example/{n}"))
        .collect();
    let large = format!("{{\"x\":\"{}\"}}", "x".repeat(1_100_000));
    let id = pair.peer.url("/activities/1");
    for (body, status) in [
        (String::new(), StatusCode::BAD_REQUEST),
        ("{".to_owned(), StatusCode::BAD_REQUEST),
        ("[]".to_owned(), StatusCode::BAD_REQUEST),
        ("null".to_owned(), StatusCode::BAD_REQUEST),
        (deep, StatusCode::BAD_REQUEST),
        ("{\"a\":\"\\u0000\"}".to_owned(), StatusCode::BAD_REQUEST),
        ("{\"a\":1,\"a\":2}".to_owned(), StatusCode::BAD_REQUEST),
        (
            json!({"type": "Like", "actor": pair.bob.id, "id": id}).to_string(),
            StatusCode::BAD_REQUEST,
        ),
        (
            json!({"type": "Like", "object": "https://x.example/"}).to_string(),
            StatusCode::BAD_REQUEST,
        ),
        (
            json!({"type": 7, "actor": [[]], "object": {}}).to_string(),
            StatusCode::BAD_REQUEST,
        ),
        (
            json!({"type": "Like", "actor": pair.bob.id, "object": id, "to": many}).to_string(),
            StatusCode::PAYLOAD_TOO_LARGE,
        ),
        (large, StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let shown: String = body.chars().take(60).collect();
        let answer = send(&pair.home, json_headers(), body.into_bytes()).await;
        assert_eq!(answer.status, status, "{shown}: {}", answer.body);
        assert!(!answer.code().is_empty(), "{shown}");
    }
    let page = HeaderMap::from_iter([(
        http::header::CONTENT_TYPE,
        HeaderValue::from_static("text/html"),
    )]);
    refused(
        &send(&pair.home, page, b"{}".to_vec()).await,
        StatusCode::BAD_REQUEST,
        "bad_request",
    );
}

/// E7: nobody makes more people see a post, not even by sending it again.
#[tokio::test]
async fn an_audience_is_never_widened() {
    let (pair, evil) = (Pair::start().await, Peer::start().await);
    let mut note = pair.bob.note(1, "For Alice");
    note["to"] = json!([pair.actor()]);
    note["cc"] = json!([]);
    pair.bob
        .deliver(&pair.home, &pair.bob.create(1, &note))
        .await;
    assert_eq!(
        pair.seen(id(&note)).await.unwrap().audience,
        Audience::Mentioned
    );
    let mut wider = note.clone();
    wider["to"] = json!([PUBLIC]);
    let update = pair
        .bob
        .activity(ActivityKind::Update, 2, ObjectRef::Inline(wider.clone()));
    assert_eq!(
        pair.bob.deliver(&pair.home, &update).await.status,
        StatusCode::ACCEPTED
    );
    assert_eq!(
        pair.bob
            .deliver(&pair.home, &pair.bob.create(3, &wider))
            .await
            .status,
        StatusCode::ACCEPTED
    );
    assert_eq!(
        pair.seen(id(&note)).await.unwrap().audience,
        Audience::Mentioned
    );
    // A followers collection that is not the author's own opens nothing.
    let mut strange = pair.bob.note(2, "For strangers");
    strange["to"] = json!([evil.url("/users/eve/followers"), pair.actor()]);
    strange["cc"] = json!([]);
    pair.bob
        .deliver(&pair.home, &pair.bob.create(4, &strange))
        .await;
    assert_eq!(
        pair.seen(id(&strange)).await.unwrap().audience,
        Audience::Mentioned
    );
}
