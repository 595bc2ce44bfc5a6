//! What somebody is told of, and how far they have read.

use http::StatusCode;
use serde_json::json;

use super::world::World;

/// Alice, and two who do things to her: two likes, a follow, a mention, in this order.
async fn busy_day(world: &World) -> (String, String) {
    let (a, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let (_, carol) = world.person("carol").await;
    let id = world
        .post(&alice, "/api/v1/statuses", "status=hi")
        .await
        .id();
    for token in [&bob, &carol] {
        world
            .post(token, &format!("/api/v1/statuses/{id}/favourite"), "")
            .await
            .ok();
    }
    world
        .post(
            &bob,
            &format!("/api/v1/accounts/{}/follow", a.account_id),
            "",
        )
        .await
        .ok();
    world
        .post(&bob, "/api/v1/statuses", "status=@alice+hello")
        .await
        .ok();
    world.settle().await;
    (alice, bob)
}

#[tokio::test]
async fn somebody_is_told_of_what_happens() {
    let world = World::new().await;
    let (alice, _) = busy_day(&world).await;
    let list = world.get(&alice, "/api/v1/notifications").await.ok();
    let kinds: Vec<_> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|n| n["type"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["mention", "follow", "favourite", "favourite"]);
    for version in ["v1", "v2"] {
        let path = format!("/api/{version}/notifications/unread_count");
        assert_eq!(world.get(&alice, &path).await.ok()["count"], 4);
    }
    for (query, count) in [
        ("types[]=mention", 1),
        ("exclude_types[]=favourite", 2),
        ("types[]=poll", 0),
    ] {
        let list = world
            .get(&alice, &format!("/api/v1/notifications?{query}"))
            .await
            .ok();
        assert_eq!(list.as_array().unwrap().len(), count, "{query}");
    }
}

#[tokio::test]
async fn what_belongs_together_is_one_group() {
    let world = World::new().await;
    let (alice, bob) = busy_day(&world).await;
    let grouped = world.get(&alice, "/api/v2/notifications").await.ok();
    let groups = grouped["notification_groups"].as_array().unwrap();
    assert_eq!(
        (groups.len(), grouped["accounts"].as_array().unwrap().len()),
        (3, 2)
    );
    let likes = &groups[2];
    assert_eq!(likes["notifications_count"], 2);
    assert_eq!(likes["sample_account_ids"].as_array().unwrap().len(), 2);

    let path = format!(
        "/api/v2/notifications/{}",
        likes["group_key"].as_str().unwrap()
    );
    assert_eq!(
        world.get(&alice, &path).await.ok()["notification_groups"],
        json!([likes])
    );
    assert_eq!(world.get(&bob, &path).await.status, StatusCode::NOT_FOUND);
    let people = world.get(&alice, &format!("{path}/accounts")).await.ok();
    assert_eq!(people.as_array().unwrap().len(), 2);
    assert_eq!(
        world
            .post(&alice, &format!("{path}/dismiss"), "")
            .await
            .ok(),
        json!({})
    );
    assert_eq!(world.get(&alice, &path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_was_told_is_forgotten_when_asked() {
    let world = World::new().await;
    let (alice, bob) = busy_day(&world).await;
    let list = world.get(&alice, "/api/v1/notifications").await.ok();
    let path = format!("/api/v1/notifications/{}", list[0]["id"].as_str().unwrap());
    assert_eq!(
        world.get(&alice, &path).await.ok()["status"]["account"]["acct"],
        "bob"
    );
    assert_eq!(world.get(&bob, &path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        world
            .post(&alice, &format!("{path}/dismiss"), "")
            .await
            .ok(),
        json!({})
    );
    assert_eq!(world.get(&alice, &path).await.status, StatusCode::NOT_FOUND);
    world
        .post(&alice, "/api/v1/notifications/clear", "")
        .await
        .ok();
    assert_eq!(
        world.get(&alice, "/api/v1/notifications").await.ok(),
        json!([])
    );
}

#[tokio::test]
async fn markers_move_forward() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let moved = world
        .post(
            &alice,
            "/api/v1/markers",
            "home[last_read_id]=5&notifications[last_read_id]=7",
        )
        .await
        .ok();
    assert_eq!(moved["home"]["last_read_id"], "5");
    let read = world
        .get(&alice, "/api/v1/markers?timeline[]=notifications")
        .await
        .ok();
    assert_eq!(
        (read.get("home"), &read["notifications"]["last_read_id"]),
        (None, &json!("7"))
    );
}
