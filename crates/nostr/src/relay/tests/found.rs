//! Events that are asked for: by what, in which order, how many (NIP-01, NIP-45, NIP-50).

use super::*;

/// Events of several kinds, ages and authors; what was replaced is not among them.
fn group() -> Vec<Event> {
    let (alice, bob) = (alice(), bob());
    let to_bob = bob.public().to_string();
    vec![
        event(&alice, 1, 2_400, &[&["t", "a"], &["p", &to_bob]], "first"),
        event(&alice, 1, 3_000, &[&["t", "a"]], "third"),
        event(&alice, 1, 2_700, &[&["t", "b"]], "second"),
        event(&alice, 1, 3_300, &[&["t", "b"]], "fourth"),
        event(&alice, 0, 60, &[], "{\"name\":\"Alice\"}"),
        event(&alice, 3, 600, &[&["p", &to_bob]], ""),
        event(
            &alice,
            30383,
            600,
            &[&["d", "1"], &["k", "3036"], &["n", "approved"]],
            "",
        ),
        event(&alice, 30383, 600, &[&["d", "2"], &["n", "approved"]], ""),
        event(&bob, 1, 1_000, &[&["t", "a"], &["k", "3036"]], "his"),
        event(&bob, 7, 900, &[&["k", "1"]], "+"),
    ]
}

async fn world_with_group() -> (World, Vec<Event>) {
    let world = World::new().await;
    let group = group();
    world.has(&group).await;
    (world, group)
}

/// That exactly those of the group are found that fit, the newest first.
async fn finds(app: &mut App, group: &[Event], filter: Value) {
    let asked = nostr_proto::Filter::read(&filter).unwrap();
    let mut fit: Vec<&Event> = group.iter().filter(|event| asked.fits(event)).collect();
    fit.sort_by(|a, b| (b.created_at, a.id).cmp(&(a.created_at, b.id)));
    let fit: Vec<String> = fit.iter().map(|event| event.id.to_string()).collect();
    assert!(!fit.is_empty(), "{filter} fits nothing");
    assert_eq!(app.find(filter.clone()).await, fit, "{filter}");
    let many = u64::try_from(fit.len()).unwrap();
    assert_eq!(app.count(filter).await, many);
}

#[tokio::test]
async fn events_are_found_by_all_that_filters_name() {
    let (world, group) = world_with_group().await;
    let mut app = world.app().await;
    let (alice, bob) = (alice().public(), bob().public());
    let all: Vec<_> = group.iter().map(|event| event.id).collect();
    for filter in [
        json!({ "ids": all }),
        json!({ "ids": [group[0].id, group[8].id], "kinds": [1], "authors": [alice] }),
        json!({ "authors": [alice, bob], "kinds": [1, 3] }),
        json!({ "authors": [alice], "#p": [bob] }),
        json!({ "kinds": [1, 3, 30383], "#n": ["approved"] }),
        json!({ "#k": ["3036"] }),
        json!({ "#t": ["a", "b"] }),
        json!({ "kinds": [30383], "authors": [alice], "#k": ["3036"], "#n": ["approved"], "limit": 20 }),
        json!({ "#t": ["a"], "#k": ["3036"] }),
        json!({ "#d": ["2"] }),
        json!({ "authors": [alice] }),
        json!({ "kinds": [1] }),
        json!({ "kinds": [1], "since": NOW - 2_700, "until": NOW - 1_000 }),
        json!({}),
    ] {
        finds(&mut app, &group, filter).await;
    }
}

#[tokio::test]
async fn what_fits_nothing_finds_nothing() {
    let (world, _) = world_with_group().await;
    let mut app = world.app().await;
    for filter in [
        json!({ "ids": [] }),
        json!({ "authors": [] }),
        json!({ "kinds": [] }),
        json!({ "#t": [] }),
        json!({ "#t": ["A"] }),
        json!({ "#T": ["a"] }),
        json!({ "ids": ["0".repeat(64)] }),
        json!({ "authors": [stranger().public()] }),
        json!({ "since": NOW, "until": NOW - 10_000 }),
        json!({ "until": 5 }),
    ] {
        let found = app.ask("nothing", std::slice::from_ref(&filter)).await;
        assert!(
            found.closed.is_none() && found.events.is_empty(),
            "{filter}"
        );
        assert_eq!(app.count(filter).await, 0);
    }
}

#[tokio::test]
async fn since_and_until_are_inclusive() {
    let world = World::new().await;
    let mut app = world.app().await;
    let said = note(&alice(), 50, "now");
    app.publish_all(std::slice::from_ref(&said)).await;
    let at = said.created_at;
    for (filter, many) in [
        (json!({ "since": at }), 1),
        (json!({ "until": at }), 1),
        (json!({ "since": at, "until": at }), 1),
        (json!({ "since": at + 1 }), 0),
        (json!({ "until": at - 1 }), 0),
    ] {
        assert_eq!(app.find(filter.clone()).await.len(), many, "{filter}");
    }
}

#[tokio::test]
async fn the_newest_come_first_and_only_so_many() {
    let (world, group) = world_with_group().await;
    let mut app = world.app().await;
    let alice = alice().public();
    let filter = json!({ "authors": [alice], "#t": ["a", "b"], "kinds": [1, 7], "limit": 2 });
    assert_eq!(
        app.find(filter).await,
        ids(&[group[0].clone(), group[2].clone()])
    );
    let all = app.ask("all", &[json!({})]).await;
    assert!(
        all.events
            .is_sorted_by_key(|event| std::cmp::Reverse(event.created_at))
    );
    let few = app.find(json!({ "limit": 3 })).await;
    assert_eq!(few, all.ids()[..3]);
}

#[tokio::test]
async fn of_one_second_the_lowest_id_comes_first() {
    let world = World::new().await;
    let mut app = world.app().await;
    let mut said: Vec<Event> = ["a", "b", "c", "d", "e"]
        .iter()
        .map(|text| event(&alice(), 1, 9, &[&["t", "same"]], text))
        .collect();
    world.has(&said).await;
    said.sort_by_key(|event| event.id);
    let ids = ids(&said);
    for filter in [json!({ "limit": 3 }), json!({ "#t": ["same"], "limit": 3 })] {
        assert_eq!(app.find(filter).await, ids[..3]);
    }
}

#[tokio::test]
async fn a_limit_of_nothing_listens_only() {
    let world = World::new().await;
    let mut app = world.app().await;
    app.publish_all(&[note(&alice(), 5, "before")]).await;
    let found = app
        .ask("later", &[json!({ "kinds": [1], "limit": 0 })])
        .await;
    assert!(found.closed.is_none() && found.events.is_empty());
    let after = note(&alice(), 0, "after");
    app.say(&json!(["EVENT", after])).await;
    let mut came = [app.next().await, app.next().await];
    came.sort_by_key(|frame| frame[0].to_string());
    assert_eq!(came[0][0], "EVENT");
    assert_eq!(came[0][2]["id"], after.id.to_string());
}

#[tokio::test]
async fn each_filter_of_a_question_has_its_limit_and_nothing_comes_twice() {
    let (world, group) = world_with_group().await;
    let mut app = world.app().await;
    let filters = [
        json!({ "#t": ["a"], "limit": 1 }),
        json!({ "authors": [alice().public()], "kinds": [1], "limit": 2 }),
        json!({ "ids": [group[0].id] }),
    ];
    let found = app.ask("several", &filters).await;
    let (his, first, second) = (group[8].clone(), group[0].clone(), group[2].clone());
    assert_eq!(found.ids(), ids(&[his, first, second]));
}

/// Strict readers drop an answer with more parts, and wait for ever.
#[tokio::test]
async fn the_end_of_what_is_there_has_two_parts() {
    let (world, _) = world_with_group().await;
    let mut app = world.app().await;
    app.say(&json!(["REQ", "end", { "ids": [] }])).await;
    assert_eq!(app.next().await, json!(["EOSE", "end"]));
}

#[tokio::test]
async fn a_limit_beyond_ours_is_ours() {
    let world = World::new().await;
    let mut app = world.app().await;
    let many: Vec<Event> = (0..510)
        .map(|age| note(&alice(), age, "one of many"))
        .collect();
    world.has(&many).await;
    let found = app.ask("many", &[json!({ "limit": 1_000_000_000 })]).await;
    assert_eq!(found.events.len(), 500);
    assert_eq!(app.count(json!({ "kinds": [1] })).await, 510);
    // What is left is found from the oldest on.
    let oldest = found.events.last().unwrap().created_at;
    let rest = app.ask("many", &[json!({ "until": oldest })]).await;
    assert_eq!(rest.events.len(), 11);
}

#[tokio::test]
async fn words_are_found() {
    let world = World::new().await;
    let mut app = world.app().await;
    let (fox, bear) = (
        note(&alice(), 9, "The red fox, at night"),
        note(&bob(), 8, "A bear at night"),
    );
    let profile = event(&alice(), 0, 0, &[], "{\"about\":\"a fox\"}");
    world.has(&[fox.clone(), bear.clone(), profile]).await;
    for (filter, found) in [
        (
            json!({ "search": "RED FOX", "kinds": [1] }),
            vec![fox.clone()],
        ),
        (
            json!({ "search": "night" }),
            vec![bear.clone(), fox.clone()],
        ),
        (json!({ "search": "night", "limit": 1 }), vec![bear]),
        (
            json!({ "search": "night", "authors": [alice().public()] }),
            vec![fox.clone()],
        ),
        (
            json!({ "search": "fox language:en include:spam", "kinds": [1] }),
            vec![fox],
        ),
        (json!({ "search": "wolf" }), vec![]),
        (json!({ "search": "" }), vec![]),
        (json!({ "search": "\" OR * NEAR(" }), vec![]),
    ] {
        assert_eq!(app.find(filter.clone()).await, ids(&found), "{filter}");
    }
}

#[tokio::test]
async fn beginnings_of_ids_and_keys_are_refused() {
    let world = World::new().await;
    let mut app = world.app().await;
    let upper = "A".repeat(64);
    for filter in [
        json!({ "ids": ["abcd"] }),
        json!({ "ids": [upper] }),
        json!({ "authors": ["abcd"] }),
        json!({ "#e": ["abcd"] }),
        json!({ "#p": [upper] }),
        json!({ "kinds": ["1"] }),
        json!({ "kinds": 1 }),
        json!({ "since": -1 }),
        json!({ "until": "now" }),
        json!({ "limit": -1 }),
        json!({ "search": 5 }),
        json!([]),
        json!("all"),
    ] {
        let found = app.ask("wrong", std::slice::from_ref(&filter)).await;
        assert!(
            found.closed.is_some_and(|why| why.starts_with("invalid: ")),
            "{filter}"
        );
    }
    app.is_alive().await;
}

#[tokio::test]
async fn what_a_filter_says_besides_is_passed_over() {
    let (world, group) = world_with_group().await;
    let mut app = world.app().await;
    let filter = json!({ "ids": [group[0].id], "#long": ["x"], "relays": [1], "#1": [] });
    assert_eq!(app.find(filter).await.len(), 1);
}
