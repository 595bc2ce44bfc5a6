//! Members who leave, and people elsewhere who want to be forgotten.

use social::member::MemberSettings;
use social::staff::{Action, Decision};

use super::*;

#[tokio::test]
async fn who_leaves_the_network_takes_everything_along() {
    let world = World::new().await;
    let alice = world.member("alice").await;
    let post = world.says(&alice, "Hello").await;
    let event = world.event(post.id.get()).await;
    let off = |names: &[&str]| MemberSettings {
        networks_off: names.iter().map(|name| (*name).to_owned()).collect(),
        ..MemberSettings::default()
    };
    world
        .social
        .update_settings(&alice, off(&["nostr"]))
        .await
        .unwrap();
    world.publish().await;
    assert!(world.events(post.id.get()).await.is_empty());
    let left = world.signed_by(event.pubkey).await;
    let kinds: Vec<u16> = left.iter().map(|event| event.kind.0).collect();
    assert_eq!(kinds, [62]);
    let more = world.says(&alice, "Not there").await;
    assert!(world.events(more.id.get()).await.is_empty());
    let keys = world.keys(&alice).await;
    let note = world.sign(&keys, Kind::NOTE, Vec::new(), "By an app");
    assert!(matches!(world.bring(&note).await, Taken::Refused(_)));
    world.clock.pass(std::time::Duration::from_secs(5));
    world
        .social
        .update_settings(&alice, off(&[]))
        .await
        .unwrap();
    world.publish().await;
    assert!(world.standing(event.pubkey, Kind::PROFILE).await.is_some());
}

#[tokio::test]
async fn who_is_deleted_asks_to_be_forgotten_once_more() {
    let world = World::new().await;
    let alice = world.member("alice").await;
    let owner = member(&world.social, "olga", Role::Owner).await;
    let post = world.says(&alice, "Hello").await;
    let event = world.event(post.id.get()).await;
    world.clock.pass(std::time::Duration::from_secs(5));
    let decision = Decision {
        action: Action::Suspend,
        ..Decision::default()
    };
    let id = alice.account_id;
    world.social.moderate(&owner, id, decision).await.unwrap();
    world.social.delete_suspended(&owner, id).await.unwrap();
    world.publish().await;
    let left = world.signed_by(event.pubkey).await;
    let kinds: Vec<u16> = left.iter().map(|event| event.kind.0).collect();
    assert_eq!(kinds, [62]);
}

#[tokio::test]
async fn who_vanishes_elsewhere_is_gone_here() {
    let world = World::new().await;
    let (alice, zoe) = (world.member("alice").await, stranger(9));
    let post = world.says(&alice, "Hello").await;
    let event = world.event(post.id.get()).await;
    let reply = world.sign(&zoe, Kind::NOTE, answer(&event), "Hi");
    world.tell(&reply).await;
    let other = world.sign(
        &zoe,
        Kind::VANISH,
        vec![tag(["relay", "wss://other.example"])],
        "",
    );
    assert!(matches!(world.bring(&other).await, Taken::Refused(_)));
    world
        .tell(&world.sign(&zoe, Kind::VANISH, vec![tag(["relay", "ALL_RELAYS"])], ""))
        .await;
    assert_eq!(world.bring(&reply).await, Taken::Kept(Kept::Vanished));
    assert!(world.nostr.face_of(zoe.public()).await.unwrap().is_none());
}
