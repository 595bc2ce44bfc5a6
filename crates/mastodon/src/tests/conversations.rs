//! Private posts are their own inbox.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::world::World;

/// Writes a private post, answering another one if there is one.
async fn whisper(world: &World, token: &str, text: &str, to: &str) -> String {
    let form = format!("visibility=direct&status={text}&in_reply_to_id={to}");
    let id = world.post(token, "/api/v1/statuses", &form).await.id();
    world.settle().await;
    id
}

async fn inbox(world: &World, token: &str) -> Value {
    world.get(token, "/api/v1/conversations").await.ok()
}

fn names(conversation: &Value) -> Vec<&str> {
    let accounts = conversation["accounts"].as_array().unwrap();
    accounts
        .iter()
        .map(|account| account["acct"].as_str().unwrap())
        .collect()
}

/// People who follow each other, so that their private posts are not held back.
async fn friends(world: &World, names: &[&str]) -> Vec<String> {
    let mut people = Vec::new();
    for name in names {
        people.push(world.person(name).await);
    }
    for (_, token) in &people {
        for (other, _) in &people {
            let path = format!("/api/v1/accounts/{}/follow", other.account_id);
            world.post(token, &path, "").await;
        }
    }
    world.settle().await;
    people.into_iter().map(|(_, token)| token).collect()
}

#[tokio::test]
async fn a_private_post_is_in_the_inbox_of_those_it_names_and_in_no_home_feed() {
    let world = World::new().await;
    let people = friends(&world, &["alice", "bob", "carol"]).await;
    let (alice, bob, carol) = (&people[0], &people[1], &people[2]);
    let id = whisper(&world, alice, "@bob+psst", "").await;
    let of_bob = inbox(&world, bob).await;
    assert_eq!(names(&of_bob[0]), ["alice"]);
    assert_eq!(
        (&of_bob[0]["unread"], &of_bob[0]["last_status"]["id"]),
        (&json!(true), &json!(id))
    );
    let of_alice = inbox(&world, alice).await;
    assert_eq!(names(&of_alice[0]), ["bob"]);
    assert_eq!(of_alice[0]["unread"], json!(false));
    assert_eq!(inbox(&world, carol).await, json!([]));
    for token in [alice, bob, carol] {
        let home = world.get(token, "/api/v1/timelines/home").await.ok();
        assert_eq!(home, json!([]));
    }
    let direct = world.get(bob, "/api/v1/timelines/direct").await.ok();
    assert_eq!(direct[0]["id"], json!(id));
    assert_eq!(
        world.get(carol, "/api/v1/timelines/direct").await.ok(),
        json!([])
    );
}

#[tokio::test]
async fn typing_a_name_into_a_private_conversation_adds_nobody() {
    let world = World::new().await;
    let people = friends(&world, &["alice", "bob", "carol"]).await;
    let (alice, bob, carol) = (&people[0], &people[1], &people[2]);
    let id = whisper(&world, alice, "@bob+about+the+surprise", "").await;
    let form = format!("visibility=direct&status=@alice+will+@carol+come&in_reply_to_id={id}");
    let refused = world.post(bob, "/api/v1/statuses", &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let why = refused.json["error"].as_str().unwrap();
    assert!(why.contains("@carol"), "{why}");
    // Not by a later change either.
    let mine = whisper(&world, bob, "@alice+yes", &id).await;
    let path = format!("/api/v1/statuses/{mine}");
    let refused = world
        .ask(bob, Method::PUT, &path, "status=@alice+@carol+yes")
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    world.settle().await;
    assert_eq!(inbox(&world, carol).await, json!([]));
    // Whoever wants it says so, and that is another conversation.
    let form = format!("{form}&folkmoot_add_people=true");
    world.post(bob, "/api/v1/statuses", &form).await.ok();
    world.settle().await;
    assert_eq!(names(&inbox(&world, carol).await[0]), ["alice", "bob"]);
    let of_alice = inbox(&world, alice).await;
    assert_eq!(names(&of_alice[0]), ["bob", "carol"]);
    assert_eq!(names(&of_alice[1]), ["bob"]);
}

#[tokio::test]
async fn a_conversation_is_read_unread_and_put_away_by_its_owner_alone() {
    let world = World::new().await;
    let people = friends(&world, &["alice", "bob"]).await;
    let (alice, bob) = (&people[0], &people[1]);
    let id = whisper(&world, alice, "@bob+psst", "").await;
    let conversation = inbox(&world, bob).await[0]["id"].clone();
    let path = format!("/api/v1/conversations/{}", conversation.as_str().unwrap());
    for verb in ["read", "unread"] {
        let path = format!("{path}/{verb}");
        let foreign = world.post(alice, &path, "").await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
        let marked = world.post(bob, &path, "").await.ok();
        assert_eq!(marked["unread"], json!(verb == "unread"));
        assert_eq!(inbox(&world, bob).await[0]["unread"], marked["unread"]);
    }
    let foreign = world.ask(alice, Method::DELETE, &path, "").await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    let away = world.ask(bob, Method::DELETE, &path, "").await.ok();
    assert_eq!(away, json!({}));
    assert_eq!(inbox(&world, bob).await, json!([]));
    assert_eq!(
        inbox(&world, alice).await[0]["last_status"]["id"],
        json!(id)
    );
    whisper(&world, alice, "@bob+still+there", &id).await;
    assert_eq!(inbox(&world, bob).await[0]["unread"], json!(true));
}

#[tokio::test]
async fn deleting_the_last_post_moves_a_conversation_back() {
    let world = World::new().await;
    let people = friends(&world, &["alice", "bob"]).await;
    let (alice, bob) = (&people[0], &people[1]);
    let first = whisper(&world, alice, "@bob+one", "").await;
    let other = whisper(&world, alice, "@bob+other", "").await;
    let second = whisper(&world, alice, "@bob+two", &first).await;
    let last = |inbox: Value| {
        let all = inbox.as_array().unwrap().clone();
        all.into_iter()
            .map(|one| one["last_status"]["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(last(inbox(&world, bob).await), [&*second, &*other]);
    // Pages go by the newest posts.
    let path = format!("/api/v1/conversations?limit=1&max_id={second}");
    let page = world.get(bob, &path).await;
    assert!(
        page.headers["link"]
            .to_str()
            .unwrap()
            .contains(&format!("max_id={other}"))
    );
    assert_eq!(last(page.ok()), [&*other]);
    for (gone, left) in [(&second, vec![&other, &first]), (&first, vec![&other])] {
        let path = format!("/api/v1/statuses/{gone}");
        world.ask(alice, Method::DELETE, &path, "").await.ok();
        let left: Vec<_> = left.into_iter().cloned().collect();
        assert_eq!(last(inbox(&world, bob).await), left);
    }
}

#[tokio::test]
async fn a_block_takes_the_last_post_of_a_conversation_out_of_sight() {
    let world = World::new().await;
    let people = friends(&world, &["alice", "bob"]).await;
    let (alice, bob) = (&people[0], &people[1]);
    whisper(&world, alice, "@bob+psst", "").await;
    let of_alice = inbox(&world, bob).await[0]["accounts"][0]["id"].clone();
    let path = format!("/api/v1/accounts/{}/block", of_alice.as_str().unwrap());
    world.post(bob, &path, "").await.ok();
    assert_eq!(inbox(&world, bob).await, json!([]));
    let direct = world.get(bob, "/api/v1/timelines/direct").await.ok();
    assert_eq!(direct, json!([]));
}
