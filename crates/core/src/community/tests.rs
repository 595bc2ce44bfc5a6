//! How a community begins and is changed.

use std::time::Duration;

use futures_util::future::join_all;

use super::{CommunityUpdate, Registration, SetUp};
use crate::caller::Role;
use crate::member::Device;
use crate::testing::{PASSWORD, World};
use crate::{Error, Result};

fn form(name: &str) -> SetUp {
    SetUp {
        community_name: "The Moot".to_owned(),
        description: "See https://moot.example/about".to_owned(),
        registration: Registration::Approval,
        username: name.to_owned(),
        email: format!("{name}@mail.example"),
        password: PASSWORD.to_owned(),
    }
}

async fn new_key(world: &World) -> String {
    let link = world.social.setup_link().await.unwrap().unwrap();
    link.strip_prefix("https://moot.example/setup?key=")
        .unwrap()
        .to_owned()
}

async fn set_up(world: &World, key: &str, name: &str) -> Result<crate::Caller> {
    let done = world
        .social
        .set_up(key, form(name), Device::default())
        .await;
    done.map(|(caller, _)| caller)
}

#[tokio::test]
async fn the_first_to_follow_the_link_is_the_admin() {
    let world = World::new().await;
    assert!(!world.social.community().await.unwrap().is_set_up);
    let key = new_key(&world).await;
    world.social.check_setup_key(&key).await.unwrap();
    let (admin, token) = world
        .social
        .set_up(&key, form("alice"), Device::default())
        .await
        .unwrap();
    assert_eq!(
        world.social.session(&token.0).await.unwrap(),
        Some(admin.clone())
    );
    assert_eq!(world.social.member(&admin).await.unwrap().role, Role::Owner);
    let community = world.social.community().await.unwrap();
    assert_eq!(
        (community.name.as_str(), community.is_set_up),
        ("The Moot", true)
    );
    assert_eq!(community.registration, Registration::Approval);
    assert_eq!(community.contact_account, Some(admin.account_id));
    assert_eq!(
        community.contact_email, "",
        "nobody's address is published unasked"
    );
    assert!(community.description_html.contains("<a href="));

    assert!(matches!(
        set_up(&world, &key, "bob").await,
        Err(Error::Forbidden(_))
    ));
    assert!(matches!(
        world.social.check_setup_key(&key).await,
        Err(Error::Forbidden(_))
    ));
    assert_eq!(world.social.setup_link().await.unwrap(), None);
}

#[tokio::test]
async fn a_link_ends_after_half_an_hour_and_when_there_is_a_newer_one() {
    let world = World::new().await;
    let first = new_key(&world).await;
    let second = new_key(&world).await;
    assert!(world.social.check_setup_key(&first).await.is_err());
    world.pass(Duration::from_mins(30) - Duration::from_micros(1));
    world.social.check_setup_key(&second).await.unwrap();
    world.pass(Duration::from_micros(1));
    for key in [first.as_str(), &second, "", "guess", "\0"] {
        assert!(matches!(
            world.social.check_setup_key(key).await,
            Err(Error::Forbidden(_))
        ));
        assert!(set_up(&world, key, "alice").await.is_err());
    }
}

#[tokio::test]
async fn of_two_who_follow_the_link_at_once_one_wins() {
    let world = World::new().await;
    let key = new_key(&world).await;
    let both = join_all(["alice", "bob"].map(|name| set_up(&world, &key, name))).await;
    assert_eq!(
        both.iter().filter(|result| result.is_ok()).count(),
        1,
        "{both:?}"
    );
    assert_eq!(
        world.journal_length().await,
        1,
        "nothing is left of the other"
    );
    assert_eq!(world.social.stats().await.unwrap().members, 1);
}

#[tokio::test]
async fn a_form_that_is_refused_leaves_the_link_as_it_was() {
    let world = World::new().await;
    let key = new_key(&world).await;
    assert!(set_up(&world, &key, "admin").await.is_err());
    set_up(&world, &key, "alice").await.unwrap();
}

#[tokio::test]
async fn an_admin_from_the_console_ends_the_link() {
    let world = World::new().await;
    let key = new_key(&world).await;
    world.person("bob", Role::Member).await;
    world.social.check_setup_key(&key).await.unwrap();
    world.person("alice", Role::Admin).await;
    assert!(world.social.check_setup_key(&key).await.is_err());
    assert!(world.social.community().await.unwrap().is_set_up);
}

#[tokio::test]
async fn only_an_admin_changes_the_community_and_only_to_what_makes_sense() {
    let world = World::new().await;
    let admin = world.person("alice", Role::Admin).await;
    let moderator = world.person("bob", Role::Moderator).await;
    let rules = vec!["Be kind.".to_owned(), "  ".to_owned()];
    let update = CommunityUpdate {
        rules: Some(rules),
        hue: Some(359),
        ..CommunityUpdate::default()
    };
    let refused = world
        .social
        .update_community(&moderator, update.clone())
        .await
        .unwrap_err();
    assert!(matches!(refused, Error::Forbidden(_)));
    let community = world.social.update_community(&admin, update).await.unwrap();
    assert_eq!(
        (community.rules, community.hue),
        (vec!["Be kind.".to_owned()], 359)
    );
    let none = CommunityUpdate::default;
    for bad in [
        CommunityUpdate {
            name: Some(" \u{202e} ".to_owned()),
            ..none()
        },
        CommunityUpdate {
            name: Some("x".repeat(61)),
            ..none()
        },
        CommunityUpdate {
            hue: Some(360),
            ..none()
        },
        CommunityUpdate {
            contact_email: Some("nobody".to_owned()),
            ..none()
        },
        CommunityUpdate {
            languages: Some(vec!["klingon please".to_owned()]),
            ..none()
        },
        CommunityUpdate {
            rules: Some(vec!["x".repeat(501)]),
            ..none()
        },
        CommunityUpdate {
            contact_account: Some(1.into()),
            ..none()
        },
    ] {
        assert!(
            world
                .social
                .update_community(&admin, bad.clone())
                .await
                .is_err(),
            "{bad:?}"
        );
    }
    let now = world.social.community().await.unwrap();
    assert_eq!(now.rules, ["Be kind."], "what was not named stays");
}

#[tokio::test]
async fn numbers_are_counted_now_and_then() {
    let world = World::new().await;
    world.person("alice", Role::Admin).await;
    let stats = world.social.stats().await.unwrap();
    assert_eq!((stats.members, stats.posts, stats.peers), (1, 0, 0));
    assert_eq!((stats.active_month, stats.active_half_year), (1, 1));
    world.person("bob", Role::Member).await;
    assert_eq!(world.social.stats().await.unwrap().members, 1);
    world.pass(Duration::from_hours(31 * 24));
    let stats = world.social.stats().await.unwrap();
    assert_eq!(
        (stats.members, stats.active_month, stats.active_half_year),
        (2, 0, 2)
    );
}

#[test]
fn every_registration_has_its_word() {
    for word in ["open", "approval", "invite", "closed"] {
        assert_eq!(
            Registration::from_word(word).map(Registration::as_str),
            Some(word)
        );
    }
    assert_eq!(Registration::from_word("everyone"), None);
}
