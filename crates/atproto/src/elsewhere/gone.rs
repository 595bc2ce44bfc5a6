//! What is there no longer: people who left for now or for good, and what they took away while nobody listened.

use super::hearing::{followed, home};
use super::*;

fn account(did: &Did, is_active: bool, status: Option<&str>) -> Event {
    Event::Account {
        did: did.clone(),
        active: is_active,
        status: status.map(str::to_owned),
        time: WRITTEN.to_owned(),
    }
}

fn numbered(kind: &str, number: char) -> String {
    format!("{kind}/3kabcdefghij{number}")
}

#[tokio::test]
async fn whoever_is_kept_back_by_their_own_host_is_not_seen_until_they_are_back() {
    let (world, ann, zoe, id) = followed().await;
    world.told(&zoe, &[(KEY, Some(post("One")))]).await;
    let said = world.known(&uri(&zoe, KEY)).await.unwrap().id;
    let said = async || world.social.post(Viewer::Anyone, said).await.is_ok();
    for why in [
        Some("deactivated"),
        Some("takendown"),
        Some("suspended"),
        None,
    ] {
        // Another host has nothing to say about her.
        let event = account(&zoe, false, why);
        let heard = world.at.heard_event("http://127.0.0.1:1", event);
        heard.await.unwrap();
        assert!(said().await);
        world.hear_event(account(&zoe, false, why)).await;
        assert!(!said().await && home(&world, &ann).await.is_empty());
        let seen = world.social.account(Viewer::Anyone, id).await.unwrap();
        assert!(seen.is_away && !seen.is_suspended && seen.display_name != "Zoe");
        world.hear_event(account(&zoe, true, None)).await;
        assert!(said().await);
        let seen = world.social.account(Viewer::Anyone, id).await.unwrap();
        assert!(!seen.is_away && seen.display_name == "Zoe");
    }
    world
        .hear_event(account(&zoe, false, Some("throttled")))
        .await;
    assert!(said().await, "she is only slow");
    // Whoever writes is there, whatever was said before.
    world
        .hear_event(account(&zoe, false, Some("deactivated")))
        .await;
    let other = numbered(POST, '4');
    world.told(&zoe, &[(&other, Some(post("Two")))]).await;
    assert_eq!(home(&world, &ann).await.len(), 2);
}

#[tokio::test]
async fn those_who_are_asked_for_one_by_one_leave_come_back_and_are_deleted() {
    let (world, ann, zoe, id) = followed().await;
    world.host.write(&zoe, &[(KEY, Some(post("One")))]);
    world.at.poll_one(&zoe).await.unwrap();
    assert_eq!(home(&world, &ann).await.len(), 1);
    world.host.keep_back(&zoe, Some("deactivated"));
    for _ in 0..2 {
        world.at.poll_one(&zoe).await.unwrap();
        assert!(home(&world, &ann).await.is_empty());
    }
    world.host.keep_back(&zoe, None);
    world.at.poll_one(&zoe).await.unwrap();
    assert_eq!(home(&world, &ann).await.len(), 1);
    for why in ["takendown", "deleted"] {
        world.host.keep_back(&zoe, Some(why));
        world.at.poll_one(&zoe).await.unwrap();
        assert!(home(&world, &ann).await.is_empty());
        let seen = world.social.account(Viewer::Anyone, id).await;
        assert_eq!(seen.is_ok(), why != "deleted");
    }
}

#[tokio::test]
async fn what_was_taken_away_between_two_looks_is_taken_away_here() {
    let (world, ann, zoe, _) = followed().await;
    let author = world.host.person("author.example", None);
    world.host.write(&author, &[(KEY, Some(post("Boosted")))]);
    let reference =
        json!({ "uri": uri(&author, KEY), "cid": world.host.cid(&author, KEY).to_string() });
    let boost = record(&json!({
        "$type": "app.bsky.feed.repost", "subject": reference, "createdAt": "2023-11-14T22:10:00.000Z",
    }));
    let (one, two, three) = (
        numbered(POST, '2'),
        numbered(POST, '3'),
        numbered(POST, '4'),
    );
    let boosted = numbered("app.bsky.feed.repost", '2');
    let records = [
        (&*one, Some(post("One"))),
        (&*two, Some(post("Two"))),
        (&*three, Some(post("Three"))),
        (&*boosted, Some(boost)),
    ];
    world.host.write(&zoe, &records);
    world.at.poll_one(&zoe).await.unwrap();
    assert_eq!(home(&world, &ann).await.len(), 4);
    // A list with a hole is not believed.
    world.host.leave_out(&zoe, &two);
    world.host.write(&zoe, &[(&one, None), (&boosted, None)]);
    world.at.poll_one(&zoe).await.unwrap();
    let shown = home(&world, &ann).await;
    assert_eq!(shown.len(), 2, "{shown:?}");
    let gone = world.social.is_tombstone(&uri(&zoe, &one)).await.unwrap();
    let stays = world.social.is_tombstone(&uri(&zoe, &two)).await.unwrap();
    assert!(gone && !stays);
    world.host.write(&zoe, &[(&two, None), (&three, None)]);
    world.at.poll_one(&zoe).await.unwrap();
    assert!(home(&world, &ann).await.is_empty(), "there is nothing left");
}

#[tokio::test]
async fn what_is_older_than_what_a_look_sees_stays() {
    let (world, ann, zoe, _) = followed().await;
    world.told(&zoe, &[(KEY, Some(post("Old")))]).await;
    let many: Vec<String> = "3456abcdefghijklmnopqr"
        .chars()
        .map(|number| numbered(POST, number))
        .collect();
    let many: Vec<_> = many.iter().map(|key| (&**key, Some(post("New")))).collect();
    world.host.write(&zoe, &many);
    world.at.poll_one(&zoe).await.unwrap();
    assert_eq!(home(&world, &ann).await.len(), 21, "twenty are looked at");
}
