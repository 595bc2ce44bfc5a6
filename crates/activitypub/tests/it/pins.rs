//! Posts that others pin to their profiles.

use std::time::Duration;

use ap_proto::activity::{ActivityKind, ObjectRef};
use http::StatusCode;
use serde_json::{Value, json};
use social::Page;
use social::account::PostFilter;

use crate::pair::{Pair, id};
use crate::peer::Person;
use crate::support::until;

/// What is pinned on Bob's profile, as Alice sees it.
async fn pinned(pair: &Pair) -> Vec<String> {
    let filter = PostFilter {
        pinned: true,
        ..PostFilter::default()
    };
    let bob = pair.bob_id().await;
    let social = &pair.home.social;
    let posts = social.account_posts(pair.alice.viewer(), bob, filter, Page::first(20));
    let posts = posts.await.unwrap().items;
    posts.into_iter().map(|post| post.uri).collect()
}

fn featured(person: &Person) -> String {
    format!("{}/featured", person.id)
}

fn change(person: &Person, kind: ActivityKind, number: u32, post: &str, target: &str) -> Value {
    let mut activity = person.activity(kind, number, ObjectRef::Uri(post.to_owned()));
    activity["target"] = json!(target);
    activity
}

/// Bob says where his pinned posts are.
async fn name_featured(pair: &Pair) {
    let mut actor = pair.bob.actor();
    actor["featured"] = json!(featured(&pair.bob));
    let path = pair.bob.id.strip_prefix(&pair.peer.base).unwrap();
    pair.peer.publish(path, &actor);
    let update = pair.bob.activity(
        ActivityKind::Update,
        900,
        ObjectRef::Uri(pair.bob.id.clone()),
    );
    let answer = pair.bob.deliver(&pair.home, &update).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
}

#[tokio::test]
async fn a_pin_comes_and_goes_and_is_ones_own() {
    let pair = Pair::start().await;
    name_featured(&pair).await;
    let (note, other) = (pair.bob.note(1, "Look"), pair.bob.note(2, "Here"));
    pair.bob
        .deliver(&pair.home, &pair.bob.create(1, &note))
        .await;
    // The other one is not here yet.
    pair.peer.publish("/notes/2", &other);
    let eve = pair.peer.person("eve");
    let theirs = eve.note(3, "Buy my things");
    pair.peer.publish("/notes/3", &theirs);
    let own = featured(&pair.bob);
    for activity in [
        change(&pair.bob, ActivityKind::Add, 11, id(&note), &own),
        change(&pair.bob, ActivityKind::Add, 12, id(&other), &own),
        change(&pair.bob, ActivityKind::Add, 13, id(&theirs), &own),
        change(&pair.bob, ActivityKind::Add, 14, id(&note), &featured(&eve)),
    ] {
        pair.bob.deliver(&pair.home, &activity).await;
    }
    let forged = change(&eve, ActivityKind::Remove, 15, id(&note), &own);
    eve.deliver(&pair.home, &forged).await;
    assert_eq!(pinned(&pair).await, [id(&other), id(&note)]);
    let remove = change(&pair.bob, ActivityKind::Remove, 16, id(&note), &own);
    let answer = pair.bob.deliver(&pair.home, &remove).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    assert_eq!(pinned(&pair).await, [id(&other)]);
}

#[tokio::test]
async fn what_somebody_found_has_pinned_is_fetched_and_no_more_than_a_few() {
    let pair = Pair::start().await;
    name_featured(&pair).await;
    let notes: Vec<Value> = (1..=14).map(|n| pair.bob.note(n, "Look")).collect();
    let mut items = notes.clone();
    // One is only named, one is of somebody else's server, and one says that it is somebody else's.
    items[1] = notes[1]["id"].clone();
    pair.peer.publish("/notes/2", &notes[1]);
    items[2]["id"] = json!("https://far.example/notes/3");
    items[3]["attributedTo"] = json!(pair.peer.person("eve").id);
    let path = featured(&pair.bob);
    let path = path.strip_prefix(&pair.peer.base).unwrap();
    let collection =
        json!({"id": featured(&pair.bob), "type": "OrderedCollection", "orderedItems": items});
    pair.peer.publish(path, &collection);
    // Whom she looked for a moment ago is not looked at again.
    pair.home.clock.pass(Duration::from_mins(11));
    let accept = json!({
        "id": format!("{}#accept", pair.bob.id), "type": "Accept", "actor": pair.bob.id,
        "object": pair.peer.delivered_of("Follow").remove(0),
    });
    let answer = pair.bob.deliver(&pair.home, &accept).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    until("the pinned posts arrive", || async {
        pinned(&pair).await.len() == 9
    })
    .await;
    let pinned = pinned(&pair).await;
    assert_eq!(pinned[..2], [id(&notes[0]), id(&notes[1])]);
    assert_eq!(pinned[2], id(&notes[4]));
    assert_eq!(pair.peer.asked(path), 1);
}
