//! From whom somebody wants to hear, and those who wait.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::world::World;

const POLICY: &str = "/api/v2/notifications/policy";
const REQUESTS: &str = "/api/v1/notifications/requests";

async fn told(world: &World, token: &str, query: &str) -> Vec<Value> {
    let path = format!("/api/v1/notifications{query}");
    let list = world.get(token, &path).await.ok();
    list.as_array().unwrap().clone()
}

async fn mention(world: &World, token: &str, who: &str, more: &str) -> String {
    let form = format!("status=@{who}+hello{more}");
    let id = world.post(token, "/api/v1/statuses", &form).await.id();
    world.settle().await;
    id
}

#[tokio::test]
async fn a_policy_is_kept_and_only_known_words_are_taken() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let policy = world.get(&alice, POLICY).await.ok();
    assert_eq!(policy["for_private_mentions"], "filter");
    assert_eq!(policy["for_not_following"], "accept");
    let changed = world
        .ask(
            &alice,
            Method::PATCH,
            POLICY,
            "for_not_following=drop&for_bots=filter",
        )
        .await
        .ok();
    assert_eq!(changed["for_not_following"], "drop");
    let again = world.get(&alice, POLICY).await.ok();
    assert_eq!(again, changed);
    assert_eq!(
        (&again["for_bots"], &again["for_limited_accounts"]),
        (&json!("filter"), &json!("filter"))
    );
    let wrong = world
        .ask(&alice, Method::PATCH, POLICY, "for_not_following=maybe")
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_is_dropped_is_gone_and_what_is_held_back_waits() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    for (treatment, told_at_once, waiting) in [("drop", 0, 0), ("filter", 0, 1), ("accept", 1, 1)] {
        let form = format!("for_not_following={treatment}");
        world.ask(&alice, Method::PATCH, POLICY, &form).await.ok();
        mention(&world, &bob, "alice", "").await;
        assert_eq!(
            told(&world, &alice, "").await.len(),
            told_at_once,
            "{treatment}"
        );
        let requests = world.get(&alice, REQUESTS).await.ok();
        assert_eq!(requests.as_array().unwrap().len(), waiting, "{treatment}");
    }
    let all = told(&world, &alice, "?include_filtered=true").await;
    assert_eq!(all.len(), 2);
    assert_eq!(all[1]["filtered"], true);
    let from = all[0]["account"]["id"].as_str().unwrap();
    let by_bob = told(&world, &alice, &format!("?account_id={from}")).await;
    assert_eq!(by_bob.len(), 2);
    let summary = world.get(&alice, POLICY).await.ok()["summary"].clone();
    assert_eq!(
        summary,
        json!({ "pending_requests_count": 1, "pending_notifications_count": 1 })
    );
    let unread = world
        .get(&alice, "/api/v1/notifications/unread_count")
        .await
        .ok();
    assert_eq!(unread["count"], 1);
}

#[tokio::test]
async fn an_accepted_request_comes_to_the_others_and_nothing_waits_again() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    // The usual policy: strangers do not whisper at once.
    let id = mention(&world, &bob, "alice", "&visibility=direct").await;
    assert_eq!(told(&world, &alice, "").await, Vec::<Value>::new());
    let inbox = "/api/v1/conversations";
    assert_eq!(world.get(&alice, inbox).await.ok(), json!([]));
    let request = world.get(&alice, REQUESTS).await.ok()[0].clone();
    assert_eq!(
        (
            &request["account"]["acct"],
            &request["notifications_count"],
            &request["last_status"]["id"]
        ),
        (&json!("bob"), &json!("1"), &json!(id))
    );
    let path = format!("{REQUESTS}/{}", request["id"].as_str().unwrap());
    assert_eq!(world.get(&alice, &path).await.ok(), request);
    assert_eq!(world.get(&bob, &path).await.status, StatusCode::NOT_FOUND);
    let accept = format!("{path}/accept");
    let foreign = world.post(&bob, &accept, "").await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    assert_eq!(world.post(&alice, &accept, "").await.ok(), json!({}));
    assert_eq!(told(&world, &alice, "").await.len(), 1);
    let merged = world.get(&alice, &format!("{REQUESTS}/merged")).await;
    assert_eq!(merged.ok(), json!({ "merged": true }));
    let conversation = world.get(&alice, inbox).await.ok();
    assert_eq!(conversation[0]["last_status"]["id"], json!(id));
    assert_eq!(world.get(&alice, &path).await.status, StatusCode::NOT_FOUND);
    mention(&world, &bob, "alice", "&visibility=direct").await;
    assert_eq!(told(&world, &alice, "").await.len(), 2);
    assert_eq!(world.get(&alice, REQUESTS).await.ok(), json!([]));
}

#[tokio::test]
async fn a_dismissed_request_is_forgotten_with_all_that_waited() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let mut others = Vec::new();
    for name in ["bob", "carol", "dora"] {
        let (_, token) = world.person(name).await;
        mention(&world, &token, "alice", "&visibility=direct").await;
        others.push(token);
    }
    let page = world.get(&alice, &format!("{REQUESTS}?limit=2")).await;
    assert!(page.headers.contains_key("link"));
    let newest = page.ok();
    assert_eq!(newest.as_array().unwrap().len(), 2);
    let ids: Vec<_> = world
        .get(&alice, REQUESTS)
        .await
        .ok()
        .as_array()
        .unwrap()
        .iter()
        .map(|request| request["id"].as_str().unwrap().to_owned())
        .collect();
    let one = format!("{REQUESTS}/{}/dismiss", ids[0]);
    assert_eq!(world.post(&alice, &one, "").await.ok(), json!({}));
    assert_eq!(
        world.post(&alice, &one, "").await.status,
        StatusCode::NOT_FOUND
    );
    let many = |verb: &str, id: &str| (format!("{REQUESTS}/{verb}"), format!("id[]={id}"));
    for (verb, id) in [("dismiss", &ids[1]), ("accept", &ids[2])] {
        let (path, form) = many(verb, id);
        assert_eq!(world.post(&alice, &path, &form).await.ok(), json!({}));
    }
    assert_eq!(world.get(&alice, REQUESTS).await.ok(), json!([]));
    let all = told(&world, &alice, "?include_filtered=true").await;
    assert_eq!(all.len(), 1);
    assert_eq!(all[0]["account"]["acct"], "bob");
}

#[tokio::test]
async fn an_answer_to_ones_own_private_post_is_told_at_once() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let id = mention(&world, &alice, "bob", "&visibility=direct").await;
    let more = format!("&visibility=direct&in_reply_to_id={id}");
    mention(&world, &bob, "alice", &more).await;
    assert_eq!(told(&world, &alice, "").await.len(), 1);
    assert_eq!(told(&world, &bob, "").await.len(), 0);
}
