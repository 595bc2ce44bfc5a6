//! What is between people, and how they are found.

use http::{Method, StatusCode};
use serde_json::json;

use super::world::World;

#[tokio::test]
async fn people_follow_mute_and_block_each_other() {
    let world = World::new().await;
    let (a, alice) = world.person("alice").await;
    let (b, bob) = world.person("bob").await;
    let to_bob = format!("/api/v1/accounts/{}", b.account_id);
    assert_eq!(
        world
            .post(
                &alice,
                &format!("{to_bob}/follow"),
                "notify=true&reblogs=false"
            )
            .await
            .ok()["following"],
        true
    );
    let relation = world
        .get(
            &alice,
            &format!("/api/v1/accounts/relationships?id[]={}", b.account_id),
        )
        .await
        .ok();
    assert_eq!(
        (&relation[0]["notifying"], &relation[0]["showing_reblogs"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(
        world.get("", &format!("{to_bob}/followers")).await.ok()[0]["acct"],
        "alice"
    );
    assert_eq!(
        world
            .get("", &format!("/api/v1/accounts/{}/following", a.account_id))
            .await
            .ok()[0]["acct"],
        "bob"
    );
    let id = world.post(&bob, "/api/v1/statuses", "status=hi").await.id();
    assert_eq!(
        world.get(&alice, "/api/v1/timelines/home").await.ok()[0]["id"],
        id.as_str()
    );

    let muted = world
        .post(&alice, &format!("{to_bob}/mute"), "duration=3600")
        .await
        .ok();
    assert!(
        muted["muting_notifications"] == true && muted["muting_expires_at"].is_string(),
        "{muted}"
    );
    assert!(world.get(&alice, "/api/v1/mutes").await.ok()[0]["mute_expires_at"].is_string());
    assert_eq!(
        world
            .post(&alice, &format!("{to_bob}/unmute"), "")
            .await
            .ok()["muting"],
        false
    );
    assert_eq!(
        world
            .post(&alice, &format!("{to_bob}/block"), "")
            .await
            .ok()["following"],
        false
    );
    assert_eq!(
        world.get(&alice, "/api/v1/blocks").await.ok()[0]["acct"],
        "bob"
    );
    assert_eq!(
        world
            .post(&alice, &format!("{to_bob}/unblock"), "")
            .await
            .ok()["blocking"],
        false
    );
    assert_eq!(
        world
            .post(&alice, &format!("{to_bob}/unfollow"), "")
            .await
            .ok()["following"],
        false
    );
}

#[tokio::test]
async fn a_locked_account_is_asked() {
    let world = World::new().await;
    let (a, alice) = world.person("alice").await;
    let (b, bob) = world.person("bob").await;
    let (c, carol) = world.person("carol").await;
    world
        .ask(
            &bob,
            Method::PATCH,
            "/api/v1/accounts/update_credentials",
            "locked=true",
        )
        .await
        .ok();
    for token in [&alice, &carol] {
        let relation = world
            .post(
                token,
                &format!("/api/v1/accounts/{}/follow", b.account_id),
                "",
            )
            .await
            .ok();
        assert_eq!(
            (&relation["following"], &relation["requested"]),
            (&json!(false), &json!(true))
        );
    }
    assert_eq!(
        world
            .get(&bob, "/api/v1/follow_requests")
            .await
            .ok()
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let yes = world
        .post(
            &bob,
            &format!("/api/v1/follow_requests/{}/authorize", a.account_id),
            "",
        )
        .await
        .ok();
    let no = world
        .post(
            &bob,
            &format!("/api/v1/follow_requests/{}/reject", c.account_id),
            "",
        )
        .await
        .ok();
    assert_eq!(
        (&yes["followed_by"], &no["followed_by"]),
        (&json!(true), &json!(false))
    );
    let removed = world
        .post(
            &bob,
            &format!("/api/v1/accounts/{}/remove_from_followers", a.account_id),
            "",
        )
        .await
        .ok();
    assert_eq!(removed["followed_by"], false);
}

#[tokio::test]
async fn people_are_found() {
    let world = World::new().await;
    let (a, alice) = world.person("alice").await;
    world.settle().await;
    for acct in ["alice", "@alice", "alice@moot.example", "Alice"] {
        assert_eq!(
            world
                .get("", &format!("/api/v1/accounts/lookup?acct={acct}"))
                .await
                .id(),
            a.account_id.to_string()
        );
    }
    assert_eq!(
        world
            .get("", "/api/v1/accounts/lookup?acct=nobody")
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        world
            .get(&alice, "/api/v1/accounts/search?q=ali")
            .await
            .ok()[0]["acct"],
        "alice"
    );
    let found = world
        .get(&alice, "/api/v2/search?q=ali&resolve=true")
        .await
        .ok();
    assert_eq!(found["accounts"][0]["acct"], "alice");
    assert_eq!(
        world.get("", "/api/v2/search?q=ali").await.ok()["accounts"][0]["acct"],
        "alice"
    );
    assert_eq!(
        world
            .get("", "/api/v2/search?q=ali&resolve=true")
            .await
            .status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        world.get("", "/api/v2/search?q=ali&offset=9").await.status,
        StatusCode::UNAUTHORIZED
    );
    let several = world
        .get(
            "",
            &format!("/api/v1/accounts?id[]={}&id[]=1", a.account_id),
        )
        .await
        .ok();
    assert_eq!(several.as_array().unwrap().len(), 1);
}
