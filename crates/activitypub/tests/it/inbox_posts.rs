//! What other servers deliver about posts: new, changed, deleted, liked, boosted, passed on.

use ap_proto::activity::{ActivityKind, ObjectRef};
use ap_proto::signature::Scheme;
use http::{HeaderMap, Method, StatusCode};
use model::Audience;
use serde_json::{Value, json};

use crate::actors::{known, post};
use crate::pair::{Pair, id, json_headers};
use crate::peer::Peer;
use crate::support::{Home, until};

/// Proves: HTTP Message Signatures, RFC 9421; draft-cavage-http-signatures-12
#[tokio::test]
async fn a_post_of_somebody_followed_is_kept_by_either_scheme() {
    let pair = Pair::start().await;
    for (number, scheme) in [(1, Scheme::Cavage), (2, Scheme::Rfc9421)] {
        let note = pair.bob.note(number, "Hello <script>x</script>there");
        let answer = pair
            .bob
            .deliver_by(&pair.home, scheme, &pair.bob.create(number, &note))
            .await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
        let post = pair.seen(id(&note)).await.unwrap();
        assert!(post.html.contains("there") && !post.html.contains("<script>"));
        assert_eq!(
            (post.audience, post.account.uri.as_str()),
            (Audience::Public, pair.bob.id.as_str())
        );
    }
}

#[tokio::test]
async fn a_personal_inbox_takes_what_the_shared_one_takes() {
    let pair = Pair::start().await;
    let path = format!("/ap/actors/{}/inbox", pair.alice.account_id);
    let note = pair.bob.note(1, "Hello");
    let body = pair.bob.create(1, &note).to_string().into_bytes();
    let headers = pair.bob.sign_for(&pair.home, Scheme::Cavage, &path, &body);
    let answer = pair.home.ask(Method::POST, &path, headers, body).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    assert!(pair.seen(id(&note)).await.is_some());
    let nobody = pair
        .home
        .ask(
            Method::POST,
            "/ap/actors/1/inbox",
            HeaderMap::new(),
            Vec::new(),
        )
        .await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_concerns_nobody_is_taken_and_forgotten() {
    let (home, peer) = (Home::start().await, Peer::start().await);
    home.person("alice").await;
    let eve = peer.person("eve");
    let note = eve.note(1, "Buy my things");
    let answer = eve.deliver(&home, &eve.create(1, &note)).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    assert_eq!(home.social.find_post_by_uri(id(&note)).await.unwrap(), None);
    assert!(
        known(&home, &eve.id).await.is_none(),
        "a stranger leaves no account"
    );
}

#[tokio::test]
async fn a_stranger_who_names_somebody_here_is_heard() {
    let (home, peer) = (Home::start().await, Peer::start().await);
    let (alice, eve) = (home.person("alice").await, peer.person("eve"));
    let actor = home.actor(alice.account_id);
    let mut note = eve.note(1, "Hi Alice");
    note["to"] = json!([actor]);
    note["cc"] = json!([]);
    note["tag"] = json!([{"type": "Mention", "href": actor, "name": "@alice"}]);
    eve.deliver(&home, &eve.create(1, &note)).await;
    let post = home
        .social
        .find_post_by_uri(id(&note))
        .await
        .unwrap()
        .unwrap();
    let view = home.social.post(alice.viewer(), post).await.unwrap();
    assert_eq!(view.audience, Audience::Mentioned);
    assert_eq!(view.mentions[0].id, alice.account_id);
    let carol = home.person("carol").await;
    assert!(
        home.social.post(carol.viewer(), post).await.is_err(),
        "it is for Alice only"
    );
}

#[tokio::test]
async fn an_edit_is_taken_over_and_a_late_copy_of_a_deleted_post_is_not() {
    let pair = Pair::start().await;
    let mut note = pair.bob.note(1, "First");
    pair.bob
        .deliver(&pair.home, &pair.bob.create(1, &note))
        .await;
    note["content"] = json!("<p>Second</p>");
    note["updated"] = json!("2027-01-15T07:30:00Z");
    let update = pair
        .bob
        .activity(ActivityKind::Update, 2, ObjectRef::Inline(note.clone()));
    assert_eq!(
        pair.bob.deliver(&pair.home, &update).await.status,
        StatusCode::ACCEPTED
    );
    let post = pair.seen(id(&note)).await.unwrap();
    assert!(post.html.contains("Second") && post.edited_at.is_some());
    let delete = pair.bob.about(ActivityKind::Delete, 3, id(&note));
    assert_eq!(
        pair.bob.deliver(&pair.home, &delete).await.status,
        StatusCode::ACCEPTED
    );
    assert!(pair.seen(id(&note)).await.is_none());
    let late = pair.bob.create(4, &note);
    assert_eq!(
        pair.bob.deliver(&pair.home, &late).await.status,
        StatusCode::ACCEPTED
    );
    assert!(
        pair.seen(id(&note)).await.is_none(),
        "what was deleted stays deleted"
    );
}

#[tokio::test]
async fn likes_and_boosts_come_and_go() {
    let pair = Pair::start().await;
    let hello = post(&pair.home, &pair.alice, "Hello", Audience::Public).await;
    let like = pair.bob.about(ActivityKind::Like, 1, &hello.uri);
    let boost = pair.bob.about(ActivityKind::Announce, 2, &hello.uri);
    for activity in [&like, &boost] {
        assert_eq!(
            pair.bob.deliver(&pair.home, activity).await.status,
            StatusCode::ACCEPTED
        );
    }
    let seen = pair.seen(&hello.uri).await.unwrap();
    assert_eq!((seen.likes_count, seen.boosts_count), (1, 1));
    let undo = |number, done: &Value| {
        pair.bob
            .activity(ActivityKind::Undo, number, ObjectRef::Inline(done.clone()))
    };
    let by_id = pair.bob.about(ActivityKind::Undo, 4, id(&boost));
    for activity in [undo(3, &like), by_id] {
        assert_eq!(
            pair.bob.deliver(&pair.home, &activity).await.status,
            StatusCode::ACCEPTED
        );
    }
    let seen = pair.seen(&hello.uri).await.unwrap();
    assert_eq!((seen.likes_count, seen.boosts_count), (0, 0));
}

#[tokio::test]
async fn a_boosted_post_of_somebody_else_is_fetched_from_its_own_server() {
    let (pair, far) = (Pair::start().await, Peer::start().await);
    let carol = far.person("carol");
    let note = carol.note(7, "From far away");
    far.publish("/notes/7", &note);
    let mut boost = pair.bob.about(ActivityKind::Announce, 1, id(&note));
    boost["to"] = json!([crate::peer::PUBLIC]);
    assert_eq!(
        pair.bob.deliver(&pair.home, &boost).await.status,
        StatusCode::ACCEPTED
    );
    let post = pair.seen(id(&note)).await.unwrap();
    assert_eq!(
        (post.account.uri.as_str(), post.boosts_count),
        (carol.id.as_str(), 1)
    );
}

/// FEP-8b32: whoever passes it on, the proof of its actor counts.
///
/// Proves: FEP-8b32
#[tokio::test]
async fn a_proof_is_enough_without_or_with_somebody_elses_signature() {
    let (pair, relay) = (Pair::start().await, Peer::start().await);
    let carol = relay.person("carol");
    let (first, second) = (pair.bob.note(1, "Proved"), pair.bob.note(2, "Passed on"));
    let alone = pair.bob.prove(&pair.home, pair.bob.create(1, &first));
    let body = alone.to_string().into_bytes();
    let answer = pair
        .home
        .ask(Method::POST, "/ap/inbox", json_headers(), body)
        .await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    let passed_on = pair.bob.prove(&pair.home, pair.bob.create(2, &second));
    let answer = carol.deliver(&pair.home, &passed_on).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    assert!(pair.seen(id(&first)).await.is_some() && pair.seen(id(&second)).await.is_some());
    let mut forged = pair
        .bob
        .prove(&pair.home, pair.bob.create(3, &pair.bob.note(3, "Mine")));
    forged["object"]["content"] = json!("Not mine");
    let answer = pair
        .home
        .ask(
            Method::POST,
            "/ap/inbox",
            json_headers(),
            forged.to_string().into_bytes(),
        )
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (StatusCode::UNAUTHORIZED, "proof_invalid")
    );
}

#[tokio::test]
async fn what_is_answered_is_fetched_later_and_the_thread_is_whole() {
    let pair = Pair::start().await;
    let far = Peer::start().await;
    let carol = far.person("carol");
    let mut parent = carol.note(2, "An answer");
    parent["inReplyTo"] = json!(far.url("/notes/1"));
    far.publish("/notes/1", &carol.note(1, "A question"));
    far.publish("/notes/2", &parent);
    let mut note = pair.bob.note(3, "An answer to an answer");
    note["inReplyTo"] = parent["id"].clone();
    pair.bob
        .deliver(&pair.home, &pair.bob.create(1, &note))
        .await;
    until("the parents arrive", || async {
        pair.seen(&far.url("/notes/1")).await.is_some()
    })
    .await;
    let post = pair.seen(id(&note)).await.unwrap();
    let thread = pair
        .home
        .social
        .thread(pair.alice.viewer(), post.id)
        .await
        .unwrap();
    assert_eq!(thread.ancestors.len(), 2);
}

/// A delivery to a personal inbox is no reason to keep what is for nobody here.
#[tokio::test]
async fn a_personal_inbox_is_no_back_door() {
    let (home, peer) = (Home::start().await, Peer::start().await);
    let (alice, eve) = (home.person("alice").await, peer.person("eve"));
    let path = format!("/ap/actors/{}/inbox", alice.account_id);
    let mut note = eve.note(1, "Buy my things");
    note["cc"] = json!([
        format!("{}/ap/actors/12345", home.base),
        format!("{}/nothing", home.base)
    ]);
    let body = eve.create(1, &note).to_string().into_bytes();
    let headers = eve.sign_for(&home, Scheme::Cavage, &path, &body);
    assert_eq!(
        home.ask(Method::POST, &path, headers, body).await.status,
        StatusCode::ACCEPTED
    );
    assert_eq!(home.social.find_post_by_uri(id(&note)).await.unwrap(), None);
}

/// Gotcha 26: one id for many edits is fine; an old edit played again changes nothing back.
#[tokio::test]
async fn an_edit_under_a_used_id_counts_and_a_replayed_one_does_not() {
    let pair = Pair::start().await;
    let note = pair.bob.note(1, "First");
    pair.bob
        .deliver(&pair.home, &pair.bob.create(1, &note))
        .await;
    let edit = |text: &str| {
        let mut note = note.clone();
        note["content"] = json!(text);
        pair.bob
            .activity(ActivityKind::Update, 2, ObjectRef::Inline(note))
    };
    for (text, shown) in [
        ("Second", "Second"),
        ("Third", "Third"),
        ("Second", "Third"),
    ] {
        assert_eq!(
            pair.bob.deliver(&pair.home, &edit(text)).await.status,
            StatusCode::ACCEPTED
        );
        assert!(
            pair.seen(id(&note)).await.unwrap().html.contains(shown),
            "after {text}"
        );
    }
}
