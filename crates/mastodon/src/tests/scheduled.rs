//! Posts that are written later, posts that are not finished, and repeated requests.

use std::time::Duration;

use axum::body::Body;
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};

use super::world::World;

const SCHEDULED: &str = "/api/v1/scheduled_statuses";

/// A moment so many minutes from now.
fn later(world: &World, minutes: u64) -> String {
    world
        .social
        .now()
        .plus(Duration::from_mins(minutes))
        .to_string()
}

async fn schedule(world: &World, token: &str, minutes: u64, text: &str) -> Value {
    let form = format!("status={text}&scheduled_at={}", later(world, minutes));
    world.post(token, "/api/v1/statuses", &form).await.ok()
}

#[tokio::test]
async fn a_post_is_scheduled_moved_and_written_once() {
    let world = World::new().await;
    let (a, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let made = schedule(
        &world,
        &alice,
        10,
        "Later&visibility=private&poll[options][]=a&poll[options][]=b&poll[expires_in]=600",
    )
    .await;
    assert_eq!(
        (&made["params"]["text"], &made["params"]["visibility"]),
        (&json!("Later"), &json!("private"))
    );
    assert_eq!(made["params"]["poll"]["options"], json!(["a", "b"]));
    let path = format!("{SCHEDULED}/{}", made["id"].as_str().unwrap());
    assert_eq!(
        world.get(&bob, &path).await.status,
        StatusCode::NOT_FOUND,
        "nobody else's"
    );
    let when = later(&world, 20);
    let form = format!("scheduled_at={when}");
    let moved = world.ask(&alice, Method::PUT, &path, &form).await.ok();
    assert_eq!(moved["scheduled_at"], when.as_str());
    assert_eq!(world.get(&alice, &path).await.ok(), moved);
    assert_eq!(world.get(&alice, SCHEDULED).await.ok(), json!([moved]));

    world.pass(Duration::from_mins(15));
    assert_eq!(world.social.post_what_is_due().await.unwrap(), 0);
    world.pass(Duration::from_mins(10));
    let (first, second) = tokio::join!(
        world.social.post_what_is_due(),
        world.social.post_what_is_due()
    );
    first.unwrap();
    second.unwrap();
    assert_eq!(world.social.post_what_is_due().await.unwrap(), 0);
    let profile = format!("/api/v1/accounts/{}/statuses", a.account_id);
    let posts = world.get(&alice, &profile).await.ok();
    assert_eq!(posts.as_array().unwrap().len(), 1);
    assert_eq!(posts[0]["content"], "<p>Later</p>");
    assert_eq!(posts[0]["visibility"], "private");
    assert_eq!(posts[0]["poll"]["expired"], false);
    assert_eq!(posts[0]["application"]["name"], "Test");
    assert_eq!(world.get(&alice, SCHEDULED).await.ok(), json!([]));
}

#[tokio::test]
async fn a_scheduled_post_is_cancelled() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let made = schedule(&world, &alice, 10, "no").await;
    let path = format!("{SCHEDULED}/{}", made["id"].as_str().unwrap());
    for (who, status) in [(&bob, 404), (&alice, 200), (&alice, 404)] {
        let answer = world.ask(who, Method::DELETE, &path, "").await;
        assert_eq!(answer.status.as_u16(), status);
    }
    world.pass(Duration::from_mins(11));
    assert_eq!(world.social.post_what_is_due().await.unwrap(), 0);
}

#[tokio::test]
async fn what_cannot_be_posted_or_is_too_soon_or_too_much_is_not_scheduled() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    for form in [
        format!("status=x&scheduled_at={}", later(&world, 4)),
        "status=x&scheduled_at=tomorrow".to_owned(),
        format!("status=&scheduled_at={}", later(&world, 10)),
        format!(
            "status=x&in_reply_to_id=1&scheduled_at={}",
            later(&world, 10)
        ),
    ] {
        let refused = world.post(&alice, "/api/v1/statuses", &form).await;
        assert!(refused.status.is_client_error(), "{form}");
    }
    let mut made = Value::Null;
    for n in 0..25 {
        made = schedule(&world, &alice, 10, &format!("n{n}")).await;
    }
    let one_more = format!("status=x&scheduled_at={}", later(&world, 10));
    let refused = world.post(&alice, "/api/v1/statuses", &one_more).await;
    assert_eq!(refused.status, 422, "25 a day");
    let path = format!("{SCHEDULED}/{}", made["id"].as_str().unwrap());
    let form = format!("scheduled_at={}", later(&world, 1));
    let refused = world.ask(&alice, Method::PUT, &path, &form).await;
    assert_eq!(refused.status, 422);
    let page = world.get(&alice, &format!("{SCHEDULED}?limit=2")).await;
    assert!(page.headers.contains_key("link"));
}

#[tokio::test]
async fn what_cannot_be_posted_when_it_is_due_becomes_a_draft_that_says_why() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let parent = world
        .post(&alice, "/api/v1/statuses", "status=parent")
        .await
        .id();
    schedule(
        &world,
        &alice,
        10,
        &format!("answer&in_reply_to_id={parent}"),
    )
    .await;
    let path = format!("/api/v1/statuses/{parent}");
    world.ask(&alice, Method::DELETE, &path, "").await.ok();
    world.pass(Duration::from_mins(11));
    assert_eq!(world.social.post_what_is_due().await.unwrap(), 1);
    let drafts = world.get(&alice, "/api/v1/folkmoot/drafts").await.ok();
    assert_eq!(drafts[0]["params"]["text"], "answer");
    assert!(drafts[0]["problem"].is_string());
    assert_eq!(world.get(&alice, SCHEDULED).await.ok(), json!([]));
}

#[tokio::test]
async fn a_draft_is_kept_changed_and_goes_when_it_is_posted() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let drafts = "/api/v1/folkmoot/drafts";
    let form = "status=Half+a+th&visibility=private&content_type=text/markdown";
    let kept = world.post(&alice, drafts, form).await.ok();
    assert_eq!(kept["params"]["visibility"], "private");
    let path = format!("{drafts}/{}", kept["id"].as_str().unwrap());
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let answer = world.ask(&bob, method, &path, "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    let changed = world
        .ask(&alice, Method::PUT, &path, "status=Half+a+thought")
        .await
        .ok();
    assert_eq!(changed["params"]["text"], "Half a thought");
    assert_eq!(world.get(&alice, &path).await.ok(), changed);
    assert_eq!(world.get(&alice, drafts).await.ok(), json!([changed]));
    let id = kept["id"].as_str().unwrap();
    let form = format!("status=A+thought&draft_id={id}");
    world.post(&alice, "/api/v1/statuses", &form).await.ok();
    assert_eq!(world.get(&alice, drafts).await.ok(), json!([]));
    let other = world.post(&alice, drafts, "").await.id();
    let path = format!("{drafts}/{other}");
    world.ask(&alice, Method::DELETE, &path, "").await.ok();
}

#[tokio::test]
async fn twenty_requests_with_one_idempotency_key_make_one_post() {
    let world = World::new().await;
    let (a, alice) = world.person("alice").await;
    let request = || {
        Request::post("/api/v1/statuses")
            .header("authorization", format!("Bearer {alice}"))
            .header("content-type", "application/json")
            .header("idempotency-key", "the same")
            .body(Body::from(r#"{"status":"once"}"#))
            .unwrap()
    };
    let answers = futures_util::future::join_all((0..20).map(|_| world.send(request()))).await;
    let mut ids: Vec<String> = answers.iter().map(super::world::Answer::id).collect();
    ids.dedup();
    assert_eq!(ids.len(), 1);
    let profile = format!("/api/v1/accounts/{}/statuses", a.account_id);
    let posts = world.get(&alice, &profile).await.ok();
    assert_eq!(posts.as_array().unwrap().len(), 1);
}
