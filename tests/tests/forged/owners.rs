//! A11: who does something to what is not theirs, on the same server or another.

use ap_proto::signature::Scheme::Cavage;
use http::StatusCode;
use serde_json::{Value, json};
use testkit::Actor;

use super::{Scene, id_of};

const NO: StatusCode = StatusCode::FORBIDDEN;

/// Both thieves: Eve on Bob's own server, Mallory on hers.
fn thieves(scene: &Scene) -> [&Actor; 2] {
    [&scene.eve, &scene.mallory]
}

async fn forbidden(scene: &Scene, thief: &Actor, activity: &Value) {
    let signed = thief.sign(&scene.world, Cavage, activity);
    let reason = refusal(&signed.clone().send(&scene.world).await.json());
    scene.refuse(signed, NO, &reason).await;
}

/// Either word will do: the network's or the core's.
fn refusal(answer: &Value) -> String {
    let reason = answer["error"].as_str().unwrap_or_default().to_owned();
    assert!(
        ["not_yours", "foreign_origin", "forbidden"].contains(&reason.as_str()),
        "{answer}"
    );
    reason
}

#[tokio::test]
async fn a_post_is_changed_by_its_author_only() {
    let scene = Scene::new().await;
    let note = scene.post().await;
    for thief in thieves(&scene) {
        // Known here, or nothing of theirs is looked at.
        scene.world.phone(&scene.alice).find(&thief.acct()).await;
        for author in [&scene.bob.uri, &thief.uri] {
            let mut forged = note.clone();
            forged["content"] = Value::from("forged");
            forged["attributedTo"] = Value::from(author.as_str());
            forbidden(&scene, thief, &thief.activity("Update", forged)).await;
        }
    }
    assert_eq!(
        scene.text(id_of(&note)).await.as_deref(),
        Some("Bob's own words")
    );
}

#[tokio::test]
async fn a_post_is_deleted_by_its_author_only() {
    let scene = Scene::new().await;
    let note = scene.post().await;
    for thief in thieves(&scene) {
        scene.world.phone(&scene.alice).find(&thief.acct()).await;
        let tombstone = json!({"id": id_of(&note), "type": "Tombstone"});
        for object in [note["id"].clone(), tombstone, note.clone()] {
            forbidden(&scene, thief, &thief.activity("Delete", object)).await;
        }
    }
    assert!(scene.text(id_of(&note)).await.is_some());
}

#[tokio::test]
async fn an_account_is_changed_and_deleted_by_itself_only() {
    let scene = Scene::new().await;
    let mut forged = scene.bob.document();
    forged["name"] = Value::from("Robert");
    forged["publicKey"]["publicKeyPem"] =
        Value::from(crypto::public_key_pem(&scene.mallory.key.public_spki_der()));
    for thief in thieves(&scene) {
        scene.world.phone(&scene.alice).find(&thief.acct()).await;
        forbidden(&scene, thief, &thief.activity("Update", forged.clone())).await;
        forbidden(
            &scene,
            thief,
            &thief.activity("Delete", scene.bob.uri.as_str()),
        )
        .await;
    }
}

/// The change of a profile is read at the profile's own place, not from what was delivered.
#[tokio::test]
async fn a_profile_says_what_stands_at_its_own_id() {
    let scene = Scene::new().await;
    let mut forged = scene.bob.document();
    forged["name"] = Value::from("Robert");
    scene
        .bob
        .deliver(&scene.world, &scene.bob.activity("Update", forged))
        .await
        .ok();
    let found = scene
        .world
        .phone(&scene.alice)
        .search(&scene.bob.acct())
        .await;
    assert_eq!(
        found.pointer("/accounts/0/display_name"),
        Some(&Value::from("bob"))
    );
}

#[tokio::test]
async fn a_like_a_boost_and_a_follow_are_undone_by_who_made_them_only() {
    let scene = Scene::new().await;
    let phone = scene.world.phone(&scene.alice);
    let mine = phone.publish("Alice's").await;
    let uri = mine["uri"].as_str().unwrap_or_default();
    let deeds = [
        scene.bob.activity("Like", uri),
        scene.bob.activity("Announce", uri),
        scene.bob.activity("Follow", scene.alice.uri.as_str()),
    ];
    for deed in &deeds {
        scene.bob.deliver(&scene.world, deed).await.ok();
    }
    for thief in thieves(&scene) {
        phone.find(&thief.acct()).await;
        for deed in &deeds {
            forbidden(&scene, thief, &thief.activity("Undo", deed.clone())).await;
        }
    }
    let post = phone.status(mine["id"].as_str().unwrap_or_default()).await;
    let post = post.unwrap_or_default();
    assert_eq!(
        (&post["favourites_count"], &post["reblogs_count"]),
        (&json!(1), &json!(1))
    );
}

/// Whoever moves says so themselves.
#[tokio::test]
async fn nobody_is_moved_by_somebody_else() {
    let scene = Scene::new().await;
    for thief in thieves(&scene) {
        let mut moving = thief.activity("Move", scene.bob.uri.as_str());
        moving["target"] = Value::from(thief.uri.as_str());
        forbidden(&scene, thief, &moving).await;
    }
}

/// An Accept of a follow that was asked of somebody else (row E11).
#[tokio::test]
async fn a_follow_is_accepted_by_who_was_asked_only() {
    let scene = Scene::new().await;
    let phone = scene.world.phone(&scene.alice);
    let carol = scene.bobs.actor("carol");
    let id = phone.find(&carol.acct()).await;
    phone.follow(&id).await;
    scene.world.settle().await;
    let follow = scene.bobs.received().last().map(testkit::Received::json);
    let follow = follow.unwrap_or_default();
    for thief in thieves(&scene) {
        phone.find(&thief.acct()).await;
        forbidden(&scene, thief, &thief.activity("Accept", follow.clone())).await;
    }
    assert_eq!(phone.relation(&id).await["following"], false);
}
