//! How often somebody may ask.

use super::*;

const RENAME: &str = "com.atproto.identity.updateHandle";

#[tokio::test]
async fn answers_say_how_the_caller_stands() {
    let world = World::limited().await;
    let answer = world.get("", "com.atproto.server.describeServer").await;
    assert_eq!(answer.headers["ratelimit-limit"], "3000");
    assert_eq!(answer.headers["ratelimit-remaining"], "2999");
    assert_eq!(answer.headers["ratelimit-policy"], "3000;w=300");
    let reset = answer.headers["ratelimit-reset"].to_str().unwrap();
    assert!(reset.parse::<i64>().unwrap() > 1_700_000_000);
    let health = world.get("", "_health").await;
    assert!(!health.headers.contains_key("ratelimit-limit"));
    let free = World::new().await;
    let answer = free.get("", "com.atproto.server.describeServer").await;
    assert!(!answer.headers.contains_key("ratelimit-limit"));
}

#[tokio::test]
async fn what_is_dear_is_refused_when_it_is_too_much() {
    let world = World::limited().await;
    let (ann, bob) = (
        world.person("ann", Role::Member).await,
        world.person("bob", Role::Member).await,
    );
    let input = json!({ "handle": "admin.moot.example" });
    for left in (0..10).rev() {
        let answer = world.call(&ann.token, RENAME, input.clone()).await;
        assert!(answer.is(400, "InvalidHandle"), "{answer:?}");
        assert_eq!(answer.headers["ratelimit-remaining"], *left.to_string());
    }
    let refused = world.call(&ann.token, RENAME, input.clone()).await;
    assert!(refused.is(429, "RateLimitExceeded"), "{refused:?}");
    assert!(refused.headers.contains_key("retry-after"));
    assert_eq!(refused.headers["ratelimit-remaining"], "0");
    assert_eq!(refused.headers["ratelimit-limit"], "10");
    let exposed = &refused.headers["access-control-expose-headers"];
    assert!(exposed.to_str().unwrap().contains("ratelimit-reset"));
    // Neither a token that is none nor somebody else's calls use up what is theirs.
    let answer = world.call(&bob.token, RENAME, input.clone()).await;
    assert!(answer.is(400, "InvalidHandle"), "{answer:?}");
    let forged = world.call("a.b.c", RENAME, input).await;
    assert_eq!(forged.headers["ratelimit-limit"], "3000");
    let other = world.get(&ann.token, "com.atproto.server.getSession").await;
    assert_eq!(other.status, StatusCode::OK);
}

#[tokio::test]
async fn rules_are_of_methods_that_are_here() {
    let world = World::new().await;
    for rule in crate::xrpc::rate::rules::RULES {
        let answer = world.call("", rule.method, json!({})).await;
        let is_here = answer.status != StatusCode::NOT_IMPLEMENTED;
        assert!(is_here && !rule.allowances.is_empty(), "{}", rule.method);
    }
}
