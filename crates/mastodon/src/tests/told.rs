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
    for (version, count) in [("v1", 4), ("v2", 3)] {
        let path = format!("/api/{version}/notifications/unread_count");
        assert_eq!(world.get(&alice, &path).await.ok()["count"], count);
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
    let alone = world.get(&alice, &path).await.ok()["notification_groups"].clone();
    for field in ["group_key", "notifications_count", "sample_account_ids"] {
        assert_eq!(alone[0][field], likes[field]);
    }
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

/// Alice, and likes of many people for two of her posts.
async fn popular(world: &World, people: usize) -> (String, [String; 2]) {
    let (_, alice) = world.person("alice").await;
    let mut posts = Vec::new();
    for text in ["one", "two"] {
        let form = format!("status={text}");
        posts.push(world.post(&alice, "/api/v1/statuses", &form).await.id());
    }
    for n in 0..people {
        let (_, token) = world.person(&format!("fan{n}")).await;
        for post in &posts {
            let path = format!("/api/v1/statuses/{post}/favourite");
            world.post(&token, &path, "").await.ok();
            world.settle().await;
        }
    }
    (alice, [posts[0].clone(), posts[1].clone()])
}

#[tokio::test]
async fn pages_of_groups_are_exact() {
    let world = World::new().await;
    let (alice, [one, two]) = popular(&world, 3).await;
    let path = "/api/v2/notifications?limit=1";
    let page = world.get(&alice, path).await;
    let link = page.headers["link"].to_str().unwrap().to_owned();
    let page = page.ok();
    let group = &page["notification_groups"][0];
    assert_eq!(
        (&group["status_id"], &group["notifications_count"]),
        (&json!(two), &json!(3))
    );
    assert_eq!(group["page_max_id"], group["page_min_id"]);
    assert_eq!(
        group["page_max_id"].as_str().unwrap(),
        group["most_recent_notification_id"].to_string()
    );
    // The link leads to what is below, where the other post is the newest.
    let next = link.split(['<', '>']).nth(1).unwrap();
    let next = next.strip_prefix("https://moot.example").unwrap();
    let page = world.get(&alice, next).await.ok();
    let group = &page["notification_groups"][0];
    assert_eq!(
        (&group["status_id"], &group["notifications_count"]),
        (&json!(one), &json!(3))
    );
    let ungrouped = world
        .get(&alice, "/api/v2/notifications?grouped_types[]=follow")
        .await
        .ok();
    assert_eq!(
        ungrouped["notification_groups"].as_array().unwrap().len(),
        6
    );
}

#[tokio::test]
async fn groups_tell_of_their_people_as_much_as_is_asked_for() {
    let world = World::new().await;
    let (alice, _) = popular(&world, 3).await;
    for version in ["v2", "v2_alpha"] {
        let path = format!("/api/{version}/notifications");
        let full = world.get(&alice, &path).await.ok();
        assert_eq!(full["accounts"].as_array().unwrap().len(), 3);
        assert_eq!(full.get("partial_accounts"), None);
        let partly = world
            .get(&alice, &format!("{path}?expand_accounts=partial_avatars"))
            .await
            .ok();
        assert_eq!(partly["accounts"].as_array().unwrap().len(), 1);
        assert_eq!(partly["partial_accounts"].as_array().unwrap().len(), 2);
        let wrong = world
            .get(&alice, &format!("{path}?expand_accounts=x"))
            .await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
        let count = world.get(&alice, &format!("{path}/unread_count")).await;
        assert_eq!(count.ok()["count"], 2);
        let key = full["notification_groups"][0]["group_key"]
            .as_str()
            .unwrap();
        let one = world.get(&alice, &format!("{path}/{key}")).await.ok();
        assert_eq!(one["notification_groups"][0]["notifications_count"], 3);
    }
    for (query, count) in [("limit=4", 4), ("types[]=follow", 0), ("", 6)] {
        let path = format!("/api/v1/notifications/unread_count?{query}");
        assert_eq!(world.get(&alice, &path).await.ok()["count"], count);
    }
    let all = world.get(&alice, "/api/v2_alpha/notifications").await.ok();
    let key = all["notification_groups"][0]["group_key"].as_str().unwrap();
    let path = format!("/api/v2_alpha/notifications/{key}/dismiss");
    assert_eq!(world.post(&alice, &path, "").await.ok(), json!({}));
    assert_eq!(
        world.post(&alice, &path, "").await.status,
        StatusCode::NOT_FOUND
    );
    let left = world.get(&alice, "/api/v1/notifications").await.ok();
    assert_eq!(left.as_array().unwrap().len(), 3);
}

/// Whoever comes late with an older place changes nothing, and is told where the marker is: there is no conflict to
/// answer with.
#[tokio::test]
async fn two_clients_that_move_one_marker_at_once_never_move_it_back() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let forms: Vec<String> = (1..=40)
        .map(|n| format!("home[last_read_id]={}", 1_000 + (n * 17) % 41))
        .collect();
    let moves = forms
        .iter()
        .map(|form| world.post(&alice, "/api/v1/markers", form));
    let answers = futures_util::future::join_all(moves).await;
    let mut seen: Vec<(i64, i64)> = answers
        .into_iter()
        .map(|answer| {
            let marker = answer.ok()["home"].clone();
            let read = marker["last_read_id"].as_str().unwrap().parse().unwrap();
            (marker["version"].as_i64().unwrap(), read)
        })
        .collect();
    seen.sort_unstable();
    assert!(seen.is_sorted_by_key(|(_, read)| *read), "{seen:?}");
    let left = world.get(&alice, "/api/v1/markers?timeline[]=home").await;
    assert_eq!(left.ok()["home"]["last_read_id"], "1040");
}
