//! Apps, codes and tokens.

use std::time::Duration;

use crypto::{random_token, sha256};
use data_encoding::BASE64URL_NOPAD;

use super::{AppView, AuthorizeRequest, Granted, NewApp, OUT_OF_BAND};
use crate::caller::Role;
use crate::community::Registration;
use crate::member::SignUp;
use crate::testing::{PASSWORD, World};
use crate::{Caller, Error, LiveEvent, Result};

const HOME: &str = "https://app.example/callback?x=1";

async fn app(world: &World, scopes: &str) -> AppView {
    let new = NewApp {
        name: "App".to_owned(),
        website: Some("https://app.example".to_owned()),
        redirect_uris: vec![OUT_OF_BAND.to_owned(), HOME.to_owned()],
        scopes: scopes.to_owned(),
    };
    world.social.create_app(new).await.unwrap()
}

fn request(app: &AppView, scopes: &str) -> AuthorizeRequest {
    AuthorizeRequest {
        client_id: app.client_id.clone(),
        redirect_uri: HOME.to_owned(),
        scopes: scopes.to_owned(),
        challenge: None,
    }
}

async fn code(world: &World, caller: &Caller, app: &AppView, scopes: &str) -> String {
    world
        .social
        .authorize(caller, request(app, scopes))
        .await
        .unwrap()
}

async fn exchange(world: &World, app: &AppView, code: &str) -> Result<Granted> {
    world.social.exchange_code(app, code, HOME, None).await
}

async fn works(world: &World, token: &str) -> bool {
    world.social.authenticate(token).await.unwrap().is_some()
}

fn word<T: std::fmt::Debug>(result: Result<T>) -> &'static str {
    match result {
        Err(Error::Invalid { code, .. }) => code,
        other => panic!("{other:?}"),
    }
}

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

#[tokio::test]
async fn an_app_on_its_own_is_nobody() {
    let world = World::new().await;
    let (app, other) = (app(&world, "read").await, app(&world, "read").await);
    let token = world
        .social
        .client_token(&app, "")
        .await
        .unwrap()
        .access_token;
    let access = world.social.authenticate(&token).await.unwrap().unwrap();
    assert_eq!((access.caller, access.app.id), (None, app.id));
    let refused = world.social.revoke_token(&other, &token).await.unwrap_err();
    assert!(matches!(refused, Error::Forbidden(_)));
    assert!(works(&world, &token).await);
    world.social.revoke_token(&app, &token).await.unwrap();
    world.social.revoke_token(&app, &token).await.unwrap();
    assert!(!works(&world, &token).await);
}

#[tokio::test]
async fn a_token_that_was_asked_to_be_renewable_ends_and_is_renewed_once() {
    let world = World::new().await;
    let alice = world.person("alice", Role::Member).await;
    let (app, other) = (
        app(&world, "read offline_access").await,
        app(&world, "read").await,
    );
    let code = code(&world, &alice, &app, "read offline_access").await;
    let first = exchange(&world, &app, &code).await.unwrap();
    let renewer = first.refresh_token.unwrap();
    assert!(works(&world, &first.access_token).await && !works(&world, &renewer).await);
    assert_eq!(
        word(world.social.refresh(&other, &renewer).await),
        "invalid_grant"
    );
    assert_eq!(
        word(world.social.refresh(&app, &first.access_token).await),
        "invalid_grant"
    );
    let second = world.social.refresh(&app, &renewer).await.unwrap();
    assert!(!works(&world, &first.access_token).await && works(&world, &second.access_token).await);
    assert_eq!(second.scopes, first.scopes);
    assert_eq!(
        word(world.social.refresh(&app, &renewer).await),
        "invalid_grant"
    );

    world.pass(Duration::from_hours(2));
    assert!(!works(&world, &second.access_token).await);
    let renewer = second.refresh_token.unwrap();
    let third = world.social.refresh(&app, &renewer).await.unwrap();
    assert!(works(&world, &third.access_token).await);
    world
        .social
        .revoke_token(&app, &third.refresh_token.unwrap())
        .await
        .unwrap();
    assert!(!works(&world, &third.access_token).await);
}

#[tokio::test]
async fn a_newcomers_token_works_once_they_are_approved() {
    let world = World::new().await;
    let admin = world.registration(Registration::Approval).await;
    let form = SignUp {
        username: "alice".to_owned(),
        email: "alice@mail.example".to_owned(),
        password: PASSWORD.to_owned(),
        reason: "Gardens.".to_owned(),
        agreement: true,
        ..SignUp::default()
    };
    let alice = world.social.sign_up(form).await.unwrap().account_id();
    let app = app(&world, "read").await;
    let token = world
        .social
        .token_for_member(&app, alice, "read")
        .await
        .unwrap()
        .access_token;
    let refused = world.social.authenticate(&token).await.unwrap_err();
    assert!(matches!(refused, Error::Forbidden(text) if text.contains("approval")));
    world.social.approve_member(&admin, alice).await.unwrap();
    assert!(works(&world, &token).await);
}

#[tokio::test]
async fn a_member_sees_who_acts_for_them_and_ends_it() {
    let world = World::new().await;
    let alice = world.person("alice", Role::Member).await;
    let mallory = world.person("mallory", Role::Member).await;
    let app = app(&world, "read").await;
    let token = world
        .social
        .token_for_member(&app, alice.account_id, "read")
        .await
        .unwrap();
    assert!(works(&world, &token.access_token).await);
    let listed = world.social.authorized_apps(&alice).await.unwrap();
    assert_eq!((listed.len(), listed[0].app.id), (1, app.id));
    assert_eq!(listed[0].last_used_at, Some(world.social.now()));
    assert!(
        world
            .social
            .authorized_apps(&mallory)
            .await
            .unwrap()
            .is_empty()
    );
    world
        .social
        .revoke_access(&mallory, listed[0].token_id)
        .await
        .unwrap_err();
    assert!(works(&world, &token.access_token).await);
    world
        .social
        .revoke_access(&alice, listed[0].token_id)
        .await
        .unwrap();
    assert!(!works(&world, &token.access_token).await);
}

#[tokio::test]
async fn an_app_that_makes_no_sense_is_refused() {
    let world = World::new().await;
    let good = || NewApp {
        name: "App".to_owned(),
        redirect_uris: vec![HOME.to_owned()],
        ..NewApp::default()
    };
    for bad in [
        NewApp {
            name: " \u{0} ".to_owned(),
            ..good()
        },
        NewApp {
            name: "x".repeat(201),
            ..good()
        },
        NewApp {
            website: Some("javascript:alert(1)".to_owned()),
            ..good()
        },
        NewApp {
            website: Some("not an address".to_owned()),
            ..good()
        },
        NewApp {
            redirect_uris: Vec::new(),
            ..good()
        },
        NewApp {
            redirect_uris: vec!["javascript:alert(1)".to_owned()],
            ..good()
        },
    ] {
        assert!(
            world.social.create_app(bad.clone()).await.is_err(),
            "{bad:?}"
        );
    }
    let made = world
        .social
        .create_app(NewApp {
            website: Some(String::new()),
            ..good()
        })
        .await;
    let made = made.unwrap();
    assert_eq!((made.website, made.scopes.as_str()), (None, "read"));
    assert!(
        world
            .social
            .find_app(&made.client_id)
            .await
            .unwrap()
            .is_some()
    );
}
