//! A10: linked-data signatures cover what a context says they cover, and a stranger writes the
//! context. Here they never count; what was passed on is asked for at its origin.

use ap_proto::signature::Scheme::Cavage;
use http::StatusCode;
use serde_json::{Value, json};

use super::{Scene, id_of};

/// A signature that looks like Mastodon's.
fn signature(creator: &str) -> Value {
    json!({
        "type": "RsaSignature2017",
        "creator": creator,
        "created": "2026-11-21T11:59:00Z",
        "signatureValue": "c2lnbmVk",
    })
}

/// The same forged post, hidden in the ways that were found in the wild.
fn disguises(note: &Value, create: &Value) -> Vec<Value> {
    let with = |more: Value| {
        let mut activity = create.clone();
        for (key, value) in more.as_object().into_iter().flatten() {
            activity[key] = value.clone();
        }
        activity
    };
    let context = "https://www.w3.org/ns/activitystreams";
    vec![
        create.clone(),
        with(json!({"@graph": [note]})),
        with(json!({"@included": [note]})),
        with(json!({"@context": [context, {"content": "as:summary", "summary": "as:content"}]})),
        with(json!({"@context": [context, {"object": "as:target", "x": "as:object"}], "x": note})),
        with(json!({"@context": [context, "https://mallory.example/context"]})),
        with(json!({"as:object": note, "https://www.w3.org/ns/activitystreams#object": [note]})),
    ]
}

#[tokio::test]
async fn what_is_passed_on_is_read_at_its_origin() {
    let scene = Scene::new().await;
    let real = scene.bob.note("Bob's own words");
    let mut forged = real.clone();
    forged["content"] = Value::from("forged");
    scene.bobs.show(id_of(&real), &real);
    let mut create = scene.bob.activity("Create", forged.clone());
    create["signature"] = signature(&scene.bob.key_id);
    for disguise in disguises(&forged, &create) {
        let signed = scene.mallory.sign(&scene.world, Cavage, &disguise);
        let reply = signed.send(&scene.world).await;
        assert!(reply.status.is_success(), "{}", reply.text());
        let text = scene.text(id_of(&real)).await;
        assert_eq!(text.as_deref(), Some("Bob's own words"), "{disguise}");
    }
}

#[tokio::test]
async fn what_its_origin_does_not_know_is_nothing() {
    let scene = Scene::new().await;
    let forged = scene.bob.note("forged");
    let mut create = scene.bob.activity("Create", forged.clone());
    create["signature"] = signature(&scene.bob.key_id);
    for disguise in disguises(&forged, &create) {
        let before = scene.photo().await;
        let signed = scene.mallory.sign(&scene.world, Cavage, &disguise);
        signed.send(&scene.world).await;
        let after = scene.photo().await;
        assert_eq!(before.count("post"), after.count("post"), "{disguise}");
        assert_eq!(scene.text(id_of(&forged)).await, None);
    }
}

/// Only what can be asked for is taken from a third party.
#[tokio::test]
async fn a_like_or_follow_that_was_passed_on_is_refused() {
    let scene = Scene::new().await;
    for kind in ["Like", "Follow", "Announce", "Block", "Undo"] {
        let mut activity = scene.bob.activity(kind, scene.alice.uri.as_str());
        activity["signature"] = signature(&scene.bob.key_id);
        let signed = scene.mallory.sign(&scene.world, Cavage, &activity);
        let status = StatusCode::UNAUTHORIZED;
        scene.refuse(signed, status, "signer_mismatch").await;
    }
}

/// A deletion that was passed on deletes nothing that its origin still shows.
#[tokio::test]
async fn a_deletion_that_was_passed_on_is_believed_only_of_what_is_gone() {
    let scene = Scene::new().await;
    let note = scene.post().await;
    let mut delete = scene.bob.activity("Delete", id_of(&note));
    delete["signature"] = signature(&scene.bob.key_id);
    scene
        .ignore(scene.mallory.sign(&scene.world, Cavage, &delete))
        .await;
    assert!(scene.text(id_of(&note)).await.is_some());
    scene.bobs.show_status(id_of(&note), StatusCode::GONE);
    delete["id"] = Value::from(scene.bob.new_id("activities"));
    let signed = scene.mallory.sign(&scene.world, Cavage, &delete);
    signed.send(&scene.world).await.ok();
    assert_eq!(scene.text(id_of(&note)).await, None);
}
