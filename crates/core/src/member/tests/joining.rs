//! Who gets in, and who does not.

use std::time::Duration;

use futures_util::future::join_all;
use model::AccountId;

use super::{codes, enter, form, log_in, with_invite};
use crate::Error;
use crate::caller::Role;
use crate::community::Registration;
use crate::member::{SignUp, Welcome};
use crate::testing::{PASSWORD, World};

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
