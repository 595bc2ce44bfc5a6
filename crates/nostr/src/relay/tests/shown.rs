//! Keys that are shown (NIP-42) and what only their owners may bring (NIP-70).

use super::*;

fn shown(by: &Keys, relay: &str, challenge: &str) -> Event {
    event(
        by,
        22_242,
        0,
        &[&["relay", relay], &["challenge", challenge]],
        "",
    )
}

#[tokio::test]
async fn everybody_is_asked_who_they_are_when_they_come() {
    let world = World::new().await;
    let (one, two) = (world.app().await, world.app().await);
    assert!(one.challenge.len() >= 16);
    assert_ne!(one.challenge, two.challenge);
}

#[tokio::test]
async fn members_and_strangers_show_keys() {
    let world = World::new().await;
    let mut app = world.app().await;
    // Several on one connection.
    for number in [1, 3, 4, 1] {
        assert_eq!(app.show(&keys(number)).await, (true, String::new()));
    }
}

#[tokio::test]
async fn a_key_is_shown_with_the_right_words_only() {
    let world = World::new().await;
    let mut app = world.app().await;
    let (other, alice) = (world.app().await.challenge, alice());
    let challenge = app.challenge.clone();
    let dated = |age: i64| {
        let right = shown(&alice, RELAY, &challenge);
        Unsigned {
            created_at: NOW.saturating_add_signed(-age),
            kind: right.kind,
            tags: right.tags,
            content: String::new(),
        }
        .sign(&alice)
    };
    let mut unsigned = shown(&alice, RELAY, &challenge);
    unsigned.sig[5] ^= 1;
    for wrong in [
        event(
            &alice,
            1,
            0,
            &[&["relay", RELAY], &["challenge", &challenge]],
            "",
        ),
        shown(&alice, "wss://other.example", &challenge),
        shown(&alice, "wss://moot.example.evil.example", &challenge),
        shown(&alice, "wss://evil.example/moot.example", &challenge),
        shown(&alice, "wss://moot.example@evil.example", &challenge),
        shown(&alice, "no relay", &challenge),
        shown(&alice, RELAY, "another"),
        shown(&alice, RELAY, &other),
        shown(&alice, RELAY, ""),
        event(&alice, 22_242, 0, &[&["relay", RELAY]], ""),
        event(&alice, 22_242, 0, &[&["challenge", &challenge]], ""),
        dated(1_800),
        dated(-1_800),
        unsigned,
    ] {
        let (is_taken, reason) = app.show_with(&wrong).await;
        assert!(!is_taken, "{}", wrong.to_json());
        assert!(reason.starts_with("invalid: "), "{reason}");
    }
    // Spelt otherwise, the address is the same.
    for relay in [
        "wss://moot.example/",
        "WSS://Moot.Example",
        "ws://moot.example/relay",
    ] {
        assert!(app.show_with(&shown(&alice, relay, &challenge)).await.0);
    }
}

#[tokio::test]
async fn a_thousand_wrong_keys_cost_nothing() {
    let world = World::new().await;
    let mut app = world.app().await;
    let wrong = shown(&alice(), "wss://other.example", "old");
    for _ in 0..1_000 {
        assert!(!app.show_with(&wrong).await.0);
    }
    let mut taken = 0;
    for number in 1..=40 {
        taken += u32::from(app.show(&keys(number)).await.0);
    }
    assert_eq!(taken, 16);
    app.is_alive().await;
}

#[tokio::test]
async fn what_shows_a_key_is_never_an_event() {
    let world = World::new().await;
    let mut app = world.app().await;
    let challenge = app.challenge.clone();
    app.is_refused(&shown(&alice(), RELAY, &challenge), "invalid")
        .await;
    assert!(app.find(json!({ "kinds": [22_242] })).await.is_empty());
}

#[tokio::test]
async fn what_is_protected_is_brought_by_its_author_alone() {
    let world = World::new().await;
    let protected = event(&alice(), 1, 0, &[&["-"]], "only here");
    let mut app = world.app().await;
    app.is_refused(&protected, "auth-required").await;
    let mut his = world.app_of(&bob()).await;
    let (is_taken, _) = his.publish(&protected).await;
    assert!(!is_taken);
    assert!(app.find(json!({ "ids": [protected.id] })).await.is_empty());
    let mut hers = world.app_of(&alice()).await;
    hers.publish_all(std::slice::from_ref(&protected)).await;
    assert_eq!(app.find(json!({ "ids": [protected.id] })).await.len(), 1);
}
