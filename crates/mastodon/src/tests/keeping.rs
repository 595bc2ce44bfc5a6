//! What readers keep to themselves: muted conversations, bookmarks in folders; and what they show: emoji.

use axum::body::Body;
use http::{Method, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::json;
use tower::ServiceExt;

use super::world::World;

#[tokio::test]
async fn a_muted_conversation_is_silent_and_says_so() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let id = world
        .post(&alice, "/api/v1/statuses", "status=start")
        .await
        .id();
    let path = format!("/api/v1/statuses/{id}");
    let muted = world.post(&alice, &format!("{path}/mute"), "").await.ok();
    assert_eq!(muted["muted"], true);
    assert_eq!(world.get(&bob, &path).await.ok()["muted"], false);
    let answer = format!("status=@alice+hello&in_reply_to_id={id}");
    let reply = world.post(&bob, "/api/v1/statuses", &answer).await.id();
    let like = format!("{path}/favourite");
    world.post(&bob, &like, "").await.ok();
    world.settle().await;
    let told = world.get(&alice, "/api/v1/notifications").await.ok();
    assert_eq!(told, json!([]));
    let shown = world
        .get(&alice, &format!("/api/v1/statuses/{reply}"))
        .await
        .ok();
    assert_eq!(shown["muted"], true, "the answer is in the conversation");
    let heard = world
        .post(&alice, &format!("/api/v1/statuses/{reply}/unmute"), "")
        .await
        .ok();
    assert_eq!(heard["muted"], false);
    let answer = format!("status=@alice+again&in_reply_to_id={reply}");
    world.post(&bob, "/api/v1/statuses", &answer).await.ok();
    world.settle().await;
    let told = world.get(&alice, "/api/v1/notifications").await.ok();
    assert_eq!(told.as_array().unwrap().len(), 1);
}

/// Not through the world, which holds every answer to Mastodon's description: that has no word for these.
async fn ask_for_reactions(world: &World, token: &str, query: &str) -> String {
    let request = Request::get(format!("/api/v1/notifications?{query}"))
        .header("authorization", format!("Bearer {token}"))
        .body(Body::empty());
    let response = world
        .router
        .clone()
        .oneshot(request.unwrap())
        .await
        .unwrap();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn an_emoji_is_put_under_a_post_and_taken_back() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let id = world
        .post(&alice, "/api/v1/statuses", "status=cake")
        .await
        .id();
    let path = format!("/api/v1/pleroma/statuses/{id}/reactions");
    let party = format!("{path}/%F0%9F%8E%89");
    let post = world.ask(&bob, Method::PUT, &party, "").await.ok();
    assert_eq!(
        post["pleroma"]["emoji_reactions"],
        json!([{ "name": "🎉", "count": 1, "me": true }])
    );
    let list = world.get("", &path).await.ok();
    assert_eq!(
        (&list[0]["accounts"][0]["acct"], &list[0]["me"]),
        (&json!("bob"), &json!(false))
    );
    let other = format!("{path}/%E2%9D%A4%EF%B8%8F");
    assert_eq!(world.get("", &other).await.ok(), json!([]));
    assert_eq!(world.get(&bob, &party).await.ok()[0]["me"], true);
    world.settle().await;
    assert_eq!(
        world.get(&alice, "/api/v1/notifications").await.ok(),
        json!([]),
        "only for apps that ask"
    );
    let asked = "types[]=pleroma:emoji_reaction";
    let told = ask_for_reactions(&world, &alice, asked).await;
    assert!(told.contains(&id), "{told}");
    for bad in ["x", "%F0%9F%8E%89%F0%9F%8E%89", ":blob:"] {
        let refused = world
            .ask(&bob, Method::PUT, &format!("{path}/{bad}"), "")
            .await;
        assert_eq!(refused.status, 422, "{bad}");
    }
    let post = world.ask(&bob, Method::DELETE, &party, "").await.ok();
    assert_eq!(post["pleroma"]["emoji_reactions"], json!([]));
    world.settle().await;
    assert_eq!(ask_for_reactions(&world, &alice, asked).await, "[]");
}

#[tokio::test]
async fn bookmarks_are_kept_in_folders() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let folders = "/api/v1/pleroma/bookmark_folders";
    let folder = world
        .post(&alice, folders, "name=Recipes&emoji=%F0%9F%8D%8E")
        .await
        .ok();
    assert_eq!(
        (&folder["name"], &folder["emoji"]),
        (&json!("Recipes"), &json!("🍎"))
    );
    let id = folder["id"].as_str().unwrap();
    let path = format!("{folders}/{id}");
    let renamed = world
        .ask(&alice, Method::PATCH, &path, "name=Food")
        .await
        .ok();
    assert_eq!(renamed["name"], "Food");
    assert_eq!(world.get(&alice, folders).await.ok(), json!([renamed]));
    let (mut posts, mut deeds) = (Vec::new(), Vec::new());
    for text in ["soup", "news"] {
        let post = world
            .post(&bob, "/api/v1/statuses", &format!("status={text}"))
            .await
            .id();
        deeds.push(format!("/api/v1/statuses/{post}/bookmark"));
        posts.push(post);
    }
    let kept = world
        .post(&alice, &deeds[0], &format!("folder_id={id}"))
        .await
        .ok();
    assert_eq!(kept["pleroma"]["bookmark_folder"], id);
    world.post(&alice, &deeds[1], "").await.ok();
    let inside = world
        .get(&alice, &format!("/api/v1/bookmarks?folder_id={id}"))
        .await
        .ok();
    assert_eq!(inside.as_array().unwrap().len(), 1);
    assert_eq!(inside[0]["id"], posts[0].as_str());
    let all = world.get(&alice, "/api/v1/bookmarks").await.ok();
    assert_eq!(all.as_array().unwrap().len(), 2);
    // Somebody else's folder is none.
    let refused = world
        .post(&bob, &deeds[0], &format!("folder_id={id}"))
        .await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    for method in [Method::PATCH, Method::DELETE] {
        let refused = world.ask(&bob, method, &path, "name=Mine").await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
    }
    world.ask(&alice, Method::DELETE, &path, "").await.ok();
    let all = world.get(&alice, "/api/v1/bookmarks").await.ok();
    assert_eq!(all.as_array().unwrap().len(), 2, "the bookmarks stay");
    assert_eq!(all[1]["pleroma"]["bookmark_folder"], json!(null));
}
