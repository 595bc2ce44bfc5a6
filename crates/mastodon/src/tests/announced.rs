//! What the host tells everybody.

use http::{Method, StatusCode};
use serde_json::json;

use super::streams::{listen, next_event, payload};
use super::world::World;

const ADMIN: &str = "/api/v1/folkmoot/admin/announcements";
const ALL: &str = "/api/v1/announcements";

/// The host's token, and Alice's.
async fn community(world: &World) -> (String, String) {
    let (_, host) = world.staff("ines", social::caller::Role::Admin).await;
    (host, world.person("alice").await.1)
}

#[tokio::test]
async fn an_announcement_is_read_by_everybody_until_it_ends() {
    let world = World::new().await;
    let (host, alice) = community(&world).await;
    let form = "text=Hear+%23news+@alice&ends_at=2100-01-01T00:00:00Z&all_day=true";
    let made = world.post(&host, ADMIN, form).await.ok();
    let list = world.get(&alice, ALL).await.ok();
    assert_eq!(list[0]["id"], made["id"]);
    assert_eq!(
        (
            &list[0]["read"],
            &list[0]["all_day"],
            &list[0]["tags"][0]["name"]
        ),
        (&json!(false), &json!(true), &json!("news"))
    );
    assert_eq!(list[0]["mentions"][0]["acct"], "alice");
    let id = made["id"].as_str().unwrap();
    let dismiss = format!("{ALL}/{id}/dismiss");
    assert_eq!(world.post(&alice, &dismiss, "").await.ok(), json!({}));
    assert_eq!(world.get(&alice, ALL).await.ok()[0]["read"], true);
    assert_eq!(world.get(&host, ALL).await.ok()[0]["read"], false);
    let path = format!("{ADMIN}/{id}");
    let form = "text=Over&ends_at=2001-01-01T00:00:00Z";
    world.ask(&host, Method::PUT, &path, form).await.ok();
    assert_eq!(world.get(&alice, ALL).await.ok(), json!([]));
    world.ask(&host, Method::DELETE, &path, "").await.ok();
    let gone = world.post(&alice, &dismiss, "").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn only_the_host_announces_and_only_what_makes_sense() {
    let world = World::new().await;
    let (host, alice) = community(&world).await;
    let refused = world.post(&alice, ADMIN, "text=Me+me").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    for form in [
        "text=",
        "text=x&starts_at=soon",
        "text=x&starts_at=2030-01-02T00:00:00Z&ends_at=2030-01-01T00:00:00Z",
    ] {
        let refused = world.post(&host, ADMIN, form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
    }
}

#[tokio::test]
async fn people_say_an_emoji_to_an_announcement_and_take_it_back() {
    let world = World::new().await;
    let (host, alice) = community(&world).await;
    let made = world.post(&host, ADMIN, "text=Hear").await.ok();
    let id = made["id"].as_str().unwrap();
    let party = format!("{ALL}/{id}/reactions/%F0%9F%8E%89");
    for token in [&host, &alice, &alice] {
        let said = world.ask(token, Method::PUT, &party, "").await;
        assert_eq!(said.ok(), json!({}));
    }
    let said = world.get(&alice, ALL).await.ok()[0]["reactions"].clone();
    assert_eq!(said, json!([{ "name": "🎉", "count": 2, "me": true }]));
    world.ask(&alice, Method::DELETE, &party, "").await.ok();
    let again = world.ask(&alice, Method::DELETE, &party, "").await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    let said = world.get(&alice, ALL).await.ok()[0]["reactions"].clone();
    assert_eq!(said, json!([{ "name": "🎉", "count": 1, "me": false }]));
    for (name, status) in [("word", 422), ("%00", 404)] {
        let path = format!("{ALL}/{id}/reactions/{name}");
        let refused = world.ask(&alice, Method::PUT, &path, "").await;
        assert_eq!(refused.status, status, "{name}");
    }
    let path = format!("{ALL}/1/reactions/%F0%9F%8E%89");
    let nowhere = world.ask(&alice, Method::PUT, &path, "").await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn announcements_are_heard_as_they_are_made() {
    let world = World::new().await;
    let (host, alice) = community(&world).await;
    let mut events = listen(&world, "/api/v1/streaming/user", &alice)
        .await
        .unwrap();
    let made = world.post(&host, ADMIN, "text=Hear").await.ok();
    let id = made["id"].as_str().unwrap().to_owned();
    let event = next_event(&mut events).await.unwrap();
    assert!(event.starts_with("event: announcement\n"), "{event}");
    assert_eq!(payload(&event)["id"], made["id"]);
    compat::proves("EVENT announcement");
    let party = format!("{ALL}/{id}/reactions/%F0%9F%8E%89");
    world.ask(&host, Method::PUT, &party, "").await.ok();
    let event = next_event(&mut events).await.unwrap();
    assert!(
        event.starts_with("event: announcement.reaction\n"),
        "{event}"
    );
    assert_eq!(
        payload(&event),
        json!({ "name": "🎉", "count": 1, "announcement_id": id })
    );
    compat::proves("EVENT announcement.reaction");
    let path = format!("{ADMIN}/{id}");
    world.ask(&host, Method::DELETE, &path, "").await.ok();
    let event = next_event(&mut events).await.unwrap();
    assert_eq!(
        event.trim(),
        format!("event: announcement.delete\ndata: {id}")
    );
    compat::proves("EVENT announcement.delete");
}
