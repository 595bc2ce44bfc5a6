//! Stories: a picture for a day, for those who follow.

use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::media::{id, png, upload};
use super::world::World;

const STORIES: &str = "/api/v1/folkmoot/stories";

async fn tell(world: &World, token: &str, shade: u8) -> Value {
    let media = upload(world, token, png(shade)).await;
    let form = format!("media_id={}&text=Morning", id(&media));
    world.post(token, STORIES, &form).await.ok()
}

fn name(story: &Value) -> String {
    let url = story["media_attachment"]["url"].as_str().unwrap();
    url.rsplit('/').next().unwrap().to_owned()
}

/// Alice, whom Bob follows and Carol does not.
async fn three(world: &World) -> (String, String, String) {
    let (alice, alice_token) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let (_, carol) = world.person("carol").await;
    let follow = format!("/api/v1/accounts/{}/follow", alice.account_id);
    world.post(&bob, &follow, "").await.ok();
    (alice_token, bob, carol)
}

#[tokio::test]
async fn a_story_is_for_those_who_follow_and_for_a_day() {
    let world = World::new().await;
    let (alice, bob, carol) = three(&world).await;
    let (first, second) = (tell(&world, &alice, 1).await, tell(&world, &alice, 2).await);
    assert_eq!(
        (&first["text"], &first["duration"], &first["views_count"]),
        (&json!("Morning"), &json!(7), &json!(0))
    );
    let one = format!("{STORIES}/{}", id(&first));
    let tray = world.get(&bob, STORIES).await.ok();
    assert_eq!(tray[0]["account"]["acct"], "alice");
    assert_eq!(tray[0]["has_new"], true);
    assert_eq!(tray[0]["stories"].as_array().unwrap().len(), 2);
    assert_eq!(world.get(&carol, STORIES).await.ok(), json!([]));
    assert_eq!(world.get(&carol, &one).await.status, StatusCode::NOT_FOUND);
    for story in [&first, &second] {
        let seen = format!("{STORIES}/{}/seen", id(story));
        assert_eq!(world.post(&bob, &seen, "").await.ok(), json!({}));
        assert_eq!(world.post(&bob, &seen, "").await.ok(), json!({}));
        let nobody = world.post(&carol, &seen, "").await;
        assert_eq!(nobody.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(world.get(&alice, &one).await.ok()["views_count"], 1);
    let at_bob = world.get(&bob, STORIES).await.ok();
    assert_eq!(at_bob[0]["has_new"], false);
    assert_eq!(at_bob[0]["stories"][0]["views_count"], Value::Null);
    world.pass(Duration::from_hours(25));
    assert_eq!(world.get(&bob, STORIES).await.ok(), json!([]));
    assert_eq!(world.get(&alice, &one).await.status, StatusCode::NOT_FOUND);
    assert!(world.social.file(&name(&first)).await.is_ok());
    assert_eq!(world.social.end_stories().await.unwrap(), 2);
    assert!(world.social.file(&name(&first)).await.is_err());
    assert_eq!(world.social.end_stories().await.unwrap(), 0);
}

#[tokio::test]
async fn a_story_is_in_no_feed_and_its_file_in_no_post() {
    let world = World::new().await;
    let (alice, bob, _) = three(&world).await;
    let media = upload(&world, &alice, png(1)).await;
    let form = format!("media_id={}", id(&media));
    world.post(&alice, STORIES, &form).await.ok();
    let again = world.post(&alice, STORIES, &form).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let status = format!("status=x&media_ids[]={}", id(&media));
    let post = world.post(&alice, "/api/v1/statuses", &status).await;
    assert_eq!(post.status, StatusCode::UNPROCESSABLE_ENTITY);
    world.settle().await;
    for feed in ["/api/v1/timelines/home", "/api/v1/timelines/public"] {
        assert_eq!(world.get(&bob, feed).await.ok(), json!([]));
    }
    let me = world
        .get(&alice, "/api/v1/accounts/verify_credentials")
        .await
        .ok();
    assert_eq!(me["statuses_count"], 0);
}

#[tokio::test]
async fn a_story_is_taken_back_by_its_owner_alone_and_its_file_goes() {
    let world = World::new().await;
    let (alice, bob, _) = three(&world).await;
    let story = tell(&world, &alice, 1).await;
    let one = format!("{STORIES}/{}", id(&story));
    let theirs = world.ask(&bob, Method::DELETE, &one, "").await;
    assert_eq!(theirs.status, StatusCode::FORBIDDEN);
    world.ask(&alice, Method::DELETE, &one, "").await.ok();
    assert!(world.social.file(&name(&story)).await.is_err());
    assert_eq!(world.get(&bob, STORIES).await.ok(), json!([]));
}

#[tokio::test]
async fn who_is_blocked_or_stops_following_sees_nothing_more() {
    let world = World::new().await;
    let (alice, bob, _) = three(&world).await;
    let story = tell(&world, &alice, 1).await;
    let one = format!("{STORIES}/{}", id(&story));
    world.get(&bob, &one).await.ok();
    let me = world
        .get(&bob, "/api/v1/accounts/verify_credentials")
        .await
        .ok();
    let block = format!("/api/v1/accounts/{}/block", id(&me));
    world.post(&alice, &block, "").await.ok();
    assert_eq!(world.get(&bob, &one).await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.get(&bob, STORIES).await.ok(), json!([]));
}

#[tokio::test]
async fn what_is_no_story_is_refused_in_words() {
    let world = World::new().await;
    let (alice, bob, _) = three(&world).await;
    let media = upload(&world, &alice, png(1)).await;
    let long = format!("media_id={}&text={}", id(&media), "x".repeat(301));
    for form in ["", "media_id=7", long.as_str()] {
        let refused = world.post(&alice, STORIES, form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
    }
    let theirs = format!("media_id={}", id(&media));
    let refused = world.post(&bob, STORIES, &theirs).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}
