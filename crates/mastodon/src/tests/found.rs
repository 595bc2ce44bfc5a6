//! What people keep and show of others, and how they are found.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::world::World;

fn names(list: &Value) -> Vec<&str> {
    let list = list.as_array().unwrap().iter();
    list.map(|who| who["acct"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_note_is_for_its_author_alone() {
    let world = World::new().await;
    let (a, alice) = world.person("alice").await;
    let (b, bob) = world.person("bob").await;
    let path = format!("/api/v1/accounts/{}/note", b.account_id);
    let noted = world.post(&alice, &path, "comment=met+at+the+fair").await;
    assert_eq!(noted.ok()["note"], "met at the fair");
    let path_back = format!("/api/v1/accounts/relationships?id[]={}", a.account_id);
    assert_eq!(world.get(&bob, &path_back).await.ok()[0]["note"], "");
    let long = format!("comment={}", "x".repeat(2_001));
    let refused = world.post(&alice, &path, &long).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(world.post(&alice, &path, "comment=").await.ok()["note"], "");
}

#[tokio::test]
async fn a_profile_shows_people_whom_its_owner_follows() {
    let world = World::new().await;
    let (a, alice) = world.person("alice").await;
    let (b, _) = world.person("bob").await;
    let bob = format!("/api/v1/accounts/{}", b.account_id);
    let refused = world.post(&alice, &format!("{bob}/endorse"), "").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    world.post(&alice, &format!("{bob}/follow"), "").await.ok();
    for (verb, is_shown) in [
        ("endorse", true),
        ("unendorse", false),
        ("pin", true),
        ("unpin", false),
        ("pin", true),
    ] {
        let relation = world.post(&alice, &format!("{bob}/{verb}"), "").await.ok();
        assert_eq!(relation["endorsed"], is_shown, "{verb}");
    }
    assert_eq!(
        names(&world.get(&alice, "/api/v1/endorsements").await.ok()),
        ["bob"]
    );
    let shown = format!("/api/v1/accounts/{}/endorsements", a.account_id);
    assert_eq!(names(&world.get("", &shown).await.ok()), ["bob"]);
    world
        .post(&alice, &format!("{bob}/unfollow"), "")
        .await
        .ok();
    assert_eq!(world.get("", &shown).await.ok(), json!([]));
    let proofs = world
        .get(&alice, &format!("{bob}/identity_proofs"))
        .await
        .ok();
    assert_eq!(proofs, json!([]));
}

#[tokio::test]
async fn friends_of_friends_are_suggested_until_declined() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (b, bob) = world.person("bob").await;
    let (c, carol) = world.person("carol").await;
    for token in [&bob, &carol] {
        let form = "discoverable=true";
        let path = "/api/v1/accounts/update_credentials";
        world.ask(token, Method::PATCH, path, form).await.ok();
        world
            .post(token, "/api/v1/statuses", "status=hello")
            .await
            .ok();
    }
    let follow = async |token: &str, who: &social::Caller| {
        let path = format!("/api/v1/accounts/{}/follow", who.account_id);
        world.post(token, &path, "").await.ok();
    };
    follow(&alice, &b).await;
    follow(&bob, &c).await;
    let suggested = world.get(&alice, "/api/v2/suggestions").await.ok();
    assert_eq!(suggested[0]["account"]["acct"], "carol");
    assert_eq!(suggested[0]["sources"], json!(["friends_of_friends"]));
    assert_eq!(
        names(&world.get(&alice, "/api/v1/suggestions").await.ok()),
        ["carol"]
    );
    let familiar = format!("/api/v1/accounts/familiar_followers?id[]={}", c.account_id);
    let familiar = world.get(&alice, &familiar).await.ok();
    assert_eq!(names(&familiar[0]["accounts"]), ["bob"]);
    let listed = world
        .get("", "/api/v1/directory?order=new&local=true")
        .await
        .ok();
    assert_eq!(names(&listed), ["carol", "bob"]);
    let path = format!("/api/v1/suggestions/{}", c.account_id);
    world.ask(&alice, Method::DELETE, &path, "").await.ok();
    assert_eq!(
        world.get(&alice, "/api/v2/suggestions").await.ok(),
        json!([])
    );
}

#[tokio::test]
async fn a_server_is_hidden_and_shown_again() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let path = "/api/v1/domain_blocks";
    world.post(&alice, path, "domain=Loud.example").await.ok();
    world.post(&alice, path, "domain=loud.example").await.ok();
    assert_eq!(world.get(&alice, path).await.ok(), json!(["loud.example"]));
    for form in ["domain=moot.example", "domain=not+a+name", "domain="] {
        let refused = world.post(&alice, path, form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
    }
    world
        .ask(&alice, Method::DELETE, path, "domain=loud.example")
        .await
        .ok();
    assert_eq!(world.get(&alice, path).await.ok(), json!([]));
}
