//! Finding people and posts elsewhere.

use http::StatusCode;
use serde_json::json;
use social::{Found, Viewer};

use crate::actors::known;
use crate::peer::{ACTIVITY, Peer};
use crate::support::Home;

#[tokio::test]
async fn somebody_is_found_by_address_and_by_url() {
    let (home, peer) = (Home::start().await, Peer::start().await);
    let bob = peer.person("bob");
    let found = home
        .social
        .resolve(&format!("@bob@{}", peer.host()))
        .await
        .unwrap();
    let Some(Found::Account(id)) = found else {
        panic!("bob is not found")
    };
    let view = home.social.account(Viewer::Anyone, id).await.unwrap();
    assert_eq!(view.acct(), format!("bob@{}", peer.host()));
    assert_eq!(view.display_name, "BOB");
    assert_eq!(
        home.social.resolve(&bob.id).await.unwrap(),
        Some(Found::Account(id))
    );
    assert_eq!(
        peer.asked("/users/bob"),
        1,
        "what is known is not asked for again"
    );
    assert!(
        peer.headers_of("/users/bob").contains_key("signature"),
        "the server signs what it fetches"
    );
}

#[tokio::test]
async fn a_post_is_found_by_url_with_its_author() {
    let (home, peer) = (Home::start().await, Peer::start().await);
    let bob = peer.person("bob");
    let note = bob.note(1, "Hello");
    peer.publish("/notes/1", &note);
    let found = home.social.resolve(&peer.url("/notes/1")).await.unwrap();
    let Some(Found::Post(id)) = found else {
        panic!("the post is not found")
    };
    let view = home.social.post(Viewer::Anyone, id).await.unwrap();
    assert_eq!((view.uri, view.account.uri), (peer.url("/notes/1"), bob.id));
}

#[tokio::test]
async fn nothing_is_found_where_nothing_is() {
    let (home, peer) = (Home::start().await, Peer::start().await);
    peer.serve("/gone", 410, ACTIVITY, "");
    peer.serve("/broken", 200, ACTIVITY, "{");
    peer.publish(
        "/recipe",
        &json!({"id": peer.url("/recipe"), "type": "Recipe"}),
    );
    for nothing in [
        peer.url("/missing"),
        peer.url("/gone"),
        peer.url("/broken"),
        peer.url("/recipe"),
        format!("@nobody@{}", peer.host()),
        "@nobody".to_owned(),
        "words and words".to_owned(),
    ] {
        assert_eq!(
            home.social.resolve(&nothing).await.unwrap(),
            None,
            "{nothing}"
        );
    }
}

/// Gotcha 16: the address is at one host, the server at another.
///
/// Proves: WebFinger
#[tokio::test]
async fn a_split_domain_must_point_back() {
    let (home, domain, server) = (
        Home::start().await,
        Peer::start().await,
        Peer::start().await,
    );
    let me = server.person("me");
    let path = domain.finger_path("me");
    let jrd = json!({
        "subject": format!("acct:me@{}", domain.host()),
        "links": [{"rel": "self", "type": ACTIVITY, "href": me.id}],
    });
    domain.serve(&path, 200, "application/jrd+json", &jrd.to_string());
    let at_server = server.finger_path("me");
    server.serve(&at_server, 200, "application/jrd+json", &jrd.to_string());
    home.social.resolve(&me.id).await.unwrap();
    let view = known(&home, &me.id).await.unwrap();
    assert_eq!(view.acct(), format!("me@{}", domain.host()));
}

/// Proves: host-meta
#[tokio::test]
async fn host_meta_is_followed() {
    let (home, domain, server) = (
        Home::start().await,
        Peer::start().await,
        Peer::start().await,
    );
    let me = server.person("me");
    let template = ap_proto::webfinger::host_meta_xml(&server.base);
    domain.serve(
        "/.well-known/host-meta",
        200,
        "application/xrd+xml",
        &template,
    );
    let host = domain.host().replace(':', "%3A");
    let jrd = json!({
        "subject": format!("acct:me@{}", domain.host()),
        "links": [{"rel": "self", "type": ACTIVITY, "href": me.id}],
    });
    let path = format!("/.well-known/webfinger?resource=acct%3Ame%40{host}");
    server.serve(&path, 200, "application/jrd+json", &jrd.to_string());
    let found = home
        .social
        .resolve(&format!("me@{}", domain.host()))
        .await
        .unwrap();
    assert!(matches!(found, Some(Found::Account(_))));
    assert_eq!(
        known(&home, &me.id).await.unwrap().acct(),
        format!("me@{}", domain.host())
    );
}

#[tokio::test]
async fn a_server_that_knows_only_the_draft_is_asked_the_old_way_and_remembered() {
    let (home, peer) = (Home::start().await, Peer::start().await);
    peer.person("bob");
    peer.accept_only(ap_proto::signature::Scheme::Cavage);
    let found = home
        .social
        .resolve(&format!("bob@{}", peer.host()))
        .await
        .unwrap();
    assert!(matches!(found, Some(Found::Account(_))));
    let facts = home
        .social
        .peer_facts(activitypub::ID, peer.host())
        .await
        .unwrap();
    assert!(facts.contains("cavage"), "{facts}");
}

#[tokio::test]
async fn what_is_ours_is_never_fetched_from_ourselves() {
    let home = Home::start().await;
    let alice = home.person("alice").await;
    let actor = home.actor(alice.account_id);
    assert_eq!(
        home.social.resolve(&actor).await.unwrap(),
        Some(Found::Account(alice.account_id))
    );
    let missing = format!("{}/ap/posts/12345", home.base);
    assert_eq!(home.social.resolve(&missing).await.unwrap(), None);
    assert_eq!(
        home.get("/ap/posts/12345", ACTIVITY).await.status,
        StatusCode::NOT_FOUND
    );
}
