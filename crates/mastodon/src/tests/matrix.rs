//! Every route against every kind of caller (security rows E1 and F3), generated from the table of routes.

use axum::body::Body;
use http::{Request, StatusCode};
use social::community::Registration;
use tower::ServiceExt;

use super::world::{ALL, World};
use crate::{AnyOf, RouteInfo, Rule};

/// The path with something in place of its parameters.
fn concrete(route: &RouteInfo) -> String {
    route
        .path
        .replace("{id}", "1")
        .replace("{tag}", "cats")
        .replace("{name}", "cats")
        .replace("{key}", "follow-1")
}

/// What a route answers to a token; an empty one is none. The body is not read: streams have no end.
async fn status(world: &World, route: &RouteInfo, token: &str) -> StatusCode {
    let mut request = Request::builder()
        .method(route.method.clone())
        .uri(concrete(route));
    if !token.is_empty() {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let request = request.body(Body::empty()).unwrap();
    world
        .router
        .clone()
        .oneshot(request)
        .await
        .unwrap()
        .status()
}

/// Let in: whatever the answer is, it is not about who asks.
fn is_in(status: StatusCode) -> bool {
    !status.is_server_error() && !matches!(status.as_u16(), 401 | 403)
}

fn scopes(rule: Rule) -> AnyOf {
    match rule {
        Rule::Public | Rule::Client => &[],
        Rule::Token(scopes)
        | Rule::User(scopes)
        | Rule::UserOptional(scopes)
        | Rule::Stream(scopes) => scopes,
    }
}

fn needs_user(rule: Rule) -> bool {
    matches!(rule, Rule::User(_) | Rule::Stream(_))
}

#[tokio::test]
async fn nobody_gets_in_without_a_token_where_one_is_needed() {
    let world = World::new().await;
    for route in crate::table() {
        let without = status(&world, &route, "").await;
        let garbage = status(&world, &route, "garbage").await;
        match route.rule {
            Rule::Public => assert!(
                is_in(without) && is_in(garbage),
                "{route:?}: {without}, {garbage}"
            ),
            Rule::UserOptional(_) => {
                assert!(
                    is_in(without) && garbage == 401,
                    "{route:?}: {without}, {garbage}"
                );
            }
            Rule::Client => assert!(without.is_client_error(), "{route:?}: {without}"),
            _ => assert!(
                without == 401 && garbage == 401,
                "{route:?}: {without}, {garbage}"
            ),
        }
    }
}

#[tokio::test]
async fn an_app_alone_is_nobody() {
    let world = World::new().await;
    world.open_doors(Registration::Open).await;
    let token = world.app_token(ALL).await;
    for route in crate::table() {
        let got = status(&world, &route, &token).await;
        assert_eq!(needs_user(route.rule), got == 403, "{route:?}: {got}");
        let is_refused = needs_user(route.rule) || route.rule == Rule::Client;
        assert!(is_refused || is_in(got), "{route:?}: {got}");
    }
}

#[tokio::test]
async fn a_scope_opens_exactly_its_routes() {
    let world = World::new().await;
    world.open_doors(Registration::Open).await;
    let (caller, _) = world.person("alice").await;
    let wrong = world.token(&caller, "push").await;
    for route in crate::table() {
        let got = status(&world, &route, &wrong).await;
        assert_eq!(
            !scopes(route.rule).is_empty(),
            got == 403,
            "{route:?}: {got}"
        );
        for scope in scopes(route.rule) {
            let right = world.token(&caller, scope).await;
            let got = status(&world, &route, &right).await;
            assert!(is_in(got), "{route:?} with {scope}: {got}");
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
    let answer = world
        .get(token, "/api/v1/accounts/verify_credentials")
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{:?}", answer.json);
    assert!(answer.json["error"].is_string());
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
