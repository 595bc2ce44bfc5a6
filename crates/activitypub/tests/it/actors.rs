//! What peers read: actors, posts, collections, and what remains of deleted posts.

use activitypub::ActivityPubConfig;
use ap_proto::actor::{Actor, Capability};
use ap_proto::key::PublicKey;
use http::StatusCode;
use model::Audience;
use serde_json::json;
use social::caller::Caller;
use social::post::Draft;
use social::{AccountView, PostView};

use crate::peer::{ACTIVITY, PUBLIC, Peer};
use crate::support::Home;

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

pub(crate) async fn post(home: &Home, author: &Caller, text: &str, audience: Audience) -> PostView {
    let draft = Draft {
        text: text.to_owned(),
        audience: Some(audience),
        ..Draft::default()
    };
    home.social.create_post(author, draft).await.unwrap()
}

fn path<'a>(home: &Home, url: &'a str) -> &'a str {
    url.strip_prefix(&home.base).unwrap()
}

fn strict() -> ActivityPubConfig {
    ActivityPubConfig {
        authorized_fetch: true,
        ..ActivityPubConfig::default()
    }
}

/// Proves: FEP-521a; FEP-2c59; FEP-5feb; FEP-844e
#[tokio::test]
async fn an_actor_shows_its_keys_and_inboxes() {
    let home = Home::start().await;
    let alice = home.person("alice").await;
    let id = home.actor(alice.account_id);
    let answer = home.get(path(&home, &id), ACTIVITY).await;
    assert_eq!(answer.headers["content-type"], ACTIVITY);
    assert_eq!(answer.headers["vary"], "Accept, Signature");
    let actor = Actor::parse(&answer.json()).unwrap();
    assert_eq!(actor.id, id);
    assert!(matches!(
        actor.key(&format!("{id}#main-key")).unwrap().key,
        PublicKey::Rsa(_)
    ));
    assert!(matches!(
        actor.key(&format!("{id}#ed25519-key")).unwrap().key,
        PublicKey::Ed25519(_)
    ));
    assert_eq!(actor.shared_inbox, Some(format!("{}/ap/inbox", home.base)));
    let host = home.base.trim_start_matches("http://");
    assert_eq!(answer.json()["webfinger"], format!("alice@{host}"));
    assert_eq!(actor.indexable, Some(false), "nobody is searched unasked");
    let server = home.social.server_account().await.unwrap();
    let server = home.actor(server);
    assert_eq!(actor.generator.as_deref(), Some(server.as_str()));
    let answered = home.get(path(&home, &server), ACTIVITY).await;
    let program = Actor::parse(&answered.json()).unwrap();
    assert_eq!(program.implements, actor.implements);
    assert_eq!(program.implements[0].href, Capability::RFC_9421);
    let contexts = answer.json()["@context"].to_string();
    assert!(contexts.contains("https://www.w3.org/ns/did/v1") && contexts.contains("multikey/v1"));
}

#[tokio::test]
async fn a_browser_is_sent_to_the_page() {
    let home = Home::start().await;
    let alice = home.person("alice").await;
    let hello = post(&home, &alice, "Hello", Audience::Public).await;
    for (url, page) in [
        (
            home.actor(alice.account_id),
            format!("{}/@alice", home.base),
        ),
        (hello.uri.clone(), hello.page_url.clone()),
    ] {
        let answer = home.get(path(&home, &url), BROWSER).await;
        assert_eq!(answer.status, StatusCode::FOUND);
        assert_eq!(answer.headers["location"], page);
    }
}

#[tokio::test]
async fn a_post_is_shown_to_those_who_may_read_it() {
    let home = Home::start().await;
    let alice = home.person("alice").await;
    for (audience, status) in [
        (Audience::Public, StatusCode::OK),
        (Audience::Quiet, StatusCode::OK),
        (Audience::Followers, StatusCode::NOT_FOUND),
        (Audience::Mentioned, StatusCode::NOT_FOUND),
        (Audience::Local, StatusCode::NOT_FOUND),
    ] {
        let post = post(&home, &alice, "Hello #world", audience).await;
        for url in [
            post.uri.clone(),
            format!("{}/activity", post.uri),
            format!("{}/replies", post.uri),
        ] {
            let answer = home.get(path(&home, &url), ACTIVITY).await;
            assert_eq!(answer.status, status, "{audience:?} {url}");
            assert!(status.is_success() || !answer.body.contains("Hello"));
        }
    }
}

#[tokio::test]
async fn a_note_says_everything_about_a_post() {
    let home = Home::start().await;
    let alice = home.person("alice").await;
    home.person("bob").await;
    let draft = Draft {
        text: "Hi @bob, look at #Moots".to_owned(),
        warning: "Meetings".to_owned(),
        audience: Some(Audience::Public),
        language: Some("en".to_owned()),
        ..Draft::default()
    };
    let post = home.social.create_post(&alice, draft).await.unwrap();
    let note = home.get(path(&home, &post.uri), ACTIVITY).await.json();
    assert_eq!(note["id"], post.uri);
    assert_eq!(note["attributedTo"], home.actor(alice.account_id));
    assert_eq!(note["summary"], "Meetings");
    assert_eq!(note["sensitive"], true);
    assert_eq!(note["contentMap"]["en"], note["content"]);
    assert_eq!(note["to"], json!([PUBLIC]));
    assert_eq!(
        note["cc"][0],
        format!("{}/followers", home.actor(alice.account_id))
    );
    let tags: Vec<&str> = note["tag"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tag| tag["name"].as_str().unwrap())
        .collect();
    let host = home.base.trim_start_matches("http://");
    assert_eq!(tags, [format!("@bob@{host}").as_str(), "#moots"]);
}

#[tokio::test]
async fn a_deleted_post_leaves_a_tombstone_and_what_never_was_is_not_found() {
    let home = Home::start().await;
    let alice = home.person("alice").await;
    let post = post(&home, &alice, "Oops", Audience::Public).await;
    home.social.delete_post(&alice, post.id).await.unwrap();
    let answer = home.get(path(&home, &post.uri), ACTIVITY).await;
    assert_eq!(answer.status, StatusCode::GONE);
    assert_eq!(answer.json()["type"], "Tombstone");
    assert_eq!(answer.json()["id"], post.uri);
    for nothing in [
        "/ap/posts/1",
        "/ap/posts/x",
        "/ap/actors/1",
        "/ap/actors/%00",
        "/ap/posts/1/activity",
    ] {
        let answer = home.get(nothing, ACTIVITY).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (StatusCode::NOT_FOUND, "not_found"),
            "{nothing}"
        );
    }
}

#[tokio::test]
async fn collections_count_and_are_read_by_pages() {
    let home = Home::start().await;
    let alice = home.person("alice").await;
    for number in 0..25 {
        post(&home, &alice, &format!("Number {number}"), Audience::Public).await;
    }
    post(&home, &alice, "A secret", Audience::Followers).await;
    let base = format!("{}/outbox", home.actor(alice.account_id));
    let outbox = home.get(path(&home, &base), ACTIVITY).await.json();
    assert_eq!(outbox["type"], "OrderedCollection");
    assert_eq!(outbox["totalItems"], 26);
    let mut next = outbox["first"].as_str().map(str::to_owned);
    let mut seen = Vec::new();
    while let Some(url) = next {
        let answer = home.get(path(&home, &url), ACTIVITY).await;
        assert!(!answer.body.contains("A secret"));
        let page = answer.json();
        let items = page["orderedItems"].as_array().unwrap();
        seen.extend(
            items
                .iter()
                .map(|item| item["id"].as_str().unwrap().to_owned()),
        );
        next = page["next"].as_str().map(str::to_owned);
    }
    assert_eq!(seen.len(), 25);
    for (name, total) in [("followers", 0), ("following", 0), ("featured", 0)] {
        let collection = home
            .get(&format!("/ap/actors/{}/{name}", alice.account_id), ACTIVITY)
            .await
            .json();
        assert_eq!(collection["totalItems"], total, "{name}");
    }
}

#[tokio::test]
async fn authorised_fetch_answers_only_the_signed_but_always_shows_the_servers_own_actor() {
    let home = Home::with(strict()).await;
    let peer = Peer::start().await;
    let (alice, bob) = (home.person("alice").await, peer.person("bob"));
    let hello = post(&home, &alice, "Hello", Audience::Public).await;
    let actor = home.actor(alice.account_id);
    for url in [
        &actor,
        &hello.uri,
        &format!("{actor}/outbox"),
        &format!("{actor}/followers"),
    ] {
        let refused = home.get(path(&home, url), ACTIVITY).await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (StatusCode::UNAUTHORIZED, "signature_missing"),
            "{url}"
        );
        assert_eq!(refused.headers["vary"], "Accept, Signature");
        assert!(
            refused.headers["accept-signature"]
                .to_str()
                .unwrap()
                .contains("@target-uri")
        );
        let shown = bob.get(&home, path(&home, url)).await;
        assert_eq!(shown.status, StatusCode::OK, "{url}: {}", shown.body);
    }
    let server = home.actor(home.social.server_account().await.unwrap());
    let shown = home.get(path(&home, &server), ACTIVITY).await;
    assert_eq!(
        (shown.status, shown.json()["type"].as_str()),
        (StatusCode::OK, Some("Application"))
    );
}

/// The account of somebody elsewhere, as the server knows it.
pub(crate) async fn known(home: &Home, uri: &str) -> Option<AccountView> {
    let identity = home
        .social
        .find_identity(activitypub::ID, uri)
        .await
        .unwrap()?;
    Some(
        home.social
            .account(social::Viewer::Anyone, identity.account_id)
            .await
            .unwrap(),
    )
}

#[tokio::test]
async fn a_post_for_followers_is_shown_to_a_signed_follower_and_to_no_other() {
    let (home, peer) = (Home::start().await, Peer::start().await);
    let alice = home.person("alice").await;
    let (bob, eve) = (peer.person("bob"), peer.person("eve"));
    let actor = home.actor(alice.account_id);
    bob.deliver(
        &home,
        &bob.about(ap_proto::activity::ActivityKind::Follow, 1, &actor),
    )
    .await;
    assert!(known(&home, &bob.id).await.is_some());
    let secret = post(&home, &alice, "For my followers", Audience::Followers).await;
    assert_eq!(
        bob.get(&home, path(&home, &secret.uri)).await.status,
        StatusCode::OK
    );
    assert_eq!(
        eve.get(&home, path(&home, &secret.uri)).await.status,
        StatusCode::NOT_FOUND
    );
    let bob_id = known(&home, &bob.id).await.unwrap().id;
    home.social.block(&alice, bob_id).await.unwrap();
    assert_eq!(
        bob.get(&home, path(&home, &secret.uri)).await.status,
        StatusCode::NOT_FOUND
    );
}
