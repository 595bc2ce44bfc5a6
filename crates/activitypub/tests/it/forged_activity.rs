//! Forged activities: each is refused with a clear reason and changes nothing. The names are rows of the threat list.

use ap_proto::activity::{ActivityKind, ObjectRef};
use http::{HeaderMap, HeaderValue, StatusCode};
use model::Audience;
use serde_json::json;
use social::Found;

use crate::actors::{known, post};
use crate::forgery::{id, refused, send};
use crate::pair::{Pair, json_headers};
use crate::peer::{PUBLIC, Peer};

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
///
/// Proves: FEP-fe34
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
///
/// Proves: FEP-fe34
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
