//! What authors take back (NIP-09, NIP-62).

use super::*;

fn by_id(by: &Keys, what: &Event) -> Event {
    let id = what.id.to_string();
    event(by, 5, 0, &[&["e", &id], &["k", "1"]], "")
}

fn by_name(by: &Keys, address: &str, age: u64) -> Event {
    event(by, 5, age, &[&["a", address]], "")
}

fn article(by: &Keys, age: u64, d: &str) -> Event {
    event(by, 30_023, age, &[&["d", d]], &format!("{d} {age}"))
}

fn address(by: &Keys, d: &str) -> String {
    format!("30023:{}:{d}", by.public())
}

#[tokio::test]
async fn an_event_is_deleted_and_stays_deleted() {
    let world = World::new().await;
    let mut app = world.app().await;
    let said = event(&alice(), 1, 10, &[&["t", "wrong"]], "a wrong thing");
    let deletion = by_id(&alice(), &said);
    app.publish_all(&[said.clone(), deletion.clone()]).await;
    for filter in [
        json!({ "ids": [said.id] }),
        json!({ "kinds": [1] }),
        json!({ "#t": ["wrong"] }),
        json!({ "search": "wrong thing" }),
    ] {
        assert!(app.find(filter.clone()).await.is_empty(), "{filter}");
        assert_eq!(app.count(filter).await, 0);
    }
    app.is_refused(&said, "blocked").await;
    // Who has taken it back is told to all who ask.
    assert_eq!(app.find(json!({ "kinds": [5] })).await, ids(&[deletion]));
}

#[tokio::test]
async fn what_was_deleted_before_it_came_does_not_come() {
    let world = World::new().await;
    let mut app = world.app().await;
    let said = note(&alice(), 10, "late");
    app.publish_all(&[by_id(&alice(), &said)]).await;
    app.is_refused(&said, "blocked").await;
}

#[tokio::test]
async fn nobody_deletes_what_others_wrote() {
    let world = World::new().await;
    let mut app = world.app().await;
    let (said, written) = (note(&bob(), 10, "his"), article(&bob(), 10, "his"));
    app.publish_all(&[said.clone(), written.clone()]).await;
    app.is_refused(&by_id(&alice(), &said), "invalid").await;
    app.is_refused(&by_name(&alice(), &address(&bob(), "his"), 0), "invalid")
        .await;
    assert!(app.find(json!({ "kinds": [5] })).await.is_empty());
    // Among things of her own it does nothing to his.
    let own = note(&alice(), 5, "hers");
    app.publish_all(std::slice::from_ref(&own)).await;
    let (his, hers) = (said.id.to_string(), own.id.to_string());
    let both = event(&alice(), 5, 0, &[&["e", &his], &["e", &hers]], "");
    app.publish_all(&[both]).await;
    let found = app
        .find(json!({ "ids": [said.id, own.id, written.id] }))
        .await;
    assert_eq!(found.len(), 2);
    // What somebody else said of it before it came counts for nothing.
    let later = note(&bob(), 3, "later");
    app.publish_all(&[by_id(&alice(), &later), later]).await;
}

#[tokio::test]
async fn what_stands_under_a_name_is_deleted() {
    let world = World::new().await;
    let mut app = world.app().await;
    let others = [
        article(&bob(), 10, "x"),
        article(&alice(), 10, "xx"),
        event(&alice(), 30_024, 10, &[&["d", "x"]], ""),
    ];
    let said = article(&alice(), 10, "x");
    app.publish_all(&others).await;
    app.publish_all(&[said.clone(), by_name(&alice(), &address(&alice(), "x"), 0)])
        .await;
    assert!(app.find(json!({ "ids": [said.id] })).await.is_empty());
    for other in others {
        assert_eq!(app.find(json!({ "ids": [other.id] })).await.len(), 1);
    }
}

#[tokio::test]
async fn only_what_is_older_than_the_deletion_goes() {
    let world = World::new().await;
    let mut app = world.app().await;
    let (old, new) = (article(&alice(), 300, "x"), article(&alice(), 60, "x"));
    let deletion = by_name(&alice(), &address(&alice(), "x"), 180);
    app.publish_all(&[old.clone(), new.clone(), deletion]).await;
    let filter = json!({ "kinds": [30_023] });
    assert_eq!(app.find(filter).await, ids(std::slice::from_ref(&new)));
    app.is_refused(&article(&alice(), 200, "x"), "blocked")
        .await;
}

#[tokio::test]
async fn a_newer_one_comes_after_a_name_was_deleted() {
    let world = World::new().await;
    let mut app = world.app().await;
    let (old, new) = (article(&alice(), 300, "x"), article(&alice(), 60, "x"));
    let deletion = by_name(&alice(), &address(&alice(), "x"), 180);
    app.publish_all(&[old.clone(), deletion]).await;
    app.is_refused(&old, "blocked").await;
    app.publish_all(std::slice::from_ref(&new)).await;
    assert_eq!(app.find(json!({ "kinds": [30_023] })).await, ids(&[new]));
}

#[tokio::test]
async fn profiles_are_deleted_by_their_name() {
    let world = World::new().await;
    let mut app = world.app().await;
    let profile = event(&alice(), 0, 10, &[], "{}");
    let name = format!("0:{}:", alice().public());
    app.publish_all(&[profile, by_name(&alice(), &name, 0)])
        .await;
    assert!(app.find(json!({ "kinds": [0] })).await.is_empty());
}

#[tokio::test]
async fn a_deletion_is_not_deleted() {
    let world = World::new().await;
    let mut app = world.app().await;
    let said = note(&alice(), 10, "gone");
    let deletion = by_id(&alice(), &said);
    app.publish_all(&[said.clone(), deletion.clone(), by_id(&alice(), &deletion)])
        .await;
    assert_eq!(app.find(json!({ "ids": [deletion.id] })).await.len(), 1);
    app.is_refused(&said, "blocked").await;
}

#[tokio::test]
async fn addresses_that_are_none_delete_nothing() {
    let world = World::new().await;
    let mut app = world.app().await;
    let said = note(&alice(), 10, "here");
    app.publish_all(std::slice::from_ref(&said)).await;
    let key = alice().public().to_string();
    let tags: [&[&str]; 6] = [
        &["a", &format!("1:{key}:")],
        &["a", "x"],
        &["a", &format!("99999:{key}:")],
        &["a", ":::"],
        &["e", "abc"],
        &["e"],
    ];
    let _ = app.publish(&event(&alice(), 5, 0, &tags, "")).await;
    assert_eq!(app.find(json!({ "kinds": [1] })).await.len(), 1);
}

#[tokio::test]
async fn an_author_vanishes() {
    let world = World::new().await;
    let mut app = world.app().await;
    let (old, new) = (note(&alice(), 100, "old"), note(&alice(), 10, "new"));
    let his = note(&bob(), 100, "his");
    app.publish_all(&[old.clone(), new.clone(), his.clone()])
        .await;
    app.publish_all(&[wrap(9, alice().public())]).await;
    let elsewhere = event(&alice(), 62, 50, &[&["relay", "wss://other.example"]], "");
    app.is_refused(&elsewhere, "invalid").await;
    let nowhere = event(&alice(), 62, 50, &[], "");
    app.is_refused(&nowhere, "invalid").await;
    app.publish_all(&[event(&alice(), 62, 50, &[&["relay", RELAY]], "")])
        .await;
    assert_eq!(app.find(json!({ "kinds": [1] })).await, ids(&[new, his]));
    app.is_refused(&old, "blocked").await;
    app.is_refused(&note(&alice(), 51, "older"), "blocked")
        .await;
    app.publish_all(&[note(&alice(), 49, "newer")]).await;
    let mut hers = world.app_of(&alice()).await;
    assert!(hers.find(json!({ "kinds": [1059] })).await.is_empty());
}

#[tokio::test]
async fn who_is_no_member_may_vanish_too() {
    let world = World::new().await;
    let mut app = world.app().await;
    let to_alice = alice().public().to_string();
    let answer = event(&stranger(), 1, 10, &[&["p", &to_alice]], "hello");
    app.publish_all(std::slice::from_ref(&answer)).await;
    app.publish_all(&[event(&stranger(), 62, 0, &[&["relay", "ALL_RELAYS"]], "")])
        .await;
    assert!(app.find(json!({ "kinds": [1] })).await.is_empty());
    app.is_refused(&answer, "blocked").await;
    // Whoever has nothing here has nothing to be forgotten.
    let nobody = event(&keys(8), 62, 0, &[&["relay", "ALL_RELAYS"]], "");
    app.is_refused(&nobody, "restricted").await;
}
