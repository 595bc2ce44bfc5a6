//! A3–A9: whose key, over what, when and for whom.

use std::time::Duration;

use ap_proto::signature::Scheme::{Cavage, Rfc9421};
use http::StatusCode;
use serde_json::{Value, json};

use super::{Scene, check_refused, id_of};

const NO: StatusCode = StatusCode::UNAUTHORIZED;

fn like(scene: &Scene) -> Value {
    scene.bob.activity("Like", scene.alice.uri.as_str())
}

/// A3: an actor that claims somebody else's key, or a key that claims somebody else as its owner.
#[tokio::test]
async fn a_key_belongs_to_the_actor_that_lists_it_at_its_own_id() {
    let scene = Scene::new().await;
    let (bob, mallory) = (&scene.bob, &scene.mallory);
    for (property, lie) in [
        ("owner", bob.uri.as_str()),
        ("id", bob.key_id.as_str()),
        ("id", "http://elsewhere.localhost:1/key"),
    ] {
        let liar = scene.mallorys.actor(&format!("liar{}", lie.len()));
        let liar = liar.with_key(testkit::keys::rsa(1), &format!("{}#main-key", mallory.uri));
        let mut document = liar.document();
        document["publicKey"][property] = Value::from(lie);
        scene.mallorys.show(&liar.uri, &document);
        let liar = liar
            .clone()
            .with_key(liar.key.clone(), &format!("{}#main-key", liar.uri));
        let note = liar.activity("Create", liar.note("forged"));
        for scheme in [Cavage, Rfc9421] {
            let signed = liar.sign(&scene.world, scheme, &note);
            let before = scene.photo().await;
            let reply = signed.send(&scene.world).await;
            assert_eq!(reply.status, NO, "{property}: {}", reply.text());
            let reason = reply.json()["error"].clone();
            let is_clear = reason == "key_owner_mismatch" || reason == "key_unavailable";
            assert!(is_clear, "{property}: {reason}");
            assert_eq!(before.changes(&scene.photo().await), [""; 0]);
        }
    }
}

/// A3: the document at a key's id is another key.
#[tokio::test]
async fn a_key_document_with_another_id_is_no_key() {
    let scene = Scene::new().await;
    let key_url = scene.mallorys.url("/keys/1");
    let key = json!({
        "id": scene.mallorys.url("/keys/2"),
        "type": "Key",
        "owner": scene.mallory.uri,
        "publicKeyPem": crypto::public_key_pem(&scene.mallory.key.public_spki_der()),
    });
    scene.mallorys.show(&key_url, &key);
    scene.mallorys.show(id_of(&key), &key);
    let liar = scene
        .mallory
        .clone()
        .with_key(testkit::keys::rsa(1), &key_url);
    let note = liar.activity("Create", liar.note("forged"));
    let signed = liar.sign(&scene.world, Cavage, &note);
    scene.refuse(signed, NO, "key_owner_mismatch").await;
}

/// A3: a lie about a key is not remembered as a key.
#[tokio::test]
async fn the_true_owner_is_believed_after_a_lie() {
    let scene = Scene::new().await;
    let liar = scene
        .mallory
        .clone()
        .with_key(testkit::keys::rsa(1), &scene.bob.key_id);
    let forged = scene.bob.activity("Create", scene.bob.note("forged"));
    let signed = liar.sign(&scene.world, Cavage, &forged);
    scene.refuse(signed, NO, "signature_invalid").await;
    scene.post().await;
}

/// A4: Mallory's key under Bob's activity.
#[tokio::test]
async fn who_signs_must_be_who_acts() {
    let scene = Scene::new().await;
    let forged = scene.bob.activity("Create", scene.bob.note("forged"));
    for scheme in [Cavage, Rfc9421] {
        for forger in [&scene.mallory, &scene.eve] {
            let signed = forger.sign(&scene.world, scheme, &forged);
            scene.refuse(signed, NO, "signer_mismatch").await;
        }
    }
}

/// Nobody vouches at all.
#[tokio::test]
async fn an_unsigned_delivery_is_refused() {
    let scene = Scene::new().await;
    let signed = scene.bob.sign(&scene.world, Cavage, &like(&scene));
    let unsigned = signed.without("signature");
    let before = scene.photo().await;
    let reply = unsigned.send(&scene.world).await;
    assert_eq!(reply.status, NO, "{}", reply.text());
    assert!(!reply.header("accept-signature").is_empty());
    assert_eq!(before.changes(&scene.photo().await), [""; 0]);
}

/// A5: a signature that leaves out what it must cover.
#[tokio::test]
async fn a_signature_covers_target_host_date_and_digest() {
    let scene = Scene::new().await;
    let all = ["(request-target)", "host", "date", "digest"];
    let like = like(&scene);
    let whole = scene.bob.sign_covering(&scene.world, Cavage, &like, &all);
    whole.send(&scene.world).await.ok();
    for missing in all {
        let covered: Vec<&str> = all.into_iter().filter(|name| *name != missing).collect();
        let signed = scene
            .bob
            .sign_covering(&scene.world, Cavage, &like, &covered);
        scene.refuse(signed, NO, "signature_incomplete").await;
    }
    let signed = scene
        .bob
        .sign(&scene.world, Cavage, &like)
        .without("digest");
    scene.refuse(signed, NO, "signature_incomplete").await;
}

/// A6: a digest that is not the body's, or is there twice.
#[tokio::test]
async fn the_digest_is_that_of_the_body_and_there_once() {
    let scene = Scene::new().await;
    let honest = |scheme| scene.bob.sign(&scene.world, scheme, &like(&scene));
    let forged = scene
        .bob
        .activity("Create", scene.bob.note("forged"))
        .to_string();
    for scheme in [Cavage, Rfc9421] {
        let swapped = honest(scheme).with_body(forged.clone());
        scene.refuse(swapped, NO, "digest_mismatch").await;
    }
    let signed = honest(Cavage);
    let again = signed.header("digest");
    scene
        .refuse(signed.add("digest", &again), NO, "header_duplicated")
        .await;
}

/// A6: the name of the digest may be in any case.
#[tokio::test]
async fn the_name_of_the_digest_may_be_in_any_case() {
    let scene = Scene::new().await;
    let create = scene.bob.activity("Create", scene.bob.note("odd case"));
    let odd = scene.bob.sign_odd_case(&scene.world, &create);
    odd.send(&scene.world).await.ok();
    assert!(scene.text(id_of(&create["object"])).await.is_some());
}

/// A7: too old, from the future.
#[tokio::test]
async fn a_signature_is_good_for_about_an_hour() {
    let scene = Scene::new().await;
    let clock = scene.world.clock();
    let start = clock.timestamp().as_microsecond();
    let signed_at = |hours: i64| {
        clock.set(model::Time::from_micros(start + hours * 3_600_000_000));
        let like = like(&scene);
        let signed = [Cavage, Rfc9421].map(|it| scene.bob.sign(&scene.world, it, &like));
        clock.set(model::Time::from_micros(start));
        signed
    };
    for signed in signed_at(-13).into_iter().chain(signed_at(2)) {
        scene.refuse(signed, NO, "clock").await;
    }
}

/// A7: the very same request again.
#[tokio::test]
async fn a_replay_has_no_second_effect() {
    let scene = Scene::new().await;
    let note = scene.post().await;
    let delete = scene.bob.activity("Delete", id_of(&note));
    let create = scene.bob.activity("Create", note.clone());
    let create = scene.bob.sign(&scene.world, Cavage, &create);
    create.clone().send(&scene.world).await.ok();
    scene.bob.deliver(&scene.world, &delete).await.ok();
    scene.ignore(create).await;
    assert_eq!(scene.text(id_of(&note)).await, None);
    scene.world.clock().advance(Duration::from_secs(30));
    scene
        .ignore(scene.bob.sign(&scene.world, Cavage, &delete))
        .await;
}

/// A8: a genuine request, passed on to somebody it was not meant for.
#[tokio::test]
async fn a_signature_for_another_host_or_path_is_refused() {
    let scene = Scene::new().await;
    let like = like(&scene);
    for scheme in [Cavage, Rfc9421] {
        for inbox in [
            "https://other.example/ap/inbox".to_owned(),
            scene.world.url("/ap/elsewhere"),
        ] {
            let mut signed = scene.bob.sign_to(&inbox, scheme, &like);
            "/ap/inbox".clone_into(&mut signed.path);
            scene.refuse(signed, NO, "signature_invalid").await;
        }
    }
}

/// A9: RFC 9421 without all it must cover.
#[tokio::test]
async fn the_standard_signature_covers_method_place_and_content() {
    let scene = Scene::new().await;
    let like = like(&scene);
    let sign = |covered: &[&str]| {
        scene
            .bob
            .sign_covering(&scene.world, Rfc9421, &like, covered)
    };
    let whole = sign(&["@method", "@authority", "@path", "content-digest"]);
    whole.send(&scene.world).await.ok();
    for covered in [
        &["@method", "@path", "content-digest"][..],
        &["@method", "@authority", "content-digest"],
        &["@authority", "@path", "content-digest"],
        &["@method", "@target-uri"],
    ] {
        scene
            .refuse(sign(covered), NO, "signature_incomplete")
            .await;
    }
}

/// A9: two signatures under one name.
#[tokio::test]
async fn a_label_that_comes_twice_is_refused() {
    let scene = Scene::new().await;
    for header in ["signature", "signature-input"] {
        let signed = scene.bob.sign(&scene.world, Rfc9421, &like(&scene));
        let again = signed.header(header);
        let twice = signed.add(header, &again);
        scene.refuse(twice, NO, "signature_malformed").await;
    }
}

/// What peers need to find out how to sign.
#[tokio::test]
async fn a_refusal_says_what_would_be_accepted() {
    let scene = Scene::new().await;
    let signed = scene.mallory.sign(&scene.world, Cavage, &like(&scene));
    let reply = signed.send(&scene.world).await;
    check_refused(&reply, NO, "signer_mismatch");
    assert!(reply.header("accept-signature").contains("@target-uri"));
}
