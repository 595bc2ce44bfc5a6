//! What is for one reader: asked for in every way there is, it is given to nobody else (NIP-04, NIP-17, NIP-59).

use negentropy::{Id, Negentropy, NegentropyStorageVector};
use proptest::prelude::*;

use super::*;

/// What is for Bob alone: two gift wraps, a direct message of the older kind by Alice, and a request to a signer.
fn secrets() -> Vec<Event> {
    let to_bob = bob().public().to_string();
    vec![
        wrap(11, bob().public()),
        wrap(12, bob().public()),
        event(&alice(), 4, 5, &[&["p", &to_bob]], "secret?iv=x"),
    ]
}

/// Every filter that they fit.
fn ways(secrets: &[Event]) -> Vec<Value> {
    let bob = bob().public();
    let all: Vec<_> = secrets.iter().map(|secret| secret.id).collect();
    let authors: Vec<_> = secrets.iter().map(|secret| secret.pubkey).collect();
    vec![
        json!({ "kinds": [1059] }),
        json!({ "kinds": [4] }),
        json!({ "kinds": [1, 4, 1059] }),
        json!({ "#p": [bob] }),
        json!({ "#p": [bob], "kinds": [1059] }),
        json!({ "#p": [bob], "since": 1 }),
        json!({ "ids": all }),
        json!({ "ids": all, "kinds": [1059, 4] }),
        json!({ "authors": authors }),
        json!({ "authors": authors, "kinds": [1059, 4] }),
        json!({ "since": NOW - 1_000 }),
        json!({ "limit": 100 }),
        json!({ "search": "secret" }),
        json!({ "search": "sealed" }),
        json!({}),
    ]
}

/// What another relay would learn by comparing: the ids that it lacks, or nothing where it is told nothing.
async fn compared(app: &mut App, filter: Value) -> Vec<String> {
    let mut storage = NegentropyStorageVector::new();
    storage.seal().unwrap();
    let mut own = Negentropy::owned(storage, 0).unwrap();
    let mut frame = json!(["NEG-OPEN", "n", filter, hex(&own.initiate().unwrap())]);
    let (mut have, mut need) = (Vec::<Id>::new(), Vec::<Id>::new());
    loop {
        let answer = app.hear(frame).await;
        if answer[0] == "NEG-ERR" {
            let reason = answer[2].as_str().unwrap();
            assert!(reason.starts_with("auth-required: "), "{reason}");
            return Vec::new();
        }
        assert_eq!((&answer[0], &answer[1]), (&json!("NEG-MSG"), &json!("n")));
        let words = bytes(answer[2].as_str().unwrap());
        match own
            .reconcile_with_ids(&words, &mut have, &mut need)
            .unwrap()
        {
            Some(next) => frame = json!(["NEG-MSG", "n", hex(&next)]),
            None => break,
        }
    }
    app.say(&json!(["NEG-CLOSE", "n"])).await;
    need.iter().map(|id| hex(id.as_bytes())).collect()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn bytes(hex: &str) -> Vec<u8> {
    let pairs = hex.as_bytes().chunks(2);
    let pairs = pairs.map(|pair| std::str::from_utf8(pair).unwrap());
    pairs
        .map(|pair| u8::from_str_radix(pair, 16).unwrap())
        .collect()
}

/// All that an app can learn of a filter: what it is given, how much it is told there is, what it finds by comparing.
async fn learned(app: &mut App, filter: &Value) -> (Vec<String>, u64, Vec<String>) {
    let found = app.ask("leak", std::slice::from_ref(filter)).await;
    app.say(&json!(["CLOSE", "leak"])).await;
    let answer = app.hear(json!(["COUNT", "leak", filter])).await;
    let count = match answer[0].as_str() {
        Some("COUNT") => answer[2]["count"].as_u64().unwrap(),
        _ => 0,
    };
    if filter.get("search").is_some() {
        return (found.ids(), count, Vec::new());
    }
    (found.ids(), count, compared(app, filter.clone()).await)
}

#[tokio::test]
async fn what_is_for_one_reader_is_found_by_nobody_else() {
    let world = World::new().await;
    let secrets = secrets();
    world.has(&secrets).await;
    let hidden = ids(&secrets);
    let mut apps = [world.app().await, world.app_of(&keys(4)).await];
    for filter in ways(&secrets) {
        for app in &mut apps {
            let (given, count, compared) = learned(app, &filter).await;
            assert!(given.is_empty(), "{filter}: given");
            assert_eq!(count, 0, "{filter}: counted");
            assert!(compared.is_empty(), "{filter}: compared");
        }
    }
    // Alice finds what she wrote, and no wrap: those were made with keys of one use.
    let mut hers = world.app_of(&alice()).await;
    assert_eq!(hers.find(json!({})).await, hidden[2..]);
    // Bob finds all, in every way but words.
    let mut his = world.app_of(&bob()).await;
    for filter in [
        json!({}),
        json!({ "#p": [bob().public()] }),
        json!({ "kinds": [4, 1059] }),
    ] {
        let (given, count, compared) = learned(&mut his, &filter).await;
        assert_eq!((given.len(), count, compared.len()), (3, 3, 3), "{filter}");
    }
    assert!(his.find(json!({ "search": "sealed" })).await.is_empty());
}

#[tokio::test]
async fn what_is_for_one_reader_is_told_to_nobody_else() {
    let world = World::new().await;
    let secrets = secrets();
    let mut others = [world.app().await, world.app_of(&keys(4)).await];
    let mut his = world.app().await;
    for app in others.iter_mut().chain([&mut his]) {
        for (number, filter) in ways(&secrets).into_iter().enumerate() {
            app.ask(&number.to_string(), &[filter]).await;
        }
    }
    // Who shows a key later is told from then on.
    assert!(his.show(&bob()).await.0);
    his.ask("mine", &[json!({ "#p": [bob().public()] })]).await;
    let mut app = world.app().await;
    app.publish_all(&secrets).await;
    let passing = event(
        &keys(13),
        21_059,
        0,
        &[&["p", &bob().public().to_string()]],
        "",
    );
    app.publish_all(&[passing]).await;
    for other in &mut others {
        assert!(other.told().await.is_empty());
    }
    let told = his.told().await;
    let mine = told.iter().filter(|(_, name)| name == "mine");
    assert_eq!(mine.count(), 4);
}

#[tokio::test]
async fn who_asks_for_messages_without_a_key_is_asked_for_one() {
    let world = World::new().await;
    let secrets = secrets();
    world.has(&secrets).await;
    let mut app = world.app().await;
    for filter in [
        json!({ "kinds": [1059] }),
        json!({ "kinds": [4], "#p": [bob().public()] }),
        json!({ "kinds": [4, 1059] }),
    ] {
        let found = app.ask("q", std::slice::from_ref(&filter)).await;
        let reason = found.closed.expect("it was answered");
        assert!(reason.starts_with("auth-required: "), "{reason}");
        let answer = app.hear(json!(["COUNT", "q", filter])).await;
        assert_eq!(answer[0], "CLOSED");
        assert!(answer[2].as_str().unwrap().starts_with("auth-required: "));
    }
    assert!(app.show(&bob()).await.0);
    let filter = json!({ "kinds": [1059], "#p": [bob().public()] });
    assert_eq!(app.find(filter).await.len(), 2);
}

#[tokio::test]
async fn an_answer_to_something_secret_does_not_show_that_it_is_there() {
    let world = World::new().await;
    let secrets = secrets();
    world.has(&secrets).await;
    let mut app = world.app().await;
    let (there, absent) = (secrets[0].id.to_string(), "0".repeat(64));
    let about = |id: &str| event(&stranger(), 7, 0, &[&["e", id]], "?");
    assert_eq!(
        app.publish(&about(&there)).await,
        app.publish(&about(&absent)).await
    );
}

#[tokio::test]
async fn what_is_never_published_is_refused() {
    let world = World::new().await;
    let mut app = world.app_of(&alice()).await;
    let to_bob = bob().public().to_string();
    for kind in [13, 14, 22_242] {
        app.is_refused(
            &event(&alice(), kind, 0, &[&["p", &to_bob]], "x"),
            "invalid",
        )
        .await;
    }
}

/// An event of some kind by somebody, that names some people.
fn anything() -> impl Strategy<Value = Event> {
    let kind = prop::sample::select(vec![1_u16, 4, 7, 1059, 30_023, 30_078]);
    let people = prop::collection::vec(1_u8..6, 0..3);
    (kind, 1_u8..6, people, 0_u64..50, any::<u16>()).prop_map(|(kind, by, people, age, text)| {
        let named: Vec<String> = people
            .iter()
            .map(|it| keys(*it).public().to_string())
            .collect();
        let mut tags: Vec<Vec<&str>> = named.iter().map(|key| vec!["p", key.as_str()]).collect();
        tags.push(vec!["t", "moot"]);
        let tags: Vec<&[&str]> = tags.iter().map(Vec::as_slice).collect();
        event(&keys(by), kind, age, &tags, &format!("word {text}"))
    })
}

/// A filter of any form.
fn any_filter(events: &[Event]) -> impl Strategy<Value = Value> + use<> {
    let events = events.to_vec();
    let some = prop::collection::vec(0..events.len(), 0..4);
    (any::<[bool; 7]>(), some, 1_u8..6, 0_u64..60).prop_map(move |(has, some, who, age)| {
        let mut filter = serde_json::Map::new();
        let chosen = || some.iter().map(|at| &events[*at]);
        let mut put = |has: bool, name: &str, value: Value| {
            if has {
                filter.insert(name.to_owned(), value);
            }
        };
        put(
            has[0],
            "ids",
            json!(chosen().map(|it| it.id).collect::<Vec<_>>()),
        );
        put(has[1], "authors", json!([keys(who).public()]));
        put(has[2], "kinds", json!([1, 4, 1059]));
        put(has[3], "#p", json!([keys(who).public()]));
        put(has[4], "#t", json!(["moot"]));
        put(has[5], "since", json!(NOW - age));
        put(has[6], "search", json!("word"));
        Value::Object(filter)
    })
}

/// Whether somebody may know of an event, by the rule in words: messages are for whom they name, the older ones also for
/// their author; a wrap that names nobody is for its author.
fn is_for(event: &Event, viewer: Option<PublicKey>) -> bool {
    let named: Vec<String> = event.values("p").map(str::to_owned).collect();
    let is_named = viewer.is_some_and(|viewer| named.contains(&viewer.to_string()));
    let is_author = viewer == Some(event.pubkey);
    match event.kind.0 {
        4 => is_named || is_author,
        1059 => is_named || (named.is_empty() && is_author),
        _ => true,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_learned_of_what_is_for_others(
        (events, filters) in prop::collection::vec(anything(), 1..20).prop_flat_map(|events| {
            let filters = prop::collection::vec(any_filter(&events), 6);
            (Just(events), filters)
        }),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let world = World::new().await;
            world.has(&events).await;
            for viewer in [None, Some(1), Some(4)] {
                let mut app = match viewer {
                    Some(number) => world.app_of(&keys(number)).await,
                    None => world.app().await,
                };
                let viewer = viewer.map(|number| keys(number).public());
                for filter in &filters {
                    let (given, count, compared) = learned(&mut app, filter).await;
                    for id in given.iter().chain(&compared) {
                        let event = events.iter().find(|it| it.id.to_string() == *id).unwrap();
                        assert!(is_for(event, viewer), "{filter} gave {}", event.to_json());
                    }
                    let asked = nostr_proto::Filter::read(filter).unwrap();
                    let fits = |it: &&Event| asked.fits(it) && is_for(it, viewer);
                    let most = u64::try_from(events.iter().filter(fits).count()).unwrap();
                    assert!(count <= most, "{filter} counted {count} of {most}");
                }
            }
        });
    }
}
