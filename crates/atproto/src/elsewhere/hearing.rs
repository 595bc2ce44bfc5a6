//! What a host tells: of those who are followed, and of strangers about people here.

use std::time::Duration;

use model::Audience;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::*;
use crate::wishes::Wish;

/// A community with a member, and somebody elsewhere whom she follows.
pub(super) async fn followed() -> (World, Caller, Did, AccountId) {
    let world = World::new().await;
    let ann = world.member("ann").await;
    let zoe = world.host.person("zoe.example", None);
    world.host.write(&zoe, &[(PROFILE, Some(profile("Zoe")))]);
    let account = world.look_up(zoe.as_str()).await.unwrap();
    world.follow(&ann, account).await;
    (world, ann, zoe, account)
}

pub(super) async fn home(world: &World, who: &Caller) -> Vec<String> {
    let shown = world.social.home(who, ALL).await.unwrap();
    shown
        .items
        .iter()
        .map(|post| post.content().html.clone())
        .collect()
}

#[tokio::test]
async fn what_somebody_writes_reaches_those_who_follow_changes_and_goes() {
    let (world, ann, zoe, _) = followed().await;
    let told = world.host.write(&zoe, &[(KEY, Some(post("One")))]);
    world.hear(told.clone()).await;
    world.hear(told.clone()).await;
    let shown = home(&world, &ann).await;
    assert_eq!(shown.len(), 1, "{shown:?}");
    assert!(shown[0].contains("One"));
    world.told(&zoe, &[(KEY, Some(post("Two")))]).await;
    // What came before is not taken again.
    world.hear(told).await;
    let shown = home(&world, &ann).await;
    assert!(shown.len() == 1 && shown[0].contains("Two"), "{shown:?}");
    let version = world.known(&uri(&zoe, KEY)).await.unwrap().id;
    let version = world.social.strong_ref(version).await.unwrap().unwrap();
    assert_eq!(version.cid, world.host.cid(&zoe, KEY).to_string());
    world.told(&zoe, &[(KEY, None)]).await;
    assert!(home(&world, &ann).await.is_empty());
}

#[tokio::test]
async fn what_is_told_wrongly_is_not_taken() {
    let (world, ann, zoe, _) = followed().await;
    let right = world.host.write(&zoe, &[(KEY, Some(post("One")))]);
    let mut forged = Vec::new();
    let mut other = right.clone();
    other.ops[0].key = format!("{POST}/3kabcdefghijz");
    forged.push(other);
    let mut other = right.clone();
    let place = other.blocks.len() - 10;
    other.blocks[place] ^= 1;
    forged.push(other);
    let mut other = right.clone();
    other.before = Some(other.commit);
    forged.push(other);
    let mut other = right.clone();
    other.blocks.truncate(100);
    forged.push(other);
    let mallory = world.host.person("mallory.example", None);
    let mut other = world.host.write(&mallory, &[(KEY, Some(post("Not hers")))]);
    other.did = zoe.clone();
    forged.push(other);
    for told in forged {
        world.hear(told).await;
        assert!(home(&world, &ann).await.is_empty());
    }
    // Right as it is, it comes from a host that does not keep her.
    let event = Event::Commit(right.clone());
    world
        .at
        .heard_event("http://127.0.0.1:1", event)
        .await
        .unwrap();
    assert!(home(&world, &ann).await.is_empty());
    world.hear(right).await;
    assert_eq!(home(&world, &ann).await.len(), 1);
}

#[tokio::test]
async fn what_was_missed_is_fetched() {
    let (world, ann, zoe, _) = followed().await;
    world.told(&zoe, &[(KEY, Some(post("One")))]).await;
    let missed = format!("{POST}/3kabcdefghij3");
    world.host.write(&zoe, &[(&missed, Some(post("Two")))]);
    world
        .told(
            &zoe,
            &[(&format!("{POST}/3kabcdefghij4"), Some(post("Three")))],
        )
        .await;
    assert_eq!(home(&world, &ann).await.len(), 2);
    world.at.fulfil(&Wish::CatchUp(zoe.clone())).await.unwrap();
    assert_eq!(home(&world, &ann).await.len(), 3);
    // The same by asking, for those who are not listened to.
    world.host.write(
        &zoe,
        &[(&format!("{POST}/3kabcdefghij5"), Some(post("Four")))],
    );
    world.at.poll_one(&zoe).await.unwrap();
    assert_eq!(home(&world, &ann).await.len(), 4);
    let listed = world.host.asked("list");
    world.at.poll_one(&zoe).await.unwrap();
    assert_eq!(world.host.asked("list"), listed, "nothing is new");
}

#[tokio::test]
async fn what_strangers_do_to_people_here_arrives_and_nothing_else() {
    let world = World::new().await;
    let ann = world.member("ann").await;
    let said = world.write(&ann, "Hello").await;
    let (ann_did, reference) = (world.did(&ann).await, world.strong_ref(&said).await);
    let stranger = world.host.person("stranger.example", None);
    world
        .told(&stranger, &[(KEY, Some(post("About nobody")))])
        .await;
    assert_eq!(world.known(&uri(&stranger, KEY)).await, None);
    assert!(world.at.known_elsewhere(&stranger).await.unwrap().is_none());
    let answer = format!("{POST}/3kabcdefghij4");
    let reply = json!({ "reply": { "root": reference, "parent": reference } });
    let like = deed("app.bsky.feed.like", &reference);
    let boost = deed("app.bsky.feed.repost", &reference);
    let follow = deed("app.bsky.graph.follow", &json!(ann_did.as_str()));
    let (like_key, boost_key, follow_key) = (
        "app.bsky.feed.like/3kabcdefghij2",
        "app.bsky.feed.repost/3kabcdefghij2",
        "app.bsky.graph.follow/3kabcdefghij2",
    );
    let records = [
        (&*answer, Some(post_with("An answer", &reply))),
        (like_key, Some(like)),
        (boost_key, Some(boost)),
        (follow_key, Some(follow)),
        ("app.bsky.feed.post/3kabcdefghij6", Some(post("Beside it"))),
    ];
    world.told(&stranger, &records).await;
    let seen = world.see(said.id).await;
    assert_eq!(
        (seen.replies_count, seen.likes_count, seen.boosts_count),
        (1, 1, 1)
    );
    assert_eq!(
        world
            .known(&uri(&stranger, &answer))
            .await
            .unwrap()
            .reply_to,
        Some(said.id)
    );
    let beside = uri(&stranger, "app.bsky.feed.post/3kabcdefghij6");
    assert_eq!(world.known(&beside).await, None);
    let view = world
        .social
        .account(Viewer::Anyone, ann.account_id)
        .await
        .unwrap();
    assert_eq!(view.followers_count, 1);
    let undone = [
        (&*answer, None),
        (like_key, None),
        (boost_key, None),
        (follow_key, None),
    ];
    world.told(&stranger, &undone).await;
    let seen = world.see(said.id).await;
    assert_eq!(
        (seen.replies_count, seen.likes_count, seen.boosts_count),
        (0, 0, 0)
    );
    let view = world
        .social
        .account(Viewer::Anyone, ann.account_id)
        .await
        .unwrap();
    assert_eq!(view.followers_count, 0);
}

#[tokio::test]
async fn a_boost_of_somebody_followed_brings_the_post() {
    let (world, ann, zoe, _) = followed().await;
    let author = world.host.person("author.example", None);
    world.host.write(&author, &[(KEY, Some(post("Boosted")))]);
    let reference =
        json!({ "uri": uri(&author, KEY), "cid": world.host.cid(&author, KEY).to_string() });
    let boost = deed("app.bsky.feed.repost", &reference);
    world
        .told(&zoe, &[("app.bsky.feed.repost/3kabcdefghij2", Some(boost))])
        .await;
    let shown = home(&world, &ann).await;
    assert!(
        shown.len() == 1 && shown[0].contains("Boosted"),
        "{shown:?}"
    );
}

#[tokio::test]
async fn an_answer_like_and_boost_from_here_name_the_version_that_was_read() {
    let (world, ann, zoe, _) = followed().await;
    world.told(&zoe, &[(KEY, Some(post("One")))]).await;
    let said = world.known(&uri(&zoe, KEY)).await.unwrap();
    world.social.like(&ann, said.id).await.unwrap();
    let draft = Draft {
        text: "An answer".to_owned(),
        reply_to: Some(said.id),
        audience: Some(Audience::Public),
        ..Draft::default()
    };
    let answer = world.social.create_post(&ann, draft).await.unwrap();
    world.settle().await;
    let own = world.social.records_of(answer.id.get()).await.unwrap();
    let record = at_proto::data::decode(&own[0].record.body).unwrap();
    let (root, parent) = crate::map::note::answered(&record).unwrap();
    assert_eq!((&root, parent.uri.as_str()), (&parent, &*uri(&zoe, KEY)));
    assert_eq!(parent.cid, world.host.cid(&zoe, KEY));
    let likes = world
        .social
        .repo_records(ann.account_id, "app.bsky.feed.like", None, true, 10);
    assert_eq!(likes.await.unwrap().len(), 1);
    let follows =
        world
            .social
            .repo_records(ann.account_id, "app.bsky.graph.follow", None, true, 10);
    assert_eq!(follows.await.unwrap().len(), 1);
}

/// Looks again and again whether something has happened.
pub(super) async fn until(mut happened: impl AsyncFnMut() -> bool) {
    for _ in 0..1_200 {
        if happened().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("it did not happen");
}

#[tokio::test]
async fn a_host_is_listened_to_as_long_as_somebody_follows_somebody_there() {
    let (world, ann, zoe, account) = followed().await;
    let (stop, stopping) = watch::channel(false);
    let mut running = JoinSet::new();
    running.spawn(Arc::clone(&world.at).run_following(stopping));
    until(async || world.host.asked("subscribe") == 1).await;
    world.host.publish(&zoe, &[(KEY, Some(post("Live")))]);
    until(async || home(&world, &ann).await.len() == 1).await;
    world.social.unfollow(&ann, account).await.unwrap();
    world.at.following_changed();
    until(async || {
        let host = crate::following::host_of(&world.host.url);
        world.at.host_facts(&host).await.unwrap().cursor == Some(1)
    })
    .await;
    world.follow(&ann, account).await;
    until(async || world.host.asked("subscribe") == 2).await;
    stop.send_replace(true);
    running.join_next().await.unwrap().unwrap();
}

#[tokio::test]
async fn a_host_that_says_too_much_is_not_listened_to_any_more() {
    let host = Host::open().await;
    let zoe = host.person("zoe.example", None);
    host.write(&zoe, &[(PROFILE, Some(profile("Zoe")))]);
    let world = World::at(host, TextTable::new(), |config| config.reading.busy = 0).await;
    let ann = world.member("ann").await;
    let account = world.look_up(zoe.as_str()).await.unwrap();
    world.follow(&ann, account).await;
    let heard = world.at.look_at_people().await.unwrap();
    assert!(heard.contains(&world.host.url));
    let (stop, stopping) = watch::channel(false);
    let mut running = JoinSet::new();
    running.spawn(Arc::clone(&world.at).run_following(stopping));
    until(async || world.host.asked("subscribe") == 1).await;
    world.host.publish(&zoe, &[(KEY, Some(post("Too much")))]);
    until(async || world.at.look_at_people().await.unwrap().is_empty()).await;
    until(async || home(&world, &ann).await.len() == 1).await;
    stop.send_replace(true);
    running.join_next().await.unwrap().unwrap();
}
