//! What others sign, and what happens of it here.

use social::relation::FollowOptions;

use super::*;
use crate::map::reference::{Answered, Named};

#[tokio::test]
async fn a_thread_has_two_ends() {
    let world = World::new().await;
    let (alice, zoe) = (world.member("alice").await, stranger(9));
    let post = world.says(&alice, "Hello").await;
    let first = world.event(post.id.get()).await;
    let reply = world.sign(
        &zoe,
        Kind::NOTE,
        answer(&first),
        "Hi!\nhttps://f.example/a.png",
    );
    world.tell(&reply).await;
    for _ in 0..3 {
        assert_eq!(world.bring(&reply).await, Taken::Kept(Kept::Known));
    }
    let here = world.post_of(&reply).await;
    assert_eq!(
        (here.reply_to, here.html.as_str()),
        (Some(post.id), "<p>Hi!</p>")
    );
    assert_eq!(here.media.len(), 1);
    assert_eq!(world.see(post.id).await.replies_count, 1);
    let back = world.post(
        &alice,
        Draft {
            reply_to: Some(here.id),
            ..public("And you")
        },
    );
    let back = back.await;
    let back = world.event(back.id.get()).await;
    let answered = Answered::of(&back).unwrap();
    assert_eq!(answered.parent, Named::Id(reply.id));
    assert_eq!(answered.root.map(|(id, _)| id), Some(first.id));
    let unwanted = world.sign(&zoe, Kind::NOTE, Vec::new(), "To nobody here");
    assert!(
        matches!(world.bring(&unwanted).await, Taken::Refused(why) if why.starts_with("restricted: "))
    );
    let by_another = world.sign(&stranger(8), Kind::DELETION, about(reply.id), "");
    let _ = world.bring(&by_another).await;
    assert_eq!(world.see(post.id).await.replies_count, 1);
    world
        .tell(&world.sign(&zoe, Kind::DELETION, about(reply.id), ""))
        .await;
    assert_eq!(world.see(post.id).await.replies_count, 0);
    assert_eq!(world.bring(&reply).await, Taken::Kept(Kept::Deleted));
}

#[tokio::test]
async fn likes_boosts_and_follows_of_others_count_once() {
    let world = World::new().await;
    let (alice, zoe) = (world.member("alice").await, stranger(9));
    let post = world.says(&alice, "Hello").await;
    let event = world.event(post.id.get()).await;
    let like = world.sign(&zoe, Kind::REACTION, answer(&event), "+");
    let again = world.sign(&zoe, Kind::REACTION, answer(&event), "❤️");
    let boost = world.sign(&zoe, Kind::REPOST, answer(&event), "");
    let follow = world.sign(
        &zoe,
        Kind::FOLLOWS,
        vec![tag(["p", &event.pubkey.to_string()])],
        "",
    );
    for event in [&like, &again, &boost, &follow] {
        world.tell(event).await;
        assert_eq!(world.bring(event).await, Taken::Kept(Kept::Known));
    }
    let seen = world.see(post.id).await;
    assert_eq!((seen.likes_count, seen.boosts_count), (1, 1));
    assert_eq!(seen.account.followers_count, 1);
    let took = world.sign(
        &zoe,
        Kind::DELETION,
        [about(like.id), about(boost.id)].concat(),
        "",
    );
    world.tell(&took).await;
    let seen = world.see(post.id).await;
    assert_eq!((seen.likes_count, seen.boosts_count), (0, 0));
    world.clock.pass(std::time::Duration::from_secs(2));
    world
        .tell(&world.sign(&zoe, Kind::FOLLOWS, Vec::new(), ""))
        .await;
    assert_eq!(world.see(post.id).await.account.followers_count, 0);
}

#[tokio::test]
async fn whom_somebody_follows_is_heard() {
    let world = World::new().await;
    let (alice, zoe) = (world.member("alice").await, stranger(9));
    let found = world
        .nostr
        .find(&nostr_proto::names::npub(zoe.public()))
        .await
        .unwrap();
    let Some(social::Found::Account(account)) = found else {
        panic!("{found:?}");
    };
    world
        .social
        .follow(&alice, account, FollowOptions::default())
        .await
        .unwrap();
    world.publish().await;
    let follow = world
        .social
        .find_follow(alice.account_id, account)
        .await
        .unwrap();
    assert!(follow.unwrap().is_accepted);
    let list = world
        .standing(world.key(&alice).await, Kind::FOLLOWS)
        .await
        .unwrap();
    assert_eq!(list.value("p"), Some(zoe.public().to_string().as_str()));
    let profile = world.sign(
        &zoe,
        Kind::PROFILE,
        Vec::new(),
        "{\"name\":\"zoe\",\"about\":\"I <3 it\"}",
    );
    world.tell(&profile).await;
    let note = world.sign(&zoe, Kind::NOTE, Vec::new(), "News");
    world.tell(&note).await;
    let here = world.post_of(&note).await;
    assert_eq!(
        (here.html.as_str(), here.account.display_name.as_str()),
        ("<p>News</p>", "zoe")
    );
    assert!(
        here.account.acct().starts_with("zoe.npub1"),
        "{}",
        here.account.acct()
    );
    assert!(
        here.account.note_html.contains("&lt;3"),
        "{}",
        here.account.note_html
    );
}

#[tokio::test]
async fn whom_a_member_has_blocked_says_nothing_to_them() {
    let world = World::new().await;
    let (alice, zoe) = (world.member("alice").await, stranger(9));
    let post = world.says(&alice, "Hello").await;
    let event = world.event(post.id.get()).await;
    world
        .tell(&world.sign(&zoe, Kind::NOTE, answer(&event), "One"))
        .await;
    world
        .social
        .block(&alice, world.account_of(&zoe).await)
        .await
        .unwrap();
    for event in [
        world.sign(&zoe, Kind::NOTE, answer(&event), "Two"),
        world.sign(&zoe, Kind::REACTION, answer(&event), "+"),
        world.sign(&zoe, Kind::REPOST, answer(&event), ""),
    ] {
        let taken = world.bring(&event).await;
        assert!(
            matches!(taken, Taken::Refused(why) if why.starts_with("blocked: ")),
            "{taken:?}"
        );
    }
    assert_eq!(world.see(post.id).await.replies_count, 1);
}

#[tokio::test]
async fn what_comes_back_over_a_bridge_is_not_shown_twice() {
    let world = World::new().await;
    let (alice, bridge) = (world.member("alice").await, stranger(9));
    let post = world.says(&alice, "Hello").await;
    let proxy = vec![
        tag(["proxy", &post.uri, "activitypub"]),
        tag(["p", &world.key(&alice).await.to_string()]),
    ];
    let copy = world.sign(&bridge, Kind::NOTE, proxy, "Hello");
    world.tell(&copy).await;
    assert!(
        world
            .nostr
            .face_of(bridge.public())
            .await
            .unwrap()
            .is_none()
    );
    let reply = world.sign(&stranger(8), Kind::NOTE, answer(&copy), "To the copy");
    world.tell(&reply).await;
    assert_eq!(world.post_of(&reply).await.reply_to, Some(post.id));
    let own = world.key(&alice).await;
    let seen = world.see(post.id).await;
    let event = world.nostr.event_of(&seen).await.unwrap().unwrap();
    assert_eq!(event.pubkey, own);
}
