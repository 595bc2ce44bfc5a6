//! What strangers may try: frames that are none, too much of everything, connections that say nothing.

use std::fmt::Write as _;

use super::*;

#[tokio::test]
async fn frames_that_cannot_be_read_are_answered_and_the_connection_goes_on() {
    let world = World::new().await;
    let mut app = world.app().await;
    let deep = format!("[\"REQ\",\"q\",{}", "[".repeat(50_000));
    for frame in [
        "",
        "hello",
        "{}",
        "[]",
        "[1]",
        "[\"\"]",
        "[\"HELLO\",\"x\"]",
        "[\"REQ\"]",
        "[\"REQ\",1]",
        "[\"REQ\",\"\",{}]",
        "[\"REQ\",\"q\"]",
        "[\"REQ\",\"q\",5]",
        "[\"REQ\",\"q\",null]",
        "[\"CLOSE\"]",
        "[\"CLOSE\",{}]",
        "[\"COUNT\",\"q\"]",
        "[\"EVENT\"]",
        "[\"EVENT\",5]",
        "[\"EVENT\",{}]",
        "[\"EVENT\",{\"id\":5}]",
        "[\"AUTH\",\"challenge\"]",
        "[\"NEG-OPEN\",\"n\",{}]",
        "[\"NEG-OPEN\",\"n\",{},\"zz\"]",
        "[\"NEG-MSG\",\"n\",\"61\"]",
        "\u{0}\u{0}",
        deep.as_str(),
    ] {
        app.say_text(frame).await;
        let answer = app.next().await;
        let word = answer[0].as_str().unwrap_or("nothing").to_owned();
        assert!(
            matches!(word.as_str(), "NOTICE" | "CLOSED" | "OK" | "NEG-ERR"),
            "{frame:.60}: {answer}"
        );
        assert!(answer.to_string().len() < 400, "{answer}");
    }
    let binary = Message::binary(vec![0xff_u8; 100]);
    app.socket.send(binary).await.unwrap();
    assert_eq!(app.next().await[0], "NOTICE");
    app.is_alive().await;
}

#[tokio::test]
async fn who_never_says_anything_that_can_be_read_is_left() {
    let world = World::new().await;
    let mut app = world.app().await;
    for _ in 0..1_000 {
        if app.socket.send(Message::text("nonsense")).await.is_err() {
            break;
        }
    }
    let mut answers = 0;
    while !app.next().await.is_null() {
        answers += 1;
    }
    assert!(answers <= 300, "{answers}");
}

#[tokio::test]
async fn questions_have_bounds() {
    let world = World::new().await;
    let mut app = world.app().await;
    let many =
        |count: u32| -> Vec<String> { (0..count).map(|number| format!("{number:064x}")).collect() };
    // As many filters, values and letters as nobody needs.
    let filters = vec![json!({ "kinds": [1] }); 1_000];
    let found = app.ask("filters", &filters).await;
    assert!(found.closed.unwrap().starts_with("invalid: "));
    let kinds: Vec<u32> = (0..20_000).collect();
    let found = app.ask("kinds", &[json!({ "kinds": kinds })]).await;
    assert!(found.closed.unwrap().starts_with("invalid: "));
    let tags: Vec<String> = (0..5_000).map(|number| number.to_string()).collect();
    let found = app.ask("tags", &[json!({ "#t": tags })]).await;
    assert!(found.closed.unwrap().starts_with("invalid: "));
    let found = app
        .ask("long", &[json!({ "search": "a*".repeat(5_000) })])
        .await;
    assert!(found.closed.unwrap().starts_with("invalid: "));
    let found = app
        .ask("long", &[json!({ "#t": ["x".repeat(50_000)] })])
        .await;
    assert!(found.closed.unwrap().starts_with("invalid: "));
    // As many as are allowed are answered.
    let found = app.ask("ids", &[json!({ "ids": many(1_500) })]).await;
    assert!(found.closed.is_none());
    let found = app
        .ask("big", &[json!({ "limit": u64::MAX, "until": u64::MAX })])
        .await;
    assert!(found.closed.is_none());
    let search = json!({ "search": "(a+)+$ .* \" ' -- ; DROP TABLE event" });
    assert!(app.ask("search", &[search]).await.closed.is_none());
    app.is_alive().await;
}

#[tokio::test]
async fn long_names_of_questions_are_refused() {
    let world = World::new().await;
    let mut app = world.app().await;
    let long = "q".repeat(64);
    assert!(app.ask(&long, &[json!({})]).await.closed.is_none());
    for name in ["q".repeat(65), "q".repeat(10_000), String::new()] {
        let answer = app.hear(json!(["REQ", name, {}])).await;
        assert!(answer[0] == "NOTICE" || answer[0] == "CLOSED", "{answer}");
        assert!(answer.to_string().len() < 400);
    }
    app.is_alive().await;
}

#[tokio::test]
async fn one_connection_asks_only_so_much_at_once() {
    let world = World::new().await;
    let mut app = world.app().await;
    let mut refused = 0;
    for number in 0..1_000 {
        let found = app.ask(&number.to_string(), &[json!({ "limit": 0 })]).await;
        if let Some(reason) = found.closed {
            assert!(reason.starts_with("blocked: "), "{reason}");
            refused += 1;
        }
    }
    assert_eq!(refused, 1_000 - 128);
    // Whoever closes one may open another, and may ask anew under a name that is open.
    app.say(&json!(["CLOSE", "5"])).await;
    assert!(app.ask("new", &[json!({})]).await.closed.is_none());
    assert!(app.ask("7", &[json!({})]).await.closed.is_none());
    assert!(app.ask("newer", &[json!({})]).await.closed.is_some());
}

#[tokio::test]
async fn comparisons_have_bounds() {
    let world = World::new().await;
    let mut app = world.app().await;
    // The first words of whoever has nothing.
    let empty = "6100000200";
    let mut refused = 0;
    for number in 0..20 {
        let answer = app
            .hear(json!(["NEG-OPEN", format!("n{number}"), {}, empty]))
            .await;
        refused += u32::from(answer[0] == "NEG-ERR");
    }
    assert_eq!(refused, 16);
    let answer = app.hear(json!(["NEG-MSG", "never opened", empty])).await;
    assert_eq!(answer[0], "NEG-ERR");
    app.is_alive().await;
}

#[tokio::test]
async fn large_frames_end_the_connection_and_no_other() {
    let world = World::new().await;
    let mut other = world.app().await;
    let mut app = world.app().await;
    let frame = json!(["EVENT", note(&alice(), 0, &"x".repeat(1_000_000))]).to_string();
    let _ = app.socket.send(Message::text(frame)).await;
    let mut last = app.next().await;
    while !last.is_null() {
        last = app.next().await;
    }
    other.is_alive().await;
}

#[tokio::test]
async fn large_events_are_refused_and_the_largest_are_taken() {
    let world = World::new().await;
    let mut app = world.app().await;
    let large = event(&alice(), 30_078, 0, &[&["d", "x"]], &"x".repeat(100_000));
    app.publish_all(std::slice::from_ref(&large)).await;
    assert_eq!(app.find(json!({ "ids": [large.id] })).await.len(), 1);
    let many = Unsigned {
        created_at: NOW,
        kind: Kind::NOTE,
        tags: vec![vec!["t".to_owned()]; 6_000],
        content: String::new(),
    };
    app.is_refused(&many.sign(&alice()), "invalid").await;
}

#[tokio::test]
async fn who_does_not_read_is_told_what_was_lost() {
    let world = World::new().await;
    let (mut slow, mut app) = (world.app().await, world.app().await);
    slow.ask("q", &[json!({ "kinds": [20_001] })]).await;
    // More than the line and the waiting room hold.
    let text = "x".repeat(60_000);
    for number in 0..700 {
        let passing = event(&alice(), 20_001, 0, &[], &format!("{number} {text}"));
        app.publish_all(&[passing]).await;
    }
    let mut told = 0;
    loop {
        let frame = slow.next().await;
        match frame[0].as_str() {
            Some("EVENT") => told += 1,
            Some("CLOSED") => {
                assert!(frame[2].as_str().unwrap().starts_with("error: "), "{frame}");
                break;
            }
            _ => panic!("{frame} after {told}"),
        }
    }
    assert!(told < 700);
    // They may ask again.
    assert!(
        slow.ask("q", &[json!({ "kinds": [20_001] })])
            .await
            .closed
            .is_none()
    );
    slow.is_alive().await;
}

#[tokio::test]
async fn pings_in_any_number_are_answered() {
    let world = World::new().await;
    let mut app = world.app().await;
    for number in 0..5_000_u32 {
        let ping = Message::Ping(number.to_be_bytes().to_vec().into());
        app.socket.feed(ping).await.unwrap();
    }
    app.socket.flush().await.unwrap();
    app.is_alive().await;
}

#[tokio::test]
async fn many_connections_listen_and_leave_nothing_behind() {
    let world = World::new().await;
    let mut apps = Vec::new();
    for _ in 0..200 {
        let mut app = world.app().await;
        app.ask("q", &[json!({ "kinds": [1] })]).await;
        apps.push(app);
    }
    let said = note(&alice(), 0, "to all of you");
    world.app().await.publish_all(&[said]).await;
    for app in &mut apps {
        assert_eq!(app.told().await.len(), 1);
    }
}

#[tokio::test]
async fn names_and_values_of_any_kind_break_nothing() {
    let world = World::new().await;
    let mut app = world.app().await;
    let mut odd = String::new();
    for code in 1..0x1f0_u32 {
        write!(odd, "{}", char::from_u32(code).unwrap_or(' ')).unwrap();
    }
    let name: String = odd.chars().skip(30).take(64).collect();
    assert!(
        app.ask(&name, &[json!({ "#t": [odd, "\u{0}", "%' OR 1=1 --"] })])
            .await
            .closed
            .is_none()
    );
    app.say(&json!(["CLOSE", name])).await;
    let said = event(
        &alice(),
        30_023,
        0,
        &[&["d", "\u{0}'%_"], &["t", &odd]],
        "odd",
    );
    app.publish_all(std::slice::from_ref(&said)).await;
    assert_eq!(app.find(json!({ "#t": [odd] })).await, ids(&[said]));
}
