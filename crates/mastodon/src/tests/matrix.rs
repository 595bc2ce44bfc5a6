//! Every route against every kind of caller (security rows E1 and F3), generated from the table of routes.

use axum::body::Body;
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::Value;
use social::caller::Role;
use social::community::Registration;
use tower::ServiceExt;

use super::world::{ALL, World};
use crate::{AnyOf, RouteInfo, Rule};

/// The path with something in place of its parameters.
fn concrete(route: &RouteInfo) -> String {
    route
        .path
        .replace("{id}", "1")
        .replace("{quoting_status_id}", "1")
        .replace("{item}", "1")
        .replace("{emoji}", "x")
        .replace("{tag}", "cats")
        .replace("{name}", "cats")
        .replace("{key}", "follow-1")
}

/// What a route answers to a token, and its error; an empty token is none. The body of a success is not read: streams
/// have no end.
async fn answer(world: &World, route: &RouteInfo, token: &str) -> (StatusCode, String) {
    let mut request = Request::builder()
        .method(route.method.clone())
        .uri(concrete(route));
    if !token.is_empty() {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let request = request.body(Body::empty()).unwrap();
    let response = world.router.clone().oneshot(request).await.unwrap();
    let status = response.status();
    if status.is_success() {
        return (status, String::new());
    }
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let json: Value = serde_json::from_slice(&body).unwrap_or_default();
    (
        status,
        json["error"].as_str().unwrap_or_default().to_owned(),
    )
}

/// A status and, where Mastodon has words for it that apps compare, those words.
type Refusal = (u16, &'static str);

const TOKEN: Refusal = (401, "The access token is invalid");
const SCOPE: Refusal = (403, "This action is outside the authorized scopes");
const ROLE: Refusal = (403, "This action is not allowed");
const NO_USER: Refusal = (422, "This method requires an authenticated user");
const PENDING: Refusal = (403, "Your login is currently pending approval");

#[track_caller]
fn refused(route: &RouteInfo, got: &(StatusCode, String), wanted: Refusal) {
    assert_eq!((got.0.as_u16(), got.1.as_str()), wanted, "{route:?}");
}

/// Let in: whatever the answer is, it is not about who asks.
#[track_caller]
fn let_in(route: &RouteInfo, got: &(StatusCode, String)) {
    let (status, error) = got;
    let is_about_caller = [TOKEN, SCOPE, ROLE, NO_USER, PENDING]
        .iter()
        .any(|(code, text)| *code == status.as_u16() && text == error);
    let is_refusal = status.is_server_error() || matches!(status.as_u16(), 401 | 403);
    assert!(!is_about_caller && !is_refusal, "{route:?}: {got:?}");
}

fn scopes(rule: Rule) -> AnyOf {
    match rule {
        Rule::Public | Rule::Client => &[],
        Rule::Token(scopes)
        | Rule::User(scopes)
        | Rule::Staff(scopes)
        | Rule::Admin(scopes)
        | Rule::Newcomer(scopes)
        | Rule::UserOptional(scopes)
        | Rule::Stream(scopes) => scopes,
    }
}

/// The least role that a route is for; `None` where nobody has to be anybody.
fn role(rule: Rule) -> Option<Role> {
    match rule {
        Rule::Public | Rule::Client | Rule::Token(_) | Rule::UserOptional(_) => None,
        Rule::User(_) | Rule::Newcomer(_) | Rule::Stream(_) => Some(Role::Member),
        Rule::Staff(_) => Some(Role::Moderator),
        Rule::Admin(_) => Some(Role::Admin),
    }
}

#[tokio::test]
async fn nobody_gets_in_without_a_token_where_one_is_needed() {
    let world = World::new().await;
    for route in crate::table() {
        let without = answer(&world, &route, "").await;
        let garbage = answer(&world, &route, "garbage").await;
        match route.rule {
            Rule::Public => {
                let_in(&route, &without);
                let_in(&route, &garbage);
            }
            Rule::UserOptional(_) => {
                let_in(&route, &without);
                refused(&route, &garbage, TOKEN);
            }
            Rule::Client => assert!(without.0.is_client_error(), "{route:?}: {without:?}"),
            _ => {
                refused(&route, &without, TOKEN);
                refused(&route, &garbage, TOKEN);
            }
        }
    }
}

#[tokio::test]
async fn an_app_alone_is_nobody() {
    let world = World::new().await;
    world.open_doors(Registration::Open).await;
    let token = world.app_token(ALL).await;
    for route in crate::table() {
        let got = answer(&world, &route, &token).await;
        let is_in_scope = scopes(route.rule)
            .iter()
            .all(|scope| !scope.starts_with("admin:"));
        match role(route.rule) {
            Some(_) if matches!(route.rule, Rule::Stream(_)) => refused(&route, &got, TOKEN),
            Some(_) if is_in_scope => refused(&route, &got, NO_USER),
            Some(_) => assert!(got.0 == 403 || got.0 == 422, "{route:?}: {got:?}"),
            None if route.rule == Rule::Client => {}
            None => let_in(&route, &got),
        }
    }
}

#[tokio::test]
async fn a_scope_opens_exactly_its_routes() {
    let world = World::new().await;
    world.open_doors(Registration::Open).await;
    let (owner, _) = world.staff("olga", Role::Owner).await;
    for route in crate::table() {
        let other = if scopes(route.rule).contains(&"push") {
            "read:search"
        } else {
            "push"
        };
        let wrong = world.token(&owner, other).await;
        let got = answer(&world, &route, &wrong).await;
        if scopes(route.rule).is_empty() {
            assert_ne!((got.0.as_u16(), got.1.as_str()), SCOPE, "{route:?}");
        } else {
            refused(&route, &got, SCOPE);
        }
        for scope in scopes(route.rule) {
            let right = world.token(&owner, scope).await;
            let_in(&route, &answer(&world, &route, &right).await);
        }
    }
}

#[tokio::test]
async fn staff_only_is_for_staff_only() {
    let world = World::new().await;
    for least in [Role::Member, Role::Moderator, Role::Admin] {
        let (_, token) = world.staff(&format!("a_{}", least.as_str()), least).await;
        for route in crate::table() {
            let Some(needed) = role(route.rule).filter(|role| *role > Role::Member) else {
                continue;
            };
            let got = answer(&world, &route, &token).await;
            if least < needed {
                refused(&route, &got, ROLE);
            } else {
                let_in(&route, &got);
            }
        }
    }
}

#[tokio::test]
async fn who_waits_for_approval_is_nobody_yet() {
    let world = World::new().await;
    world.open_doors(Registration::Approval).await;
    let app = world.app_token("write:accounts read:accounts").await;
    let form = "username=carol&email=carol@mail.example&password=correct+horse+battery&agreement=true&reason=Because";
    let token = world.post(&app, "/api/v1/accounts", form).await.ok();
    let token = token["access_token"].as_str().unwrap();
    for route in crate::table() {
        let got = answer(&world, &route, token).await;
        match route.rule {
            Rule::Public | Rule::Client => {}
            Rule::Newcomer(_) => assert_ne!(got.1, PENDING.1, "{route:?}: {got:?}"),
            rule if scopes(rule)
                .iter()
                .all(|scope| scope.ends_with(":accounts")) =>
            {
                refused(&route, &got, PENDING);
            }
            _ => assert_eq!(got.0, StatusCode::FORBIDDEN, "{route:?}: {got:?}"),
        }
    }
}

/// What keeps a member from acting, as it stands in the database, and the words for it.
const KEPT_OUT: [(&str, &str, Refusal); 3] = [
    (
        "unconfirmed",
        "UPDATE member SET confirmed_at = NULL WHERE account_id = $1",
        (403, "Your login is missing a confirmed e-mail address"),
    ),
    (
        "disabled",
        "UPDATE member SET disabled_at = 1 WHERE account_id = $1",
        (403, "Your login is currently disabled"),
    ),
    (
        "suspended",
        "UPDATE account SET suspended_at = 1 WHERE id = $1",
        (403, "Your login is currently disabled"),
    ),
];

#[tokio::test]
async fn who_may_not_act_is_told_why_on_every_route() {
    let world = World::new().await;
    for (name, sql, words) in KEPT_OUT {
        let (caller, token) = world.staff(name, Role::Owner).await;
        let account = caller.account_id.get();
        let done = world.store.write(move |tx| tx.exec(sql, &[&account]));
        assert_eq!(done.await.unwrap(), 1, "{name}");
        for route in crate::table() {
            let got = answer(&world, &route, &token).await;
            match route.rule {
                Rule::Public => let_in(&route, &got),
                // Asks for the app, not for a person.
                Rule::Client => {}
                // Who has yet to confirm may ask for another letter.
                Rule::Newcomer(_) => assert_ne!(got.0, StatusCode::UNAUTHORIZED, "{route:?}"),
                _ => refused(&route, &got, words),
            }
        }
    }
}

#[tokio::test]
async fn every_scope_of_a_rule_is_announced() {
    let world = World::new().await;
    let metadata = world
        .get("", "/.well-known/oauth-authorization-server")
        .await
        .ok();
    let announced = metadata["scopes_supported"].as_array().unwrap().clone();
    for route in crate::table() {
        for scope in scopes(route.rule) {
            assert!(announced.contains(&(*scope).into()), "{scope} of {route:?}");
        }
    }
}
