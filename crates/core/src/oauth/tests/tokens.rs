//! What a token is good for, and for how long.

use std::time::Duration;

use super::{HOME, app, code, exchange, word, works};
use crate::Error;
use crate::caller::Role;
use crate::community::Registration;
use crate::member::SignUp;
use crate::oauth::NewApp;
use crate::testing::{PASSWORD, World};

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
