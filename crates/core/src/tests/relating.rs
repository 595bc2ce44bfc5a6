//! Follows, blocks and mutes between people here.

use model::Audience;

use super::ALL;
use crate::member::ProfileUpdate;
use crate::notification::NotificationFilter;
use crate::relation::{FollowOptions, MuteOptions};
use crate::testing::World;
use crate::view::NotificationKind;
use crate::{Caller, Viewer};

async fn kinds(world: &World, who: &Caller) -> Vec<NotificationKind> {
    world.settle().await;
    let told = world
        .social
        .notifications(who, NotificationFilter::default(), ALL)
        .await
        .unwrap();
    told.items
        .iter()
        .map(|notification| notification.kind)
        .collect()
}

#[tokio::test]
async fn a_locked_account_is_asked_and_answers() {
    let world = World::new().await;
    let (alice, bob) = (world.member("alice").await, world.member("bob").await);
    let locked = ProfileUpdate {
        is_locked: Some(true),
        ..ProfileUpdate::default()
    };
    world.social.update_profile(&alice, locked).await.unwrap();
    let asked = world
        .social
        .follow(&bob, alice.account_id, FollowOptions::default())
        .await
        .unwrap();
    assert!(asked.requested && !asked.following);
    assert_eq!(
        kinds(&world, &alice).await,
        [NotificationKind::FollowRequest]
    );
    assert_eq!(
        world
            .social
            .follow_requests(&alice, ALL)
            .await
            .unwrap()
            .items
            .len(),
        1
    );
    let accepted = world
        .social
        .accept_follow(&alice, bob.account_id)
        .await
        .unwrap();
    assert!(accepted.followed_by);
    assert_eq!(kinds(&world, &alice).await, [NotificationKind::Follow]);
    let bob_now = world
        .social
        .account(Viewer::Anyone, bob.account_id)
        .await
        .unwrap();
    assert_eq!(bob_now.following_count, 1);
    world
        .social
        .remove_follower(&alice, bob.account_id)
        .await
        .unwrap();
    let after = world
        .social
        .account(Viewer::Anyone, alice.account_id)
        .await
        .unwrap();
    assert_eq!(after.followers_count, 0);
}

#[tokio::test]
async fn a_block_ends_follows_both_ways_and_none_begins_again() {
    let world = World::new().await;
    let (alice, bob) = (world.member("alice").await, world.member("bob").await);
    world
        .social
        .follow(&alice, bob.account_id, FollowOptions::default())
        .await
        .unwrap();
    world
        .social
        .follow(&bob, alice.account_id, FollowOptions::default())
        .await
        .unwrap();
    let relation = world.social.block(&alice, bob.account_id).await.unwrap();
    assert!(relation.blocking && !relation.following && !relation.followed_by);
    assert!(
        world
            .social
            .follow(&bob, alice.account_id, FollowOptions::default())
            .await
            .is_err()
    );
    assert!(
        world
            .social
            .follow(&alice, alice.account_id, FollowOptions::default())
            .await
            .is_err()
    );
    for who in [&alice, &bob] {
        let account = world
            .social
            .account(Viewer::Anyone, who.account_id)
            .await
            .unwrap();
        assert_eq!((account.followers_count, account.following_count), (0, 0));
    }
}

#[tokio::test]
async fn a_mute_hides_until_it_ends() {
    let world = World::new().await;
    let (alice, bob) = (world.member("alice").await, world.member("bob").await);
    world
        .social
        .follow(&alice, bob.account_id, FollowOptions::default())
        .await
        .unwrap();
    let hour = std::time::Duration::from_hours(1);
    let options = MuteOptions {
        duration: Some(hour),
        ..MuteOptions::default()
    };
    world
        .social
        .mute(&alice, bob.account_id, options)
        .await
        .unwrap();
    world.says(&bob, "hey @alice", Audience::Public).await;
    assert!(
        world
            .social
            .home(&alice, ALL)
            .await
            .unwrap()
            .items
            .is_empty()
    );
    assert!(kinds(&world, &alice).await.is_empty());
    world.pass(hour * 2);
    assert_eq!(world.social.home(&alice, ALL).await.unwrap().items.len(), 1);
}

#[tokio::test]
async fn a_private_mention_is_told_but_is_not_on_the_home_feed() {
    let world = World::new().await;
    let (alice, bob) = (world.member("alice").await, world.member("bob").await);
    world
        .social
        .follow(&alice, bob.account_id, FollowOptions::default())
        .await
        .unwrap();
    world
        .says(&bob, "@alice just between us", Audience::Mentioned)
        .await;
    assert!(
        world
            .social
            .home(&alice, ALL)
            .await
            .unwrap()
            .items
            .is_empty()
    );
    assert_eq!(kinds(&world, &alice).await, [NotificationKind::Mention]);
}
