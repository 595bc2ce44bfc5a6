//! Events that are written: what is answered, what is verified, which forms and times are taken (NIP-01).

use super::*;

#[tokio::test]
async fn every_event_is_answered() {
    let world = World::new().await;
    let mut app = world.app().await;
    let note = note(&alice(), 0, "said");
    assert_eq!(app.publish(&note).await, (true, String::new()));
    let (is_taken, reason) = app.publish(&note).await;
    assert!(is_taken && reason.starts_with("duplicate: "), "{reason}");
}

#[tokio::test]
async fn signatures_are_verified() {
    let world = World::new().await;
    let mut app = world.app().await;
    let mut wrong = note(&alice(), 0, "not hers");
    wrong.sig[3] ^= 1;
    app.is_refused(&wrong, "invalid").await;
    // A signature of somebody else, over the right id.
    let mut wrong = note(&alice(), 0, "not hers");
    wrong.sig = note(&bob(), 0, "his").sig;
    app.is_refused(&wrong, "invalid").await;
    assert!(app.find(json!({ "limit": 10 })).await.is_empty());
}

#[tokio::test]
async fn ids_are_verified() {
    let world = World::new().await;
    let mut app = world.app().await;
    let mut wrong = note(&alice(), 0, "as it was");
    wrong.content = "as it was not".to_owned();
    app.is_refused(&wrong, "invalid").await;
    let mut wrong = note(&alice(), 0, "as it was");
    wrong.id.0[0] ^= 1;
    app.is_refused(&wrong, "invalid").await;
    assert!(app.find(json!({ "limit": 10 })).await.is_empty());
}

#[tokio::test]
async fn a_key_that_is_no_point_of_the_curve_signs_nothing() {
    let world = World::new().await;
    let mut app = world.app().await;
    let mut wrong = note(&alice(), 0, "nobody's");
    wrong.pubkey = PublicKey([0xff; 32]);
    let unsigned = Unsigned {
        created_at: wrong.created_at,
        kind: wrong.kind,
        tags: wrong.tags.clone(),
        content: wrong.content.clone(),
    };
    wrong.id = unsigned.id(wrong.pubkey);
    app.is_refused(&wrong, "invalid").await;
}

#[tokio::test]
async fn texts_come_back_as_they_were_signed() {
    let world = World::new().await;
    let mut app = world.app().await;
    for content in [
        // What NIP-01 names, what it does not, what is no character, and nothing at all.
        "linebreak\ndoublequote\"backslash\\return\rtab\tbackspace\u{8}formfeed\u{c}end",
        "\u{0}\u{1}\u{2}\u{7} \u{b} \u{e} \u{f} \u{10}\u{16} / \u{7f} \u{2028}",
        "\u{fdd1}\u{10fff2}",
        "",
    ] {
        let said = note(&alice(), 0, content);
        app.publish_all(std::slice::from_ref(&said)).await;
        let found = app.ask("read", &[json!({ "ids": [said.id] })]).await;
        assert_eq!(found.events, [said]);
    }
}

#[tokio::test]
async fn escapes_that_were_not_needed_mean_the_same() {
    let world = World::new().await;
    let mut app = world.app().await;
    let said = note(&alice(), 0, "a/b é");
    let written = said.to_json().replace("a/b é", "a\\/b \\u00e9");
    app.say_text(&format!("[\"EVENT\", {written}]")).await;
    assert_eq!(app.next().await[2], true);
    assert_eq!(app.find(json!({ "ids": [said.id] })).await.len(), 1);
}

#[tokio::test]
async fn members_of_an_event_come_in_any_order_and_others_are_passed_over() {
    let world = World::new().await;
    let mut app = world.app().await;
    let said = note(&alice(), 0, "in order");
    let Value::Object(members) = serde_json::to_value(&said).unwrap() else {
        panic!("no object");
    };
    let mut parts: Vec<String> = members
        .iter()
        .map(|(name, value)| format!("\"{name}\":{value}"))
        .collect();
    parts.reverse();
    parts.push("\"seen_on\":[\"elsewhere\"]".to_owned());
    app.say_text(&format!("[\"EVENT\",{{{}}}]", parts.join(",")))
        .await;
    assert_eq!(app.next().await[2], true);
    let found = app.ask("read", &[json!({ "ids": [said.id] })]).await;
    assert_eq!(found.events, [said]);
}

#[tokio::test]
async fn events_of_any_age_are_taken() {
    let world = World::new().await;
    let mut app = world.app().await;
    let (week, month, year) = (604_800, 2_592_000, 31_536_000);
    // A week, a month, a year and ten years old, from before Nostr and before 2000, and of the first second.
    for age in [
        week,
        month,
        year,
        10 * year,
        NOW - 946_000_000,
        NOW - 1,
        NOW,
    ] {
        app.publish_all(&[note(&alice(), age, "long ago")]).await;
    }
}

#[tokio::test]
async fn events_of_the_future_are_refused() {
    let world = World::new().await;
    let mut app = world.app().await;
    let at = |created_at| {
        Unsigned {
            created_at,
            kind: Kind::NOTE,
            tags: Vec::new(),
            content: "not yet".to_owned(),
        }
        .sign(&alice())
    };
    // Clocks are a little off.
    app.publish_all(&[at(NOW + 60)]).await;
    let year = 31_536_000;
    for moment in [
        NOW + 3_600,
        NOW + year,
        NOW + 10 * year,
        (1 << 31) + 5,
        (1 << 32) + 5,
        u64::MAX,
    ] {
        app.is_refused(&at(moment), "invalid").await;
    }
}

#[tokio::test]
async fn times_that_are_no_seconds_are_answered() {
    let world = World::new().await;
    let mut app = world.app().await;
    let said = note(&alice(), 0, "now").to_json();
    for wrong in [
        "-5",
        "1.7e9",
        "1700000000.5",
        "\"1700000000\"",
        "null",
        "1e400",
    ] {
        let frame = said.replace("1700000000", wrong);
        app.say_text(&format!("[\"EVENT\",{frame}]")).await;
        let answer = app.next().await;
        assert!(
            answer[0] == "OK" && answer[2] == false || answer[0] == "NOTICE",
            "{wrong}: {answer}"
        );
    }
    app.is_alive().await;
}

#[tokio::test]
async fn kinds_beyond_sixteen_bits_are_answered() {
    let world = World::new().await;
    let mut app = world.app().await;
    let said = note(&alice(), 0, "now");
    let frame = said.to_json().replace("\"kind\":1", "\"kind\":65536");
    app.say_text(&format!("[\"EVENT\",{frame}]")).await;
    let answer = app.next().await;
    assert_eq!(answer[1], said.id.to_string());
    assert_eq!(answer[2], false);
    let found = app.ask("kinds", &[json!({ "kinds": [65536] })]).await;
    assert!(found.closed.unwrap().starts_with("invalid: "));
}

#[tokio::test]
async fn tags_may_have_no_values() {
    let world = World::new().await;
    let mut app = world.app().await;
    let said = event(&alice(), 1, 0, &[&["t"], &["e", ""], &["", "x"]], "odd");
    app.publish_all(std::slice::from_ref(&said)).await;
    assert_eq!(app.find(json!({ "ids": [said.id] })).await.len(), 1);
    // An empty tag has not even a name.
    app.say_text(&format!(
        "[\"EVENT\",{}]",
        said.to_json().replace("[\"t\"]", "[]")
    ))
    .await;
    assert_eq!(app.next().await[2], false);
}

#[tokio::test]
async fn long_lists_of_follows_are_taken() {
    let world = World::new().await;
    let mut app = world.app().await;
    let tags: Vec<Vec<String>> = (0..1_200_u32)
        .map(|number| {
            let mut key = [7; 32];
            key[..4].copy_from_slice(&number.to_be_bytes());
            vec!["p".to_owned(), PublicKey(key).to_string()]
        })
        .collect();
    let last = tags.last().unwrap()[1].clone();
    let follows = Unsigned {
        created_at: NOW,
        kind: Kind::FOLLOWS,
        tags,
        content: String::new(),
    };
    let follows = follows.sign(&alice());
    app.publish_all(std::slice::from_ref(&follows)).await;
    assert_eq!(app.find(json!({ "#p": [last] })).await, ids(&[follows]));
}

#[tokio::test]
async fn what_has_ended_is_neither_taken_nor_given() {
    let world = World::new().await;
    let mut app = world.app().await;
    let ends = |at: u64| {
        event(
            &alice(),
            1,
            0,
            &[&["expiration", &at.to_string()]],
            "for a while",
        )
    };
    app.is_refused(&ends(NOW - 5), "invalid").await;
    let soon = ends(NOW + 600);
    app.publish_all(std::slice::from_ref(&soon)).await;
    assert_eq!(app.find(json!({ "ids": [soon.id] })).await.len(), 1);
    world.clock.pass(Duration::from_secs(700));
    assert!(app.find(json!({ "ids": [soon.id] })).await.is_empty());
    assert!(app.find(json!({ "kinds": [1] })).await.is_empty());
    assert_eq!(app.count(json!({ "kinds": [1] })).await, 0);
    assert!(!world.social.sweep_events().await.unwrap());
    assert!(world.social.event(soon.id.0).await.unwrap().is_none());
}
