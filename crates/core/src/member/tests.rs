//! Joining, logging in and out.

use std::time::Duration;

use futures_util::future::join_all;
use model::AccountId;

use super::{Device, MemberSettings, ProfileUpdate, SessionToken, SignUp, Welcome};
use crate::caller::{Role, Via};
use crate::community::Registration;
use crate::oauth::NewApp;
use crate::testing::{PASSWORD, World};
use crate::{Caller, Error, LiveEvent};

fn form(name: &str) -> SignUp {
    SignUp {
        username: name.to_owned(),
        email: format!("{name}@mail.example"),
        password: PASSWORD.to_owned(),
        reason: "I like gardens.".to_owned(),
        agreement: true,
        ..SignUp::default()
    }
}

fn with_invite(name: &str, code: &str) -> SignUp {
    SignUp {
        invite: Some(code.to_owned()),
        ..form(name)
    }
}

async fn log_in(world: &World, login: &str, password: &str) -> crate::Result<SessionToken> {
    world
        .social
        .log_in(login, password, Device::default())
        .await
}

async fn enter(world: &World, login: &str) -> (Caller, String) {
    let token = log_in(world, login, PASSWORD).await.unwrap().0;
    (world.social.session(&token).await.unwrap().unwrap(), token)
}

fn codes(errors: &[Error]) -> Vec<(&str, &str)> {
    let code = |error| match error {
        &Error::Invalid { field, code, .. } => (field, code),
        other => panic!("{other:?}"),
    };
    errors.iter().map(code).collect()
}

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
async fn all_that_is_wrong_with_a_form_is_told_at_once() {
    let world = World::new().await;
    world.registration(Registration::Approval).await;
    let bad = SignUp {
        username: "admin".to_owned(),
        email: "nobody".to_owned(),
        password: "short".to_owned(),
        ..SignUp::default()
    };
    let wrong = world.social.check_sign_up(&bad).await.unwrap();
    assert_eq!(
        codes(&wrong),
        [
            ("username", "reserved"),
            ("email", "invalid"),
            ("password", "too_short"),
            ("reason", "blank"),
            ("agreement", "accepted"),
        ]
    );
    let first = world.social.sign_up(bad).await.unwrap_err();
    assert_eq!(codes(&[first]), [("username", "reserved")]);
    assert!(
        world
            .social
            .check_sign_up(&form("alice"))
            .await
            .unwrap()
            .is_empty()
    );
    for code in ["made-up", "made-up\0", &"x".repeat(1_000_000)] {
        let wrong = world
            .social
            .check_sign_up(&with_invite("alice", code))
            .await
            .unwrap();
        assert_eq!(codes(&wrong), [("invite", "invalid")]);
    }
}

#[tokio::test]
async fn a_name_and_an_address_are_had_once() {
    let world = World::new().await;
    world.registration(Registration::Open).await;
    let alice = world
        .social
        .sign_up(form("alice"))
        .await
        .unwrap()
        .account_id();
    let again = SignUp {
        email: "ALICE@mail.example".to_owned(),
        ..form("ALICE")
    };
    let wrong = world.social.check_sign_up(&again).await.unwrap();
    assert_eq!(codes(&wrong), [("username", "taken"), ("email", "taken")]);
    let now = world.social.now().micros();
    let gone = world
        .social
        .store()
        .write(move |tx| store::account::delete(tx, alice.get(), now));
    gone.await.unwrap();
    let wrong = world.social.check_sign_up(&form("alice")).await.unwrap();
    assert_eq!(
        codes(&wrong),
        [("username", "taken")],
        "a name that was used once stays its owner's"
    );
}

#[tokio::test]
async fn of_many_who_want_a_name_at_once_one_gets_it_and_nothing_is_left_of_the_others() {
    let world = World::new().await;
    world.registration(Registration::Open).await;
    let before = world.journal_length().await;
    let all = (0..4).map(|i| {
        let email = format!("alice{i}@mail.example");
        world.social.sign_up(SignUp {
            email,
            ..form("alice")
        })
    });
    let results = join_all(all).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    for error in results.into_iter().filter_map(Result::err) {
        assert_eq!(codes(&[error]), [("username", "taken")]);
    }
    assert_eq!(world.journal_length().await, before + 1);
}

#[tokio::test]
async fn who_may_join_is_the_hosts_decision() {
    let world = World::new().await;
    let refused = world.social.sign_up(form("alice")).await.unwrap_err();
    assert!(
        matches!(refused, Error::Forbidden(_)),
        "nobody joins before the set-up: {refused:?}"
    );
    world.registration(Registration::Invite).await;
    let refused = world.social.sign_up(form("alice")).await.unwrap_err();
    assert!(matches!(refused, Error::Forbidden(_)), "{refused:?}");
}

#[tokio::test]
async fn somebody_who_waits_is_told_so_and_then_let_in_or_turned_away() {
    let world = World::new().await;
    let admin = world.registration(Registration::Approval).await;
    let alice = world.social.sign_up(form("alice")).await.unwrap();
    let bob = world.social.sign_up(form("bob")).await.unwrap();
    assert!(matches!(
        (alice, bob),
        (Welcome::Pending(_), Welcome::Pending(_))
    ));
    let refused = log_in(&world, "alice", PASSWORD).await.unwrap_err();
    assert!(matches!(refused, Error::Forbidden(text) if text.contains("approval")));
    let unknown = log_in(&world, "alice", "wrong horse").await.unwrap_err();
    assert!(
        matches!(unknown, Error::Unauthenticated(_)),
        "only they themselves are told"
    );

    let waiting = world.social.pending_members(&admin).await.unwrap();
    let names: Vec<_> = waiting
        .iter()
        .map(|who| who.account.username.as_str())
        .collect();
    assert_eq!(names, ["alice", "bob"]);
    assert_eq!(waiting[0].reason, "I like gardens.");
    world
        .social
        .approve_member(&admin, alice.account_id())
        .await
        .unwrap();
    world
        .social
        .refuse_member(&admin, bob.account_id())
        .await
        .unwrap();
    for id in [alice.account_id(), bob.account_id(), AccountId::from(1)] {
        world.social.approve_member(&admin, id).await.unwrap_err();
        world.social.refuse_member(&admin, id).await.unwrap_err();
    }
    let (alice, _) = enter(&world, "alice").await;
    world.social.pending_members(&alice).await.unwrap_err();
    world
        .social
        .approve_member(&alice, alice.account_id)
        .await
        .unwrap_err();
    assert!(
        world
            .social
            .check_sign_up(&form("bob"))
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn an_invite_lets_in_exactly_as_many_as_it_says() {
    let world = World::new().await;
    let admin = world.registration(Registration::Invite).await;
    let invite = world
        .social
        .create_invite(&admin, Some(2), None)
        .await
        .unwrap();
    assert!(invite.url.ends_with(&format!("?invite={}", invite.code)));
    let names = ["anna", "bela", "cleo", "dana", "elif", "fumi"];
    let all = names.map(|name| world.social.sign_up(with_invite(name, &invite.code)));
    let results = join_all(all).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 2);
    for error in results.into_iter().filter_map(Result::err) {
        assert_eq!(codes(&[error]), [("invite", "invalid")]);
    }
    assert_eq!(world.social.invites(&admin).await.unwrap()[0].uses, 2);
    let day = Duration::from_hours(24);
    let short = world
        .social
        .create_invite(&admin, None, Some(day))
        .await
        .unwrap();
    world.pass(day);
    world
        .social
        .sign_up(with_invite("gabi", &short.code))
        .await
        .unwrap_err();
}

#[tokio::test]
async fn an_invite_is_as_good_as_the_word_of_whoever_made_it() {
    let world = World::new().await;
    let admin = world.registration(Registration::Approval).await;
    let alice = world.person("alice", Role::Member).await;
    let of_alice = world
        .social
        .create_invite(&alice, None, None)
        .await
        .unwrap();
    let of_admin = world
        .social
        .create_invite(&admin, None, None)
        .await
        .unwrap();
    let bob = world
        .social
        .sign_up(with_invite("bob", &of_alice.code))
        .await
        .unwrap();
    let carol = world
        .social
        .sign_up(with_invite("carol", &of_admin.code))
        .await
        .unwrap();
    assert!(matches!(bob, Welcome::Pending(_)), "{bob:?}");
    assert!(matches!(carol, Welcome::Active(_)), "{carol:?}");
    world
        .social
        .delete_invite(&alice, of_admin.id)
        .await
        .unwrap_err();
    world
        .social
        .delete_invite(&alice, of_alice.id)
        .await
        .unwrap();
    world
        .social
        .sign_up(with_invite("dave", &of_alice.code))
        .await
        .unwrap_err();
    world
        .social
        .create_invite(&alice, Some(0), None)
        .await
        .unwrap_err();
    world
        .social
        .create_invite(&alice, None, Some(Duration::ZERO))
        .await
        .unwrap_err();
}

#[tokio::test]
async fn everybody_has_keys_and_faces_from_birth() {
    let world = World::new().await;
    let alice = world.person("alice", Role::Member).await.account_id;
    let keys = world.social.keys(alice).await.unwrap();
    let rows = world
        .social
        .store()
        .read(move |conn| store::key::of_account(conn, alice.get()));
    let rows = rows.await.unwrap();
    let public = |kind| &rows.iter().find(|row| row.kind == kind).unwrap().public;
    assert_eq!(public("rsa"), &keys.rsa.public_spki_der());
    assert_eq!(public("ed25519"), &keys.ed25519.public());
    assert_eq!((public("at").len(), public("nostr").len()), (33, 32));
    assert_ne!(public("at")[1..], public("nostr")[..]);
    let face = world
        .social
        .store()
        .read(move |conn| store::identity::find(conn, "paper", &format!("paper:{alice}")));
    let face = face.await.unwrap().unwrap();
    assert_eq!(
        (face.account_id, face.host.as_str()),
        (alice.get(), "moot.example")
    );
    assert_eq!(
        face.page_url.as_deref(),
        Some("https://moot.example/@alice")
    );
    assert_eq!(world.journal_length().await, 1);
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
        .write(move |tx| store::account::suspend(tx, id.get(), now))
        .await
        .unwrap();
    world.social.end_access(id);
    assert_eq!(world.social.session(&token).await.unwrap(), None);
    let refused = log_in(&world, "alice", PASSWORD).await.unwrap_err();
    assert!(matches!(refused, Error::Forbidden(text) if text.contains("suspended")));
}

#[tokio::test]
async fn a_profile_is_changed_and_told() {
    let world = World::new().await;
    world.person("bob", Role::Member).await;
    let alice = world.person("alice", Role::Member).await;
    let before = world.journal_length().await;
    let update = ProfileUpdate {
        display_name: Some("Alice \u{202e}🦀\n".to_owned()),
        note: Some("Friend of @bob and @nobody\n<script> #moot".to_owned()),
        is_locked: Some(true),
        is_bot: Some(false),
        ..ProfileUpdate::default()
    };
    let view = world.social.update_profile(&alice, update).await.unwrap();
    assert_eq!(view.display_name, "Alice 🦀");
    assert!(view.is_locked && !view.is_discoverable);
    assert!(
        view.note_html.contains("https://moot.example/@bob"),
        "{}",
        view.note_html
    );
    assert!(
        view.note_html.contains("@nobody<br>&lt;script&gt;"),
        "{}",
        view.note_html
    );
    assert_eq!(world.journal_length().await, before + 1);

    let settings = MemberSettings {
        theme: Some("dark".to_owned()),
        ..MemberSettings::default()
    };
    let only_settings = ProfileUpdate {
        settings: Some(settings.clone()),
        ..ProfileUpdate::default()
    };
    world
        .social
        .update_profile(&alice, only_settings)
        .await
        .unwrap();
    assert_eq!(
        world.social.member(&alice).await.unwrap().settings,
        settings
    );
    assert_eq!(
        world.journal_length().await,
        before + 1,
        "nobody is told of settings"
    );
    let long = ProfileUpdate {
        note: Some("x".repeat(1_001)),
        ..ProfileUpdate::default()
    };
    let error = world.social.update_profile(&alice, long).await.unwrap_err();
    assert_eq!(codes(&[error]), [("note", "too_long")]);
}
