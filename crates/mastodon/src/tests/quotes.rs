//! Quotes: whom one may quote, what is shown of it, and taking it back.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::world::World;

async fn write(world: &World, token: &str, form: &str) -> String {
    world.post(token, "/api/v1/statuses", form).await.id()
}

async fn show(world: &World, token: &str, id: &str) -> Value {
    world
        .get(token, &format!("/api/v1/statuses/{id}"))
        .await
        .ok()
}

#[tokio::test]
async fn a_quote_is_shown_counted_listed_and_told() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let quoted = write(&world, &alice, "status=original").await;
    let form = format!("status=look&quoted_status_id={quoted}");
    let post = world.post(&bob, "/api/v1/statuses", &form).await.ok();
    assert_eq!(post["quote"]["state"], "accepted");
    assert_eq!(post["quote"]["quoted_status"]["id"], quoted.as_str());
    let approval = show(&world, &bob, &quoted).await;
    assert_eq!(approval["quotes_count"], 1);
    assert_eq!(
        approval["quote_approval"],
        json!({ "automatic": ["public"], "manual": [], "current_user": "automatic" })
    );
    let list = world
        .get(&alice, &format!("/api/v1/statuses/{quoted}/quotes"))
        .await
        .ok();
    assert_eq!(list[0]["id"], post["id"]);
    world.settle().await;
    let told = world
        .get(&alice, "/api/v1/notifications?types[]=quote")
        .await
        .ok();
    assert_eq!(told[0]["status"]["id"], post["id"]);

    // An edit of the quoted post is told to who quotes it.
    world
        .ask(
            &alice,
            Method::PUT,
            &format!("/api/v1/statuses/{quoted}"),
            "status=changed",
        )
        .await
        .ok();
    world.settle().await;
    let told = world
        .get(&bob, "/api/v1/notifications?types[]=quoted_update")
        .await
        .ok();
    assert_eq!(told[0]["status"]["id"], post["id"]);
}

#[tokio::test]
async fn a_quote_in_a_quote_is_only_an_id() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let first = write(&world, &alice, "status=1").await;
    let second = write(
        &world,
        &alice,
        &format!("status=2&quoted_status_id={first}"),
    )
    .await;
    let third = write(
        &world,
        &alice,
        &format!("status=3&quoted_status_id={second}"),
    )
    .await;
    let shown = show(&world, "", &third).await;
    assert_eq!(
        shown["quote"]["quoted_status"]["quote"],
        json!({ "state": "accepted", "quoted_status_id": first })
    );
}

#[tokio::test]
async fn the_author_decides_who_may_quote() {
    let world = World::new().await;
    let (a, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let (_, carol) = world.person("carol").await;
    let follow = format!("/api/v1/accounts/{}/follow", a.account_id);
    world.post(&carol, &follow, "").await.ok();
    let id = write(&world, &alice, "status=x&quote_approval_policy=followers").await;
    let form = format!("status=q&quoted_status_id={id}");
    let refused = world.post(&bob, "/api/v1/statuses", &form).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    write(&world, &carol, &form).await;
    let policy = format!("/api/v1/statuses/{id}/interaction_policy");
    let changed = world
        .ask(&alice, Method::PUT, &policy, "quote_approval_policy=nobody")
        .await
        .ok();
    assert_eq!(changed["quote_approval"]["automatic"], json!([]));
    assert_eq!(
        show(&world, &carol, &id).await["quote_approval"]["current_user"],
        "denied"
    );
    let refused = world.post(&carol, "/api/v1/statuses", &form).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    write(&world, &alice, &form).await;
    for (who, form) in [
        (&alice, "quote_approval_policy=everybody"),
        (&bob, "quote_approval_policy=public"),
    ] {
        let refused = world.ask(who, Method::PUT, &policy, form).await;
        assert!(refused.status.is_client_error(), "{form}");
    }
    // Nor through a boost of it.
    let boost = world
        .post(&bob, &format!("/api/v1/statuses/{id}/reblog"), "")
        .await
        .id();
    let form = format!("status=q&quoted_status_id={boost}");
    let refused = world.post(&bob, "/api/v1/statuses", &form).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_private_is_quoted_only_by_its_author_and_stays_private() {
    let world = World::new().await;
    let (a, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let follow = format!("/api/v1/accounts/{}/follow", a.account_id);
    world.post(&bob, &follow, "").await.ok();
    let private = write(&world, &alice, "status=hush&visibility=private").await;
    let form = format!("status=q&visibility=public&quoted_status_id={private}");
    let refused = world.post(&bob, "/api/v1/statuses", &form).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let own = world.post(&alice, "/api/v1/statuses", &form).await.ok();
    assert_eq!(own["visibility"], "private");
    let direct = write(&world, &alice, "status=@bob+hey&visibility=direct").await;
    for who in [&alice, &bob] {
        let form = format!("status=q&quoted_status_id={direct}");
        let refused = world.post(who, "/api/v1/statuses", &form).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
    }
    // In a private conversation, only those in it are quoted.
    let open = write(&world, &alice, "status=open").await;
    let form = format!("status=psst&visibility=direct&quoted_status_id={open}");
    assert_eq!(
        world.post(&bob, "/api/v1/statuses", &form).await.status,
        422
    );
}

#[tokio::test]
async fn a_quote_never_shows_what_its_reader_may_not_see() {
    let world = World::new().await;
    let (a, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let (c, carol) = world.person("carol").await;
    let (_, dora) = world.person("dora").await;
    let quoted = write(&world, &alice, "status=secretword").await;
    let quoting = write(&world, &bob, &format!("status=q&quoted_status_id={quoted}")).await;
    let block = format!("/api/v1/accounts/{}/block", c.account_id);
    world.post(&alice, &block, "").await.ok();
    for (who, deed, state) in [
        (&carol, None, "unauthorized"),
        (&dora, Some("mute"), "muted_account"),
        (&dora, Some("block"), "blocked_account"),
    ] {
        if let Some(deed) = deed {
            let path = format!("/api/v1/accounts/{}/{deed}", a.account_id);
            world.post(who, &path, "").await.ok();
        }
        let shown = show(&world, who, &quoting).await;
        assert_eq!(shown["quote"]["state"], state);
        let is_shown = shown.to_string().contains("secretword");
        assert_eq!(is_shown, state == "muted_account", "{state}");
    }
    let path = format!("/api/v1/statuses/{quoted}");
    world.ask(&alice, Method::DELETE, &path, "").await.ok();
    let shown = show(&world, "", &quoting).await;
    assert_eq!(
        shown["quote"],
        json!({ "state": "deleted", "quoted_status": null })
    );
}

#[tokio::test]
async fn a_quote_is_revoked_by_the_quoted_and_nobody_else() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let quoted = write(&world, &alice, "status=secretword").await;
    let quoting = write(&world, &bob, &format!("status=q&quoted_status_id={quoted}")).await;
    let other = write(&world, &bob, "status=other").await;
    let path = format!("/api/v1/statuses/{quoted}/quotes/{quoting}/revoke");
    assert_eq!(
        world.post(&bob, &path, "").await.status,
        StatusCode::NOT_FOUND
    );
    let wrong = format!("/api/v1/statuses/{quoted}/quotes/{other}/revoke");
    assert_eq!(
        world.post(&alice, &wrong, "").await.status,
        StatusCode::NOT_FOUND
    );
    for _ in 0..2 {
        let revoked = world.post(&alice, &path, "").await.ok();
        assert_eq!(revoked["quote"]["state"], "revoked");
    }
    let shown = show(&world, &bob, &quoting).await;
    assert!(!shown.to_string().contains("secretword"));
    assert_eq!(show(&world, &alice, &quoted).await["quotes_count"], 0);
    let list = world
        .get(&alice, &format!("/api/v1/statuses/{quoted}/quotes"))
        .await
        .ok();
    assert_eq!(list, json!([]));
}
