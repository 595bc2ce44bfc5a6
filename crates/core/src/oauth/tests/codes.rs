//! From the consent page to a token.

use std::time::Duration;

use crypto::{random_token, sha256};
use data_encoding::BASE64URL_NOPAD;

use super::{HOME, app, code, exchange, request, word, works};
use crate::caller::Role;
use crate::oauth::{AuthorizeRequest, NewApp, OUT_OF_BAND};
use crate::testing::World;
use crate::{Error, LiveEvent};

#[tokio::test]
async fn an_app_is_let_in() {
    let world = World::new().await;
    let alice = world.person("alice", Role::Member).await;
    let app = app(&world, "read write follow").await;
    let secret = app.client_secret.clone().unwrap();
    let found = world
        .social
        .check_app_secret(&app.client_id, &secret)
        .await
        .unwrap();
    assert_eq!((found.id, found.client_secret), (app.id, None));
    for (id, secret) in [
        (app.client_id.as_str(), "wrong"),
        ("nobody", &secret),
        ("\0", ""),
    ] {
        let refused = world.social.check_app_secret(id, secret).await.unwrap_err();
        assert!(matches!(refused, Error::Unauthenticated(_)));
    }

    let verifier = random_token();
    let challenge = BASE64URL_NOPAD.encode(&sha256(verifier.as_bytes()));
    let asked = AuthorizeRequest {
        challenge: Some(challenge),
        ..request(&app, "read write:media")
    };
    let code = world.social.authorize(&alice, asked).await.unwrap();
    let granted = world
        .social
        .exchange_code(&app, &code, HOME, Some(&verifier))
        .await
        .unwrap();
    assert_eq!(
        (granted.scopes.as_str(), granted.account_id),
        ("read write:media", Some(alice.account_id))
    );
    assert_eq!((&granted.refresh_token, granted.expires_at), (&None, None));
    let access = world
        .social
        .authenticate(&granted.access_token)
        .await
        .unwrap()
        .unwrap();
    let caller = access.caller.unwrap();
    assert_eq!(
        (caller.account_id, caller.app_id()),
        (alice.account_id, Some(app.id))
    );
    assert!(access.scopes.contains("write:media") && !access.scopes.contains("write:statuses"));
    assert!(!works(&world, &code).await && !works(&world, "").await && !works(&world, "\0").await);
}

#[tokio::test]
async fn a_code_goes_only_to_an_address_that_was_registered() {
    let world = World::new().await;
    let app = app(&world, "read").await;
    for address in [
        "https://app.example/callback",
        "https://app.example/callback?x=1&y=2",
        "https://app.example/callback?x=1/",
        "https://app.example/callback?x=1#",
        "https://APP.example/callback?x=1",
        "https://app.example:443/callback?x=1",
        "https://app.example@evil.example/callback?x=1",
        "https://evil.example/callback?x=1",
        "http://app.example/callback?x=1",
        "//app.example/callback?x=1",
        "javascript:alert(1)",
        "",
    ] {
        let asked = AuthorizeRequest {
            redirect_uri: address.to_owned(),
            ..request(&app, "read")
        };
        let refused = world.social.check_authorize(&asked).await;
        assert_eq!(word(refused), "invalid_redirect_uri", "{address}");
    }
    let unknown = AuthorizeRequest {
        client_id: "nobody".to_owned(),
        ..request(&app, "read")
    };
    assert_eq!(
        word(world.social.check_authorize(&unknown).await),
        "invalid_client"
    );
    let plain = AuthorizeRequest {
        challenge: Some("plain".to_owned()),
        ..request(&app, "read")
    };
    assert_eq!(
        word(world.social.check_authorize(&plain).await),
        "invalid_request"
    );
    world
        .social
        .check_authorize(&request(&app, ""))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_code_is_only_for_whoever_asked_for_it_and_not_for_long() {
    let world = World::new().await;
    let alice = world.person("alice", Role::Member).await;
    let (app, other) = (app(&world, "read").await, app(&world, "read").await);
    let code = code(&world, &alice, &app, "read").await;
    let verifier = random_token();
    let social = &world.social;
    let refused = [
        social.exchange_code(&other, &code, HOME, None).await,
        social.exchange_code(&app, &code, OUT_OF_BAND, None).await,
        social
            .exchange_code(&app, &code, HOME, Some(&verifier))
            .await,
        social.exchange_code(&app, "made up", HOME, None).await,
    ];
    for result in refused {
        assert_eq!(word(result), "invalid_grant");
    }
    let challenge = BASE64URL_NOPAD.encode(&sha256(verifier.as_bytes()));
    let asked = AuthorizeRequest {
        challenge: Some(challenge.clone()),
        ..request(&app, "read")
    };
    let proven = social.authorize(&alice, asked).await.unwrap();
    for wrong in [
        None,
        Some(challenge.as_str()),
        Some(random_token().as_str()),
    ] {
        let refused = social.exchange_code(&app, &proven, HOME, wrong).await;
        assert_eq!(word(refused), "invalid_grant");
    }
    world.pass(Duration::from_mins(10));
    assert_eq!(word(exchange(&world, &app, &code).await), "invalid_grant");
    let late = social
        .exchange_code(&app, &proven, HOME, Some(&verifier))
        .await;
    assert_eq!(word(late), "invalid_grant");
}

#[tokio::test]
async fn a_code_that_comes_twice_ends_what_it_was_exchanged_for() {
    let world = World::new().await;
    let alice = world.person("alice", Role::Member).await;
    let app = app(&world, "read").await;
    let code = code(&world, &alice, &app, "read").await;
    let granted = exchange(&world, &app, &code).await.unwrap();
    assert!(works(&world, &granted.access_token).await);
    let mut bus = world.social.listen();
    assert_eq!(word(exchange(&world, &app, &code).await), "invalid_grant");
    assert!(!works(&world, &granted.access_token).await);
    assert_eq!(
        bus.try_recv().unwrap().event,
        LiveEvent::AccessEnded(alice.account_id)
    );
}

#[tokio::test]
async fn of_many_exchanges_at_once_none_leaves_two_tokens() {
    let world = World::new().await;
    let alice = world.person("alice", Role::Member).await;
    let app = app(&world, "read").await;
    let code = code(&world, &alice, &app, "read").await;
    let all = (0..8).map(|_| exchange(&world, &app, &code));
    let results = futures_util::future::join_all(all).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    assert!(
        world
            .social
            .authorized_apps(&alice)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn nobody_gets_more_than_was_registered_or_is_theirs() {
    let world = World::new().await;
    let alice = world.person("alice", Role::Member).await;
    let admin = world.person("beatrix", Role::Admin).await;
    let (small, large) = (
        app(&world, "read").await,
        app(&world, "read admin:read").await,
    );
    let social = &world.social;
    for more in [
        "write",
        "read write:statuses",
        "admin:read",
        "follow",
        "push",
        "unknown",
    ] {
        let refused = social.authorize(&alice, request(&small, more)).await;
        assert_eq!(word(refused), "invalid_scope", "{more}");
        assert_eq!(
            word(social.client_token(&small, more).await),
            "invalid_scope"
        );
        let refused = social
            .token_for_member(&small, alice.account_id, more)
            .await;
        assert_eq!(word(refused), "invalid_scope");
    }
    let new = NewApp {
        scopes: "admin".to_owned(),
        name: "App".to_owned(),
        redirect_uris: vec![HOME.to_owned()],
        ..NewApp::default()
    };
    assert_eq!(word(social.create_app(new).await), "invalid_scope");

    let for_alice = code(&world, &alice, &large, "read admin:read").await;
    assert_eq!(
        exchange(&world, &large, &for_alice).await.unwrap().scopes,
        "read"
    );
    let refused = social
        .authorize(&alice, request(&large, "admin:read:accounts"))
        .await;
    assert_eq!(word(refused), "invalid_scope");
    let for_admin = code(&world, &admin, &large, "read admin:read").await;
    assert_eq!(
        exchange(&world, &large, &for_admin).await.unwrap().scopes,
        "admin:read read"
    );
    assert_eq!(
        social
            .client_token(&large, "read admin:read")
            .await
            .unwrap()
            .scopes,
        "read"
    );
    assert_eq!(
        word(social.client_token(&large, "admin:read").await),
        "invalid_scope"
    );
}
