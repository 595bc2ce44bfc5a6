//! Questions that stay open: what comes later is told (NIP-01).

use super::*;

#[tokio::test]
async fn what_comes_later_is_told_to_those_who_asked() {
    let world = World::new().await;
    let (mut app, mut listener) = (world.app().await, world.app().await);
    let alice_key = alice().public().to_string();
    for (name, filter) in [
        ("by her", json!({ "authors": [alice_key] })),
        ("by him", json!({ "authors": [bob().public()] })),
        ("kind", json!({ "kinds": [1] })),
        ("other kind", json!({ "kinds": [7] })),
        ("tag", json!({ "#t": ["moot"] })),
        ("other tag", json!({ "#t": ["other"] })),
        ("all", json!({})),
        ("past", json!({ "until": NOW - 100 })),
        (
            "both",
            json!({ "kinds": [1], "#t": ["moot"], "authors": [alice_key] }),
        ),
        ("not both", json!({ "kinds": [7], "#t": ["moot"] })),
    ] {
        listener.ask(name, &[filter]).await;
    }
    let said = event(&alice(), 1, 0, &[&["t", "moot"]], "to all");
    app.publish_all(std::slice::from_ref(&said)).await;
    let mut told = listener.told().await;
    told.sort();
    let id = said.id.to_string();
    let names = ["all", "both", "by her", "kind", "tag"];
    assert_eq!(told, names.map(|name| (id.clone(), name.to_owned())));
    // It is not told twice, nor what was replaced before it came.
    app.publish(&said).await;
    assert!(listener.told().await.is_empty());
}

#[tokio::test]
async fn a_question_that_is_complete_stays_open_all_the_same() {
    let world = World::new().await;
    let mut app = world.app().await;
    let found = app.ask("one", &[json!({ "ids": ["0".repeat(64)] })]).await;
    assert!(found.closed.is_none());
    let found = app
        .ask(
            "two",
            &[json!({ "authors": [keys(9).public()], "limit": 10, "until": NOW })],
        )
        .await;
    assert!(found.closed.is_none());
    assert!(app.told().await.is_empty());
}

#[tokio::test]
async fn a_question_of_the_same_name_takes_the_place_of_the_first() {
    let world = World::new().await;
    let (mut app, mut listener) = (world.app().await, world.app().await);
    listener.ask("q", &[json!({ "kinds": [1] })]).await;
    listener.ask("q", &[json!({ "kinds": [7] })]).await;
    app.publish_all(&[note(&alice(), 0, "not asked for")]).await;
    assert!(listener.told().await.is_empty());
    let said = note(&alice(), 0, "like it");
    let like = event(&bob(), 7, 0, &[&["e", &said.id.to_string()]], "+");
    app.publish_all(std::slice::from_ref(&like)).await;
    assert_eq!(listener.told().await.len(), 1);
}

#[tokio::test]
async fn what_is_closed_is_closed() {
    let world = World::new().await;
    let (mut app, mut listener) = (world.app().await, world.app().await);
    listener
        .ask("q", &[json!({ "kinds": [1] }), json!({ "#t": ["x"] })])
        .await;
    listener.say(&json!(["CLOSE", "q"])).await;
    listener.say(&json!(["CLOSE", "never opened"])).await;
    listener.is_alive().await;
    app.publish_all(&[event(&alice(), 1, 0, &[&["t", "x"]], "nobody listens")])
        .await;
    assert!(listener.told().await.is_empty());
}

#[tokio::test]
async fn passing_things_are_told_and_not_kept() {
    let world = World::new().await;
    let (mut app, mut listener) = (world.app().await, world.app().await);
    listener.ask("q", &[json!({ "kinds": [21_212] })]).await;
    let passing = event(&alice(), 21_212, 0, &[], "is typing");
    app.publish_all(std::slice::from_ref(&passing)).await;
    let told = listener.told().await;
    assert_eq!(told, [(passing.id.to_string(), "q".to_owned())]);
    assert!(app.find(json!({ "kinds": [21_212] })).await.is_empty());
    assert!(app.find(json!({ "ids": [passing.id] })).await.is_empty());
}

#[tokio::test]
async fn who_writes_is_told_too_if_they_asked() {
    let world = World::new().await;
    let mut app = world.app().await;
    app.ask("mine", &[json!({ "authors": [alice().public()] })])
        .await;
    app.say(&json!(["EVENT", note(&alice(), 0, "mine")])).await;
    let mut kinds = [
        app.next().await[0].to_string(),
        app.next().await[0].to_string(),
    ];
    kinds.sort();
    assert_eq!(kinds, ["\"EVENT\"", "\"OK\""]);
}

#[tokio::test]
async fn who_comes_back_at_once_is_welcome() {
    let world = World::new().await;
    for _ in 0..20 {
        let mut app = world.app().await;
        app.ask("q", &[json!({})]).await;
        drop(app);
    }
    world.app().await.is_alive().await;
}

#[tokio::test]
async fn what_is_refused_is_told_to_nobody() {
    let world = World::new().await;
    let (mut app, mut listener) = (world.app().await, world.app().await);
    listener.ask("q", &[json!({})]).await;
    app.publish(&note(&stranger(), 0, "buy")).await;
    let mut wrong = note(&alice(), 0, "hers");
    wrong.sig[0] ^= 1;
    app.publish(&wrong).await;
    app.publish(&event(&alice(), 22_242, 0, &[], "")).await;
    assert!(listener.told().await.is_empty());
}
