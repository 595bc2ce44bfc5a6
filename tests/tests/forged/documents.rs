//! A1, A2, A14: what a document says of itself, and what counts as a document.

use std::time::Duration;

use http::StatusCode;
use serde_json::Value;

use super::{Scene, id_of, is_refresh};

/// A1: Mallory's server shows a document with an id on Bob's.
#[tokio::test]
async fn a_document_with_an_id_of_another_server_is_believed_only_there() {
    let scene = Scene::new().await;
    let url = scene.mallorys.url("/objects/1");
    let forged = scene.bob.note("forged");
    scene.mallorys.show(&url, &forged);
    scene.find_nothing(&url).await;
    assert!(
        scene.bobs.asked(id_of(&forged)) > 0,
        "Bob's server was asked"
    );

    let note = scene.post().await;
    let mut forged = note.clone();
    forged["content"] = Value::from("forged");
    scene.mallorys.show(&url, &forged);
    let before = scene.photo().await;
    assert_eq!(scene.text(&url).await.as_deref(), Some("Bob's own words"));
    assert_eq!(before.changes(&scene.photo().await), [""; 0]);
}

/// A1: the same with a whole actor (CVE-2024-23832).
#[tokio::test]
async fn an_actor_with_an_id_of_another_server_takes_nobody_over() {
    let scene = Scene::new().await;
    let url = scene.mallorys.url("/users/bob");
    let taken = scene
        .bob
        .clone()
        .with_key(scene.mallory.key.clone(), &scene.bob.key_id);
    scene.mallorys.show(&url, &taken.document());
    let before = scene.photo().await;
    let found = scene.world.phone(&scene.alice).search(&url).await;
    let uri = found.pointer("/accounts/0/uri").and_then(Value::as_str);
    assert!(uri.is_none_or(|uri| uri == scene.bob.uri), "{found}");
    let pem = crypto::public_key_pem(&taken.key.public_spki_der());
    let line = pem.lines().nth(2).expect("a key has several lines");
    let changes = before.changes(&scene.photo().await);
    assert!(
        !changes.iter().any(|change| change.contains(line)),
        "{changes:#?}"
    );
    // What is remembered of Bob's key is forgotten; what is kept of it must do.
    scene.world.clock().advance(Duration::from_hours(13));
    let forged = scene.bob.activity("Create", scene.bob.note("forged"));
    let signed = taken.sign(&scene.world, ap_proto::signature::Scheme::Cavage, &forged);
    let reply = signed.send(&scene.world).await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{}", reply.text());
    let changes = before.changes(&scene.photo().await);
    assert!(
        changes.iter().all(|change| is_refresh(change)),
        "{changes:#?}"
    );
}

/// A2: another path of the same server shows a document with a real post's id.
#[tokio::test]
async fn a_document_is_kept_only_as_it_stands_at_its_own_url() {
    let scene = Scene::new().await;
    let note = scene.bob.note("what stands there");
    let mut forged = note.clone();
    forged["content"] = Value::from("forged");
    let upload = scene.bobs.url("/uploads/1");
    scene.bobs.show(&upload, &forged);
    scene.bobs.show(id_of(&note), &note);
    assert_eq!(
        scene.text(&upload).await.as_deref(),
        Some("what stands there")
    );
    assert_eq!(
        scene.text(id_of(&note)).await.as_deref(),
        Some("what stands there")
    );
}

/// A1 with a redirect: what counts is where it really was.
#[tokio::test]
async fn a_redirect_gives_no_authority_over_where_it_began() {
    let scene = Scene::new().await;
    let url = scene.bobs.url("/open-redirect");
    let elsewhere = scene.mallorys.url("/objects/2");
    let mut forged = scene.bob.note("forged");
    forged["id"] = Value::from(url.as_str());
    scene.mallorys.show(&elsewhere, &forged);
    scene.bobs.redirect(&url, &elsewhere);
    scene.find_nothing(&url).await;
}

/// A14: an upload is no document, whatever is in it (CVE-2024-25623).
#[tokio::test]
async fn only_what_is_served_as_activitypub_is_read() {
    let scene = Scene::new().await;
    for (number, kind) in [
        "application/json",
        "text/html",
        "text/plain",
        "application/octet-stream",
        "application/ld+json",
        "application/ld+json; profile=\"https://example.org/other\"",
        "application/activity+jsonx",
        "image/png",
    ]
    .into_iter()
    .enumerate()
    {
        let mut note = scene.bob.note("forged");
        let url = scene.bobs.url(&format!("/uploads/{number}.json"));
        note["id"] = Value::from(url.as_str());
        scene.bobs.show_as(&url, kind, note.to_string());
        scene.find_nothing(&url).await;
        assert_eq!(scene.bobs.asked(&url), 1, "{kind}");
    }
}

/// A14: nor do we ask ourselves for documents.
#[tokio::test]
async fn our_own_urls_are_not_fetched() {
    let scene = Scene::new().await;
    for path in [
        "/assets/x.json",
        "/ap/posts/1",
        "/ap/actors/1",
        "/x.activity",
    ] {
        scene.find_nothing(&scene.world.url(path)).await;
    }
}

/// A post says who wrote it; only of its own server can that be believed.
#[tokio::test]
async fn a_post_is_not_put_into_the_mouth_of_somebody_elsewhere() {
    let scene = Scene::new().await;
    let mut forged = scene.mallory.note("forged");
    forged["attributedTo"] = Value::from(scene.bob.uri.as_str());
    scene.mallorys.show(id_of(&forged), &forged);
    scene.find_nothing(id_of(&forged)).await;
}
