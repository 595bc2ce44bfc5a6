//! Passwords for apps, and tokens for other services.

use super::*;

#[tokio::test]
async fn a_password_for_apps_does_what_apps_do_and_no_more() {
    let world = World::new().await;
    world.person("alice").await;
    let (full, _) = tokens(&world, "alice", PASSWORD).await;
    let password = app_password(&world, &full, false).await;
    let (limited, refresh) = tokens(&world, "alice.moot.example", &password.to_uppercase()).await;
    assert_eq!(
        world.call(&limited, "getSession", None).await.status,
        StatusCode::OK
    );
    for method in ["listAppPasswords", "getAccountInviteCodes"] {
        assert!(
            world
                .call(&limited, method, None)
                .await
                .is(400, "InvalidToken"),
            "{method}"
        );
    }
    for (method, input) in [
        ("createAppPassword", json!({ "name": "more" })),
        ("revokeAppPassword", json!({ "name": "app false" })),
        ("createInviteCode", json!({ "useCount": 1 })),
        (
            "createInviteCodes",
            json!({ "codeCount": 1, "useCount": 1 }),
        ),
    ] {
        assert!(
            world
                .call(&limited, method, Some(input))
                .await
                .is(400, "InvalidToken"),
            "{method}"
        );
    }
    let twice = world
        .call(
            &full,
            "createAppPassword",
            Some(json!({ "name": "app false" })),
        )
        .await;
    assert!(twice.is(400, "InvalidRequest"));
    let list = world.call(&full, "listAppPasswords", None).await;
    assert_eq!(list.json["passwords"][0]["name"], "app false");
    assert!(!list.json.to_string().contains(&password));
    let gone = world
        .call(
            &full,
            "revokeAppPassword",
            Some(json!({ "name": "app false" })),
        )
        .await;
    assert_eq!(gone.status, StatusCode::OK);
    assert!(
        world
            .call(&limited, "getSession", None)
            .await
            .is(400, "ExpiredToken")
    );
    assert!(
        world
            .post(&refresh, "refreshSession")
            .await
            .is(400, "ExpiredToken")
    );
    assert!(
        world
            .log_in("alice", &password)
            .await
            .is(401, "AuthenticationRequired")
    );
    assert_eq!(
        world.call(&full, "getSession", None).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn somebody_elses_password_for_apps_is_nothing() {
    let world = World::new().await;
    world.person("alice").await;
    world.person("bob").await;
    let (full, _) = tokens(&world, "alice", PASSWORD).await;
    let password = app_password(&world, &full, true).await;
    assert!(
        world
            .log_in("bob", &password)
            .await
            .is(401, "AuthenticationRequired")
    );
}

#[tokio::test]
async fn a_new_password_ends_every_session() {
    let world = World::new().await;
    let alice = world.person("alice").await;
    let (full, _) = tokens(&world, "alice", PASSWORD).await;
    let password = app_password(&world, &full, false).await;
    world
        .social
        .change_password(&alice, PASSWORD, "another horse battery")
        .await
        .unwrap();
    assert!(
        world
            .call(&full, "getSession", None)
            .await
            .is(400, "ExpiredToken")
    );
    assert!(
        world
            .log_in("alice", &password)
            .await
            .is(401, "AuthenticationRequired")
    );
}

async fn service_auth(world: &World, token: &str, query: &str) -> crate::auth::tests::Answer {
    world
        .call(token, &format!("getServiceAuth?{query}"), None)
        .await
}

#[tokio::test]
async fn a_token_for_another_service_says_for_whom_to_whom_and_for_what() {
    let world = World::new().await;
    world.person("alice").await;
    let (full, _) = tokens(&world, "alice", PASSWORD).await;
    let made = service_auth(
        &world,
        &full,
        "aud=did:web:video.example&lxm=com.atproto.repo.uploadBlob",
    )
    .await;
    let token = made.text("token");
    let method = Nsid::parse("com.atproto.repo.uploadBlob").unwrap();
    let read = at_proto::jose::ServiceAuth::read(
        &token,
        &["did:web:video.example"],
        &method,
        world.auth.seconds(),
    );
    assert!(read.unwrap().issuer().as_str().starts_with("did:plc:"));
    let now = world.auth.seconds();
    for (query, error) in [
        ("aud=alice".to_owned(), "InvalidRequest"),
        ("lxm=com.example.x".to_owned(), "InvalidRequest"),
        ("aud=did:web:a.example&lxm=x".to_owned(), "InvalidRequest"),
        (
            "aud=did:web:a.example&lxm=com.atproto.server.createAppPassword".to_owned(),
            "InvalidRequest",
        ),
        (
            "aud=did:web:a.example&lxm=com.atproto.identity.signPlcOperation".to_owned(),
            "InvalidRequest",
        ),
        (
            format!("aud=did:web:a.example&lxm=com.example.x&exp={}", now - 1),
            "BadExpiration",
        ),
        (
            format!(
                "aud=did:web:a.example&lxm=com.example.x&exp={}",
                now + 4_000
            ),
            "BadExpiration",
        ),
        (
            format!("aud=did:web:a.example&exp={}", now + 120),
            "BadExpiration",
        ),
    ] {
        let refused = service_auth(&world, &full, &query).await;
        assert!(refused.is(400, error), "{query} {refused:?}");
    }
}

#[tokio::test]
async fn direct_messages_need_a_privileged_password() {
    let world = World::new().await;
    world.person("alice").await;
    let (full, _) = tokens(&world, "alice", PASSWORD).await;
    let query = "aud=did:web:chat.example&lxm=chat.bsky.convo.getLog";
    for (privileged, status) in [(false, StatusCode::BAD_REQUEST), (true, StatusCode::OK)] {
        let password = app_password(&world, &full, privileged).await;
        let (token, _) = tokens(&world, "alice", &password).await;
        assert_eq!(service_auth(&world, &token, query).await.status, status);
        let feed = service_auth(
            &world,
            &token,
            "aud=did:web:a.example&lxm=app.bsky.feed.getTimeline",
        )
        .await;
        assert_eq!(feed.status, StatusCode::OK);
    }
}
