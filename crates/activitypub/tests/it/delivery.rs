//! What leaves, in what form, and to servers that are slow, gone or old-fashioned.

use ap_proto::activity::ActivityKind;
use ap_proto::actor::Capability;
use ap_proto::signature::Scheme;
use model::Audience;
use serde_json::json;
use social::post::Draft;

use crate::actors::post;
use crate::pair::Pair;
use crate::support::until;

#[tokio::test]
async fn what_is_for_this_community_never_leaves() {
    let pair = Pair::start().await;
    let follow = pair.bob.about(ActivityKind::Follow, 1, &pair.actor());
    pair.bob.deliver(&pair.home, &follow).await;
    let draft = Draft {
        text: format!("@bob@{} local only", pair.peer.host()),
        audience: Some(Audience::Local),
        ..Draft::default()
    };
    let secret = pair
        .home
        .social
        .create_post(&pair.alice, draft)
        .await
        .unwrap();
    pair.home
        .social
        .boost(&pair.alice, secret.id, None)
        .await
        .unwrap();
    pair.home
        .social
        .delete_post(&pair.alice, secret.id)
        .await
        .unwrap();
    let last = post(&pair.home, &pair.alice, "For everyone", Audience::Public).await;
    pair.home.publish().await;
    until("what is for everyone arrives", || async {
        pair.peer
            .delivered_of("Create")
            .iter()
            .any(|create| create["object"]["id"] == last.uri)
    })
    .await;
    let all = pair.peer.delivered();
    assert!(
        all.iter()
            .all(|one| !one.body.to_string().contains(&secret.uri)),
        "it left"
    );
}

/// Proves: FEP-8b32
#[tokio::test]
async fn everything_sent_carries_its_actors_proof_and_goes_once_to_a_shared_inbox() {
    let pair = Pair::start().await;
    let carol = pair.peer.person("carol");
    for (number, person) in [(1, &pair.bob), (2, &carol)] {
        let follow = person.about(ActivityKind::Follow, number, &pair.actor());
        person.deliver(&pair.home, &follow).await;
    }
    let hello = post(&pair.home, &pair.alice, "Hello", Audience::Public).await;
    pair.home.publish().await;
    until("the post arrives", || async {
        !pair.peer.delivered_of("Create").is_empty()
    })
    .await;
    let creates = pair.peer.delivered_of("Create");
    assert_eq!(creates.len(), 1, "two followers, one server, one delivery");
    assert_eq!(creates[0]["object"]["id"], hello.uri);
    let keys = pair.home.social.keys(pair.alice.account_id).await.unwrap();
    let public = ap_proto::key::PublicKey::Ed25519(keys.ed25519.public());
    for delivered in pair.peer.delivered() {
        assert_eq!(delivered.path, "/inbox");
        let now = crate::peer::now(&pair.home);
        let proof = ap_proto::proof::Proof::read(&delivered.body, now).unwrap();
        assert_eq!(proof.verify(&public), Ok(()), "{}", delivered.body);
        assert_eq!(
            proof.verification_method,
            format!("{}#ed25519-key", pair.actor())
        );
    }
}

/// Proves: draft-cavage-http-signatures-12
#[tokio::test]
async fn a_server_that_knows_only_the_draft_is_delivered_to() {
    let pair = Pair::start().await;
    pair.peer.accept_only(Scheme::Cavage);
    let draft = Draft {
        text: format!("@bob@{} hello", pair.peer.host()),
        ..Draft::default()
    };
    pair.home
        .social
        .create_post(&pair.alice, draft)
        .await
        .unwrap();
    pair.home.publish().await;
    until("the post arrives", || async {
        !pair.peer.delivered_of("Create").is_empty()
    })
    .await;
    let facts = pair
        .home
        .social
        .peer_facts(activitypub::ID, pair.peer.host())
        .await
        .unwrap();
    assert!(facts.contains("cavage"));
}

/// Proves: FEP-844e
#[tokio::test]
async fn a_server_that_says_that_it_knows_the_standard_is_signed_for_by_it_again() {
    let pair = Pair::start().await;
    let host = pair.peer.host();
    pair.peer.accept_only(Scheme::Cavage);
    let draft = Draft {
        text: format!("@bob@{host} hello"),
        ..Draft::default()
    };
    let posted = pair.home.social.create_post(&pair.alice, draft).await;
    posted.unwrap();
    pair.home.publish().await;
    let facts = async || {
        let facts = pair.home.social.peer_facts(activitypub::ID, host).await;
        facts.unwrap()
    };
    until("the draft is known", || async {
        facts().await.contains("cavage")
    })
    .await;
    let mut actor = pair.bob.actor();
    let can = json!([{"type": "Link", "href": Capability::RFC_9421}]);
    actor["generator"] = json!({"type": "Application", "implements": can});
    pair.peer.publish("/users/bob", &actor);
    let update = pair.bob.about(ActivityKind::Update, 60, &pair.bob.id);
    pair.bob.deliver(&pair.home, &update).await;
    assert!(facts().await.contains("rfc9421"));
}

#[tokio::test]
async fn a_server_that_is_busy_gets_it_later_and_in_order() {
    let pair = Pair::start().await;
    pair.peer.answer_deliveries(&[503, 429]);
    let mut sent = Vec::new();
    for number in 0..3 {
        let draft = Draft {
            text: format!("@bob@{} {number}", pair.peer.host()),
            ..Draft::default()
        };
        sent.push(
            pair.home
                .social
                .create_post(&pair.alice, draft)
                .await
                .unwrap()
                .uri,
        );
    }
    pair.home.publish().await;
    until("all arrive", || async {
        pair.home.clock.pass(std::time::Duration::from_secs(5));
        let done = pair
            .home
            .social
            .due_lanes(activitypub::ID, 10)
            .await
            .unwrap()
            .is_empty();
        pair.peer.delivered_of("Create").len() >= 5 && done
    })
    .await;
    let arrived: Vec<String> = pair
        .peer
        .delivered_of("Create")
        .iter()
        .map(|create| create["object"]["id"].as_str().unwrap().to_owned())
        .collect();
    let mut order = arrived.clone();
    order.dedup();
    assert_eq!(
        order, sent,
        "the first one was tried three times, the others followed in order"
    );
}

#[tokio::test]
async fn a_server_that_is_gone_does_not_hold_up_the_others() {
    let pair = Pair::start().await;
    let other = crate::peer::Peer::start().await;
    let carol = other.person("carol");
    pair.home.social.resolve(&carol.id).await.unwrap();
    pair.peer.answer_deliveries(&[404, 410]);
    for number in 0..3 {
        let text = format!("@bob@{} @carol@{} {number}", pair.peer.host(), other.host());
        let draft = Draft {
            text,
            ..Draft::default()
        };
        pair.home
            .social
            .create_post(&pair.alice, draft)
            .await
            .unwrap();
    }
    pair.home.publish().await;
    until("all arrive at the other", || async {
        other.delivered_of("Create").len() == 3
    })
    .await;
    until("what is refused is given up", || async {
        pair.peer.delivered_of("Create").len() == 3
    })
    .await;
}
