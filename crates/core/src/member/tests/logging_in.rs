//! Names, passwords and sessions.

use std::time::Duration;

use super::{codes, enter, form, log_in};
use crate::caller::{Role, Via};
use crate::community::Registration;
use crate::member::{Device, Welcome};
use crate::oauth::NewApp;
use crate::testing::{PASSWORD, World};
use crate::{Error, LiveEvent};

#[tokio::test]
async fn somebody_joins_and_logs_in_by_any_of_their_names() {
    let world = World::new().await;
    world.registration(Registration::Open).await;
    let welcome = world.social.sign_up(form("Alice")).await.unwrap();
    let Welcome::Active(id) = welcome else {
        panic!("{welcome:?}")
    };
    for login in [
        "alice",
        "@ALICE",
        "alice@moot.example",
        "@alice@moot.example",
        " Alice@Mail.example ",
    ] {
        let (caller, _) = enter(&world, login).await;
        assert_eq!(
            (caller.account_id, caller.role),
            (id, Role::Member),
            "{login}"
        );
    }
    let member = world
        .social
        .member(&enter(&world, "alice").await.0)
        .await
        .unwrap();
    assert_eq!(
        (member.account.acct().as_str(), member.email.as_str()),
        ("alice", "Alice@mail.example")
    );
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_are_refused_in_the_same_words() {
    let world = World::new().await;
    world.person("alice", Role::Member).await;
    let mut texts = Vec::new();
    for (login, password) in [
        ("alice", "wrong horse"),
        ("bob", PASSWORD),
        ("alice@elsewhere.example", PASSWORD),
        ("", ""),
        ("a\0lice'--", PASSWORD),
        ("alice", &"x".repeat(1_000_000)),
        (&"x".repeat(1_000_000), PASSWORD),
    ] {
        let error = log_in(&world, login, password).await.unwrap_err();
        assert!(matches!(error, Error::Unauthenticated(_)), "{error:?}");
        texts.push(error.to_string());
    }
    texts.dedup();
    assert_eq!(texts.len(), 1);
}

#[tokio::test]
async fn a_password_cannot_be_guessed_on_and_on_from_one_place() {
    let world = World::new().await;
    world.person("alice", Role::Member).await;
    let from = |ip: &str| Device {
        ip: ip.to_owned(),
        ..Device::default()
    };
    for login in ["alice", "alice@mail.example", "nobody"] {
        for _ in 0..5 {
            let wrong = world
                .social
                .log_in(login, "wrong horse", from("192.0.2.1"))
                .await;
            assert!(matches!(wrong, Err(Error::Unauthenticated(_))), "{wrong:?}");
        }
    }
    let held_up = world
        .social
        .log_in("alice", PASSWORD, from("192.0.2.1"))
        .await;
    assert!(matches!(held_up, Err(Error::TooMany { .. })), "{held_up:?}");
    world
        .social
        .log_in("alice", PASSWORD, from("192.0.2.2"))
        .await
        .unwrap();
    for _ in 0..5 {
        world
            .social
            .log_in("nobody", "wrong horse", from("192.0.2.1"))
            .await
            .unwrap_err();
    }
    let unknown = world
        .social
        .log_in("nobody", PASSWORD, from("192.0.2.1"))
        .await;
    assert!(
        matches!(unknown, Err(Error::TooMany { .. })),
        "the unknown are held up alike"
    );
    world.pass(Duration::from_mins(15));
    world
        .social
        .log_in("alice", PASSWORD, from("192.0.2.1"))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_session_is_listed_and_ended() {
    let world = World::new().await;
    world.person("alice", Role::Member).await;
    let mallory = world.person("mallory", Role::Member).await;
    let (here, token) = enter(&world, "alice").await;
    let (there, other) = enter(&world, "alice").await;
    assert_ne!(token, other, "every log-in has a token of its own");
    let listed = world.social.sessions(&here).await.unwrap();
    assert_eq!(
        listed.iter().filter(|session| session.is_current).count(),
        1
    );
    assert_eq!(listed.len(), 2);

    let Via::Session(id) = there.via else {
        panic!("{there:?}")
    };
    world.social.end_session(&mallory, id).await.unwrap_err();
    let mut bus = world.social.listen();
    world.social.end_session(&here, id).await.unwrap();
    assert_eq!(
        bus.try_recv().unwrap().event,
        LiveEvent::AccessEnded(here.account_id)
    );
    assert_eq!(world.social.session(&other).await.unwrap(), None);
    assert_eq!(
        world.social.session(&token).await.unwrap(),
        Some(here.clone())
    );
    world.social.log_out(&here).await.unwrap();
    world.social.log_out(&here).await.unwrap();
    assert_eq!(world.social.session(&token).await.unwrap(), None);
    for bad in ["", "x", &"x".repeat(1_000_000), "\0"] {
        assert_eq!(world.social.session(bad).await.unwrap(), None);
    }
}

#[tokio::test]
async fn when_a_session_was_used_is_noted_now_and_then_and_it_ends_when_it_is_not() {
    let world = World::new().await;
    world.person("alice", Role::Member).await;
    let (alice, token) = enter(&world, "alice").await;
    let seen = async || world.social.sessions(&alice).await.unwrap()[0].last_seen_at;
    let begun = seen().await;
    world.pass(Duration::from_mins(9));
    world.social.session(&token).await.unwrap().unwrap();
    assert_eq!(seen().await, begun, "no write for every page");
    world.pass(Duration::from_mins(1));
    world.social.session(&token).await.unwrap().unwrap();
    assert_eq!(seen().await, world.social.now());
    world.pass(Duration::from_hours(91 * 24));
    assert_eq!(world.social.session(&token).await.unwrap(), None);
    assert_eq!(world.social.prune_access().await.unwrap(), 1);
}

#[tokio::test]
async fn a_new_password_puts_everybody_else_out() {
    let world = World::new().await;
    world.person("alice", Role::Member).await;
    let (alice, here) = enter(&world, "alice").await;
    let (_, there) = enter(&world, "alice").await;
    let app = NewApp {
        name: "App".to_owned(),
        redirect_uris: vec!["urn:ietf:wg:oauth:2.0:oob".to_owned()],
        ..NewApp::default()
    };
    let app = world.social.create_app(app).await.unwrap();
    let token = world
        .social
        .token_for_member(&app, alice.account_id, "read")
        .await
        .unwrap();
    assert!(
        world
            .social
            .authenticate(&token.access_token)
            .await
            .unwrap()
            .is_some()
    );

    let new = "a much better one";
    let wrong = world
        .social
        .change_password(&alice, "wrong horse", new)
        .await
        .unwrap_err();
    assert_eq!(codes(&[wrong]), [("old_password", "invalid")]);
    let weak = world
        .social
        .change_password(&alice, PASSWORD, "alice")
        .await
        .unwrap_err();
    assert_eq!(codes(&[weak]), [("password", "too_short")]);
    world
        .social
        .change_password(&alice, PASSWORD, PASSWORD)
        .await
        .unwrap_err();
    let mut bus = world.social.listen();
    world
        .social
        .change_password(&alice, PASSWORD, new)
        .await
        .unwrap();
    assert_eq!(
        bus.try_recv().unwrap().event,
        LiveEvent::AccessEnded(alice.account_id)
    );
    assert!(world.social.session(&here).await.unwrap().is_some());
    assert!(world.social.session(&there).await.unwrap().is_none());
    assert!(
        world
            .social
            .authenticate(&token.access_token)
            .await
            .unwrap()
            .is_none()
    );
    log_in(&world, "alice", PASSWORD).await.unwrap_err();
    log_in(&world, "alice", new).await.unwrap();
}

#[tokio::test]
async fn a_suspended_member_is_out_at_once() {
    let world = World::new().await;
    world.person("alice", Role::Member).await;
    let (alice, token) = enter(&world, "alice").await;
    let (id, now) = (alice.account_id, world.social.now().micros());
    world
        .social
        .store()
        .write(move |tx| {
            store::account::set_mark(tx, id.get(), store::account::Mark::Suspended, Some(now))
        })
        .await
        .unwrap();
    world.social.end_access(id);
    assert_eq!(world.social.session(&token).await.unwrap(), None);
    let refused = log_in(&world, "alice", PASSWORD).await.unwrap_err();
    assert!(matches!(refused, Error::Forbidden(text) if text.contains("suspended")));
}
