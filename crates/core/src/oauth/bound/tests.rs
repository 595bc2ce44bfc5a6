//! What a grant survives, and what ends it.

use std::time::Duration;

use super::{Presenter, PushedRequest};
use crate::caller::Role;
use crate::testing::World;
use crate::{Caller, Error};

/// The example of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const APP: &str = "https://app.example.com/client.json";
const BACK: &str = "https://app.example.com/cb";
const BY: Presenter<'_> = Presenter {
    client_id: APP,
    client_thumbprint: None,
    key_thumbprint: "key",
};

fn asked() -> PushedRequest {
    PushedRequest {
        client_id: APP.to_owned(),
        client_host: "app.example.com".to_owned(),
        redirect_uri: BACK.to_owned(),
        scopes: "atproto".to_owned(),
        challenge: CHALLENGE.to_owned(),
        key_thumbprint: "key".to_owned(),
        may_refresh: true,
        ..PushedRequest::default()
    }
}

async fn code(world: &World, alice: &Caller) -> String {
    let uri = world.social.push_request(&asked()).await.unwrap();
    let agreed = world.social.agree_to_pushed(alice, &uri, APP).await;
    agreed.unwrap().1
}

fn is_refused<T>(result: &crate::Result<T>) -> bool {
    matches!(
        result,
        Err(Error::Invalid {
            code: "invalid_grant",
            ..
        })
    )
}

#[tokio::test]
async fn what_was_pushed_is_decided_once_and_in_time() {
    let world = World::new().await;
    let alice = world.person("alice", Role::Member).await;
    let uri = world.social.push_request(&asked()).await.unwrap();
    assert_eq!(
        world.social.pushed_request(&uri, APP).await.unwrap(),
        asked()
    );
    assert!(
        world
            .social
            .pushed_request(&uri, "https://other.example/c")
            .await
            .is_err()
    );
    assert!(world.social.pushed_request("urn:x", APP).await.is_err());
    world
        .social
        .agree_to_pushed(&alice, &uri, APP)
        .await
        .unwrap();
    assert!(
        world
            .social
            .agree_to_pushed(&alice, &uri, APP)
            .await
            .is_err()
    );
    let late = world.social.push_request(&asked()).await.unwrap();
    world.pass(Duration::from_mins(11));
    assert!(
        world
            .social
            .agree_to_pushed(&alice, &late, APP)
            .await
            .is_err()
    );
    let refused = world.social.push_request(&asked()).await.unwrap();
    world.social.refuse_pushed(&refused, APP).await.unwrap();
    assert!(
        world
            .social
            .agree_to_pushed(&alice, &refused, APP)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_code_is_for_its_app_its_key_its_address_and_its_verifier() {
    let world = World::new().await;
    let alice = world.person("alice", Role::Member).await;
    let code = code(&world, &alice).await;
    let exchange = async |by: Presenter<'_>, back: &str, verifier| {
        world
            .social
            .exchange_bound_code(&by, &code, back, verifier)
            .await
    };
    for by in [
        Presenter {
            client_id: "https://other.example/c",
            ..BY
        },
        Presenter {
            key_thumbprint: "other",
            ..BY
        },
        Presenter {
            client_thumbprint: Some("x"),
            ..BY
        },
    ] {
        assert!(
            is_refused(&exchange(by, BACK, Some(VERIFIER)).await),
            "{by:?}"
        );
    }
    assert!(is_refused(
        &exchange(BY, "https://app.example.com/x", Some(VERIFIER)).await
    ));
    assert!(is_refused(&exchange(BY, BACK, Some(CHALLENGE)).await));
    assert!(is_refused(&exchange(BY, BACK, None).await));
    let granted = exchange(BY, BACK, Some(VERIFIER)).await.unwrap();
    let access = world
        .social
        .bound_access(&granted.access_token)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (access.caller.account_id, access.key_thumbprint.as_str()),
        (alice.account_id, "key")
    );
    assert_eq!(world.social.bound_apps(&alice).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_code_that_comes_twice_ends_what_it_was_used_for() {
    let world = World::new().await;
    let alice = world.person("alice", Role::Member).await;
    let code = code(&world, &alice).await;
    let exchange = async || {
        world
            .social
            .exchange_bound_code(&BY, &code, BACK, Some(VERIFIER))
            .await
    };
    let granted = exchange().await.unwrap();
    assert!(is_refused(&exchange().await));
    assert!(
        world
            .social
            .bound_access(&granted.access_token)
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn a_code_that_is_late_is_none() {
    let world = World::new().await;
    let alice = world.person("alice", Role::Member).await;
    let code = code(&world, &alice).await;
    world.pass(Duration::from_secs(61));
    assert!(is_refused(
        &world
            .social
            .exchange_bound_code(&BY, &code, BACK, Some(VERIFIER))
            .await
    ));
}

#[tokio::test]
async fn what_renews_a_grant_counts_once_with_a_minute_for_a_lost_answer() {
    let world = World::new().await;
    let alice = world.person("alice", Role::Member).await;
    let code = code(&world, &alice).await;
    let first = world
        .social
        .exchange_bound_code(&BY, &code, BACK, Some(VERIFIER))
        .await
        .unwrap();
    let first_refresh = first.refresh_token.unwrap();
    let renew =
        async |by: Presenter<'_>, token: &str| world.social.renew_bound_grant(&by, token).await;
    let stolen = Presenter {
        key_thumbprint: "thief",
        ..BY
    };
    assert!(is_refused(&renew(stolen, &first_refresh).await));
    let lost = renew(BY, &first_refresh).await.unwrap();
    let second = renew(BY, &first_refresh).await.unwrap();
    assert!(
        world
            .social
            .bound_access(&first.access_token)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        world
            .social
            .bound_access(&lost.access_token)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        world
            .social
            .bound_access(&second.access_token)
            .await
            .unwrap()
            .is_some()
    );
    world.pass(Duration::from_mins(2));
    assert!(is_refused(&renew(BY, &first_refresh).await), "too late");
    assert!(
        world
            .social
            .bound_access(&second.access_token)
            .await
            .unwrap()
            .is_none(),
        "ended"
    );
    assert!(is_refused(&renew(BY, &second.refresh_token.unwrap()).await));
}

#[tokio::test]
async fn an_app_without_a_key_of_its_own_is_let_in_for_two_weeks() {
    let world = World::new().await;
    let alice = world.person("alice", Role::Member).await;
    let code = code(&world, &alice).await;
    let granted = world
        .social
        .exchange_bound_code(&BY, &code, BACK, Some(VERIFIER))
        .await
        .unwrap();
    world.pass(Duration::from_mins(31));
    assert!(
        world
            .social
            .bound_access(&granted.access_token)
            .await
            .unwrap()
            .is_none()
    );
    let granted = world
        .social
        .renew_bound_grant(&BY, &granted.refresh_token.unwrap())
        .await
        .unwrap();
    world.pass(Duration::from_hours(14 * 24));
    assert!(is_refused(
        &world
            .social
            .renew_bound_grant(&BY, &granted.refresh_token.unwrap())
            .await
    ));
}

#[tokio::test]
async fn a_grant_ends_when_the_app_the_member_or_a_new_password_says_so() {
    let world = World::new().await;
    let alice = world.person("alice", Role::Member).await;
    let mut tokens = Vec::new();
    for _ in 0..3 {
        let code = code(&world, &alice).await;
        let granted = world
            .social
            .exchange_bound_code(&BY, &code, BACK, Some(VERIFIER))
            .await
            .unwrap();
        tokens.push(granted.access_token);
    }
    let works = async |token: &str| world.social.bound_access(token).await.unwrap().is_some();
    world
        .social
        .revoke_bound_token("https://other.example/c", &tokens[0])
        .await
        .unwrap();
    assert!(works(&tokens[0]).await);
    world
        .social
        .revoke_bound_token(APP, &tokens[0])
        .await
        .unwrap();
    assert!(!works(&tokens[0]).await);
    let bob = world.person("bob", Role::Member).await;
    let newest = world.social.bound_apps(&alice).await.unwrap()[0].id;
    assert!(world.social.end_bound_grant(&bob, newest).await.is_err());
    world.social.end_bound_grant(&alice, newest).await.unwrap();
    assert!(!works(&tokens[2]).await && works(&tokens[1]).await);
    world
        .social
        .change_password(&alice, crate::testing::PASSWORD, "another horse battery")
        .await
        .unwrap();
    assert!(!works(&tokens[1]).await);
}
