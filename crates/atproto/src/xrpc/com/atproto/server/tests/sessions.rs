//! Logging in, going on, and logging out.

use super::*;

#[tokio::test]
async fn one_logs_in_by_any_of_ones_names() {
    let world = World::new().await;
    world.person("alice").await;
    let did = world.log_in("alice", PASSWORD).await.text("did");
    for name in [
        "alice.moot.example",
        "@Alice.moot.example",
        "ALICE@mail.example",
        &did,
    ] {
        let answer = world.log_in(name, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::OK, "{name} {answer:?}");
        assert_eq!(answer.text("handle"), "alice.moot.example");
        assert_eq!(
            (&answer.json["active"], &answer.json["emailConfirmed"]),
            (&json!(true), &json!(true))
        );
        assert_eq!(
            answer.json["didDoc"]["service"][0]["serviceEndpoint"],
            "https://moot.example"
        );
    }
    let token = world.log_in("alice", PASSWORD).await.text("accessJwt");
    let session = world.call(&token, "getSession", None).await;
    assert_eq!(
        (session.text("did"), session.text("email")),
        (did, "alice@mail.example".to_owned())
    );
}

/// Security row F5.
#[tokio::test]
async fn whoever_cannot_log_in_does_not_learn_why_and_has_to_wait_in_the_end() {
    let world = World::new().await;
    world.person("alice").await;
    let wrong = world.log_in("alice.moot.example", "wrong horse").await;
    assert!(wrong.is(401, "AuthenticationRequired"));
    for name in [
        "bob.moot.example",
        "did:plc:ewvi7nxzyoun6zhxrhs64oiz",
        "bob@mail.example",
        "",
        "\u{0}",
        &"x".repeat(5_000),
    ] {
        let unknown = world.log_in(name, "wrong horse").await;
        assert_eq!(
            (unknown.status, &unknown.json),
            (wrong.status, &wrong.json),
            "{name}"
        );
    }
    for _ in 0..9 {
        world.log_in("alice.moot.example", "wrong horse").await;
    }
    let late = world.log_in("alice.moot.example", PASSWORD).await;
    assert!(
        late.is(429, "RateLimitExceeded") && late.headers.contains_key("retry-after"),
        "{late:?}"
    );
}

#[tokio::test]
async fn a_session_is_renewed_and_a_lost_answer_is_given_again() {
    let world = World::new().await;
    world.person("alice").await;
    let (access, refresh) = tokens(&world, "alice", PASSWORD).await;
    assert!(
        world
            .post(&access, "refreshSession")
            .await
            .is(400, "InvalidToken")
    );
    assert!(
        world
            .call(&refresh, "getSession", None)
            .await
            .is(400, "InvalidToken")
    );
    let second = world.post(&refresh, "refreshSession").await;
    assert_eq!(second.status, StatusCode::OK, "{second:?}");
    let again = world.post(&refresh, "refreshSession").await;
    assert_eq!(again.status, StatusCode::OK, "{again:?}");
    let jti = |token: &str| {
        Token::parse(token)
            .unwrap()
            .claims()
            .text("jti")
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        jti(&second.text("refreshJwt")),
        jti(&again.text("refreshJwt"))
    );
    world.pass(Duration::from_hours(3));
    assert!(
        world
            .call(&access, "getSession", None)
            .await
            .is(400, "ExpiredToken")
    );
    let third = world
        .post(&again.text("refreshJwt"), "refreshSession")
        .await;
    assert_eq!(
        world
            .call(&third.text("accessJwt"), "getSession", None)
            .await
            .status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn what_renewed_a_session_long_ago_was_stolen_and_ends_it() {
    let world = World::new().await;
    world.person("alice").await;
    let (_, refresh) = tokens(&world, "alice", PASSWORD).await;
    let second = world.post(&refresh, "refreshSession").await;
    world.pass(Duration::from_mins(3));
    assert!(
        world
            .post(&refresh, "refreshSession")
            .await
            .is(400, "ExpiredToken")
    );
    assert!(
        world
            .call(&second.text("accessJwt"), "getSession", None)
            .await
            .is(400, "ExpiredToken")
    );
    assert!(
        world
            .post(&second.text("refreshJwt"), "refreshSession")
            .await
            .is(400, "ExpiredToken")
    );
}

#[tokio::test]
async fn a_session_ends_when_it_is_told_to() {
    let world = World::new().await;
    world.person("alice").await;
    let (access, refresh) = tokens(&world, "alice", PASSWORD).await;
    assert!(
        world
            .post(&access, "deleteSession")
            .await
            .is(400, "InvalidToken")
    );
    assert_eq!(
        world.post(&refresh, "deleteSession").await.status,
        StatusCode::OK
    );
    assert!(
        world
            .call(&access, "getSession", None)
            .await
            .is(400, "ExpiredToken")
    );
    assert!(
        world
            .post(&refresh, "refreshSession")
            .await
            .is(400, "ExpiredToken")
    );
}

#[tokio::test]
async fn forged_tokens_are_none() {
    let world = World::new().await;
    let alice = world.person("alice").await;
    let did = world.log_in("alice", PASSWORD).await.text("did");
    let claims = |aud: &str| json!({ "scope": "com.atproto.access", "sub": did, "aud": aud, "sid": "1", "iat": 1_700_000_000, "exp": 1_900_000_000 });
    let own = world.social.secret_for("at-session");
    for token in [
        sign(
            "at+jwt",
            &claims("did:web:moot.example"),
            Signer::Secret(&[0; 32]),
        )
        .unwrap(),
        sign(
            "at+jwt",
            &claims("did:web:moot.example"),
            Signer::Secret(b""),
        )
        .unwrap(),
        sign(
            "at+jwt",
            &claims("did:web:other.example"),
            Signer::Secret(&own),
        )
        .unwrap(),
        sign("JWT", &claims("did:web:moot.example"), Signer::Secret(&own)).unwrap(),
        "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.e30.".to_owned(),
    ] {
        assert!(
            world
                .call(&token, "getSession", None)
                .await
                .is(400, "InvalidToken"),
            "{token}"
        );
    }
    let key = world.social.repo_key(alice.account_id).await.unwrap();
    let by_account = sign(
        "at+jwt",
        &claims("did:web:moot.example"),
        Signer::Secp256k1(&key),
    )
    .unwrap();
    assert!(
        world
            .call(&by_account, "getSession", None)
            .await
            .is(400, "InvalidToken")
    );
}
