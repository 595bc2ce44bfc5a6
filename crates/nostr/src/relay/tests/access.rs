//! Who may write what.

use social::staff::{Action, Decision};

use super::*;

#[tokio::test]
async fn strangers_write_nothing_that_is_about_nobody_here() {
    let world = World::new().await;
    let mut app = world.app_of(&stranger()).await;
    let nobody = keys(9).public().to_string();
    for said in [
        note(&stranger(), 0, "buy this"),
        event(&stranger(), 1, 0, &[&["p", &nobody]], "to nobody here"),
        event(
            &stranger(),
            1,
            0,
            &[&["e", &"0".repeat(64)]],
            "to nothing here",
        ),
        event(&stranger(), 0, 0, &[], "{}"),
        event(&stranger(), 10_002, 0, &[&["r", "wss://x.example"]], ""),
        event(&stranger(), 10_050, 0, &[&["relay", "wss://x.example"]], ""),
        event(&stranger(), 20_001, 0, &[], ""),
        event(&stranger(), 30_023, 0, &[&["d", "x"]], ""),
        wrap(9, keys(8).public()),
    ] {
        app.is_refused(&said, "restricted").await;
    }
    assert!(app.find(json!({ "limit": 5 })).await.is_empty());
}

#[tokio::test]
async fn strangers_write_what_is_for_members_or_about_what_they_wrote() {
    let world = World::new().await;
    let mut app = world.app().await;
    let (root, written) = (
        note(&alice(), 100, "a post"),
        event(&alice(), 30_023, 100, &[&["d", "long"]], "long"),
    );
    app.publish_all(&[root.clone(), written]).await;
    let (id, key) = (root.id.to_string(), alice().public().to_string());
    let name = format!("30023:{key}:long");
    let answer = event(&stranger(), 1, 50, &[&["e", &id, "", "root"]], "an answer");
    for said in [
        answer.clone(),
        event(&stranger(), 7, 40, &[&["e", &id]], "+"),
        event(&stranger(), 6, 40, &[&["e", &id]], ""),
        event(&stranger(), 1, 40, &[&["q", &id]], "look"),
        event(
            &stranger(),
            1111,
            40,
            &[&["A", &name], &["a", &name], &["p", &key]],
            "well said",
        ),
        event(&stranger(), 1, 40, &[&["p", &key]], "hello"),
        event(&stranger(), 4, 40, &[&["p", &key]], "old message?iv=x"),
        wrap(9, alice().public()),
        // What they wrote here they may take back.
        event(&stranger(), 5, 30, &[&["e", &answer.id.to_string()]], ""),
    ] {
        let (is_taken, reason) = app.publish(&said).await;
        assert!(is_taken, "kind {}: {reason}", said.kind.0);
    }
    assert!(app.find(json!({ "ids": [answer.id] })).await.is_empty());
}

#[tokio::test]
async fn members_write_what_they_like() {
    let world = World::new().await;
    // A key that was not shown is good enough: the event is signed.
    let mut app = world.app_of(&stranger()).await;
    app.publish_all(&[
        note(&alice(), 9, "hello"),
        event(&alice(), 10_002, 8, &[&["r", "wss://x.example"]], ""),
        event(&alice(), 10_050, 8, &[&["relay", "wss://x.example"]], ""),
        event(&alice(), 30_078, 8, &[&["d", "settings"]], "{}"),
        event(&alice(), 20_001, 8, &[], ""),
        event(&bob(), 42, 8, &[], "anything"),
    ])
    .await;
}

#[tokio::test]
async fn strangers_show_work_where_the_host_wants_some() {
    let world = World::with(|config| config.work = 8).await;
    let mut app = world.app().await;
    let key = alice().public().to_string();
    let with = |nonce: u32| {
        let nonce = nonce.to_string();
        let tags: &[&[&str]] = &[&["p", &key], &["nonce", &nonce, "8"]];
        event(&stranger(), 1, 0, tags, "worked for it")
    };
    let worked = (0..100_000)
        .map(with)
        .find(|event| event.work() >= 8)
        .unwrap();
    let lazy = (0..100_000)
        .map(with)
        .find(|event| event.work() < 8)
        .unwrap();
    app.is_refused(&lazy, "pow").await;
    app.publish_all(&[worked]).await;
    app.publish_all(&[note(&alice(), 0, "no work")]).await;
}

#[tokio::test]
async fn who_is_suspended_is_neither_heard_nor_shown() {
    let world = World::new().await;
    let mut app = world.app().await;
    let mut listener = world.app().await;
    let before = note(&alice(), 10, "before");
    app.publish_all(std::slice::from_ref(&before)).await;
    let staff = member(&world.social, "carol", Role::Admin).await;
    let id = world.alice.account_id;
    let decision = Decision {
        action: Action::Suspend,
        ..Decision::default()
    };
    world.social.moderate(&staff, id, decision).await.unwrap();
    assert!(app.find(json!({ "ids": [before.id] })).await.is_empty());
    assert_eq!(app.count(json!({ "authors": [alice().public()] })).await, 0);
    listener.ask("q", &[json!({})]).await;
    app.is_refused(&note(&alice(), 0, "after"), "blocked").await;
    app.is_refused(&event(&alice(), 20_001, 0, &[], ""), "blocked")
        .await;
    assert!(listener.told().await.is_empty());
    assert!(app.find(json!({ "limit": 5 })).await.is_empty());
}

#[tokio::test]
async fn who_floods_is_asked_to_wait() {
    let world = World::with(|config| config.limits_rates = true).await;
    let mut app = world.app().await;
    let said = note(&alice(), 0, "again");
    let frame = json!(["EVENT", said]).to_string();
    let mut refused = 0;
    for _ in 0..31 {
        for _ in 0..100 {
            app.say_text(&frame).await;
        }
        for _ in 0..100 {
            let reason = app.next().await[3].as_str().unwrap().to_owned();
            refused += u32::from(reason.starts_with("rate-limited: "));
        }
    }
    assert_eq!(refused, 100);
}
