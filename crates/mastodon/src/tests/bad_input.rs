//! Whatever is sent to whichever route, the answer is a 4xx in the right shape and never a fault.

use axum::body::Body;
use http::{Method, Request, StatusCode};
use tower::ServiceExt;

use super::world::{Answer, World};
use crate::RouteInfo;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// Routes that answer with a stream that does not end.
fn is_stream(route: &RouteInfo) -> bool {
    route.path.starts_with("/api/v1/streaming/")
}

async fn check(world: &World, token: &str, method: &Method, path: &str, kind: &str, body: &str) {
    let request = Request::builder()
        .method(method.clone())
        .uri(path)
        .header("content-type", kind);
    let request = request.header("authorization", format!("Bearer {token}"));
    let answer = world
        .send(request.body(Body::from(body.to_owned())).unwrap())
        .await;
    let start: String = body.chars().take(60).collect();
    assert!(
        !answer.status.is_server_error(),
        "{method} {path} {start}: {:?}",
        answer.json
    );
    if answer.status.is_client_error() {
        // Of a collection the error is inside another, as in Mastodon.
        let error = &answer.json["error"];
        assert!(
            error.is_string() || (path.contains("/collections") && error["error"].is_string()),
            "{method} {path} {start}: {:?}",
            answer.json
        );
    }
}

#[tokio::test]
async fn no_body_makes_any_route_fail() {
    let world = World::new().await;
    let (_, token) = world.person("alice").await;
    let wrong_types = r#"{"status":{},"id":{},"username":[],"home":3,"source":"x","fields_attributes":7,"q":[],
        "redirect_uris":{"a":1},"client_name":{},"grant_type":[],"visibility":1,"duration":"soon","types":{"a":{}},
        "in_reply_to_id":"x","sensitive":"maybe","poll":7,"timeline":{"x":1},"token":{},"acct":[],"locked":"x"}"#;
    let nul = r#"{"status":"a\u0000b","q":"\u0000","client_name":"\u0000","acct":"\u0000","username":"\u0000"}"#;
    let deep = format!("{{\"status\":{}", "[".repeat(100_000));
    let large = format!("status={}", "a".repeat(3_000_000));
    let many = "status[]=x&".repeat(5_000);
    let bodies = [
        (JSON, wrong_types),
        (JSON, nul),
        (JSON, &deep),
        (JSON, "[]"),
        (JSON, "{"),
        (JSON, "\"\\ud800\""),
        (JSON, ""),
        (FORM, &large),
        (FORM, &many),
        (FORM, "status=%00&q=%00"),
        (FORM, "status[a]=1&status[]=2"),
        (FORM, "="),
        ("multipart/form-data; boundary=b", "--b\r\nbroken"),
        ("multipart/form-data", "x"),
        ("text/plain", "x"),
    ];
    for route in crate::table().iter().filter(|route| !is_stream(route)) {
        let path = route
            .path
            .replace("{id}", "1")
            .replace("{tag}", "cats")
            .replace("{name}", "cats")
            .replace("{quoting_status_id}", "1")
            .replace("{item}", "1")
            .replace("{emoji}", "x")
            .replace("{key}", "follow-1");
        // The same account goes on being used, so nothing here may end it.
        for (kind, body) in bodies {
            check(&world, &token, &route.method, &path, kind, body).await;
        }
    }
}

#[tokio::test]
async fn no_path_and_no_query_makes_any_route_fail() {
    let world = World::new().await;
    let (_, token) = world.person("alice").await;
    let ids = [
        "abc",
        "-1",
        "0",
        "9223372036854775807",
        "99999999999999999999",
        "%00",
        "%ff",
        "..",
        "%F0%9F%90%88",
    ];
    let queries = [
        "max_id=abc",
        "limit=-1",
        "limit=1e9",
        "min_id=9223372036854775808",
        "id[]=x",
        "id[a][b]=1",
        "q=%00",
        "timeline[]=nowhere",
        "types[]=x&exclude_types[]=y",
        "acct=%00@%00",
        "acct=@@",
        "any[]=%00",
        "offset=-1",
        "q=%F0%9F%90%88&type=things",
        "account_id=x",
        "stream=nowhere",
        "since_id=&max_id=&limit=",
    ];
    for route in crate::table().iter().filter(|route| !is_stream(route)) {
        for id in ids {
            let path = route
                .path
                .replace("{id}", id)
                .replace("{tag}", id)
                .replace("{name}", id)
                .replace("{quoting_status_id}", id)
                .replace("{item}", id)
                .replace("{emoji}", id)
                .replace("{key}", id);
            check(&world, &token, &route.method, &path, FORM, "").await;
        }
        let path = route
            .path
            .replace("{id}", "1")
            .replace("{tag}", "cats")
            .replace("{name}", "cats")
            .replace("{quoting_status_id}", "1")
            .replace("{item}", "1")
            .replace("{emoji}", "x")
            .replace("{key}", "follow-1");
        for query in queries {
            check(
                &world,
                &token,
                &route.method,
                &format!("{path}?{query}"),
                FORM,
                "",
            )
            .await;
        }
    }
}

#[tokio::test]
async fn unknown_paths_and_wrong_methods_are_told_in_json() {
    let world = World::new().await;
    for (method, path, status) in [
        (Method::GET, "/api/v1/nothing", StatusCode::NOT_FOUND),
        (Method::POST, "/api/v9/statuses/1/x", StatusCode::NOT_FOUND),
        (
            Method::DELETE,
            "/api/v1/instance",
            StatusCode::METHOD_NOT_ALLOWED,
        ),
        (Method::GET, "/oauth/token", StatusCode::METHOD_NOT_ALLOWED),
        (Method::GET, "/api/v1/statuses/abc", StatusCode::NOT_FOUND),
    ] {
        let answer = world.ask("", method, path, "").await;
        assert_eq!(answer.status, status, "{path}");
        assert!(
            answer.json["error"].is_string(),
            "{path}: {:?}",
            answer.json
        );
    }
}

#[tokio::test]
async fn apps_in_browsers_may_ask() {
    let world = World::new().await;
    let preflight = Request::options("/api/v1/statuses")
        .header("origin", "https://elk.example")
        .header("access-control-request-method", "POST")
        .header(
            "access-control-request-headers",
            "authorization,content-type,idempotency-key",
        );
    let response = world
        .router
        .clone()
        .oneshot(preflight.body(Body::empty()).unwrap())
        .await
        .unwrap();
    assert!(response.status().is_success(), "{}", response.status());
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    let Answer { headers, .. } = world.get("", "/api/v1/nothing").await;
    assert_eq!(headers["access-control-allow-origin"], "*");
}

#[tokio::test]
async fn fields_nobody_asked_for_change_nothing() {
    let world = World::new().await;
    let (_, token) = world.person("alice").await;
    let form = "display_name=A&role=admin&id=1&created_at=2000-01-01&is_suspended=true&username=root&acct=root";
    let me = world
        .ask(
            &token,
            Method::PATCH,
            "/api/v1/accounts/update_credentials",
            form,
        )
        .await
        .ok();
    assert_eq!(
        (me["username"].as_str(), me["role"]["id"].as_str()),
        (Some("alice"), Some("-99"))
    );
    assert_ne!(me["id"], "1");
    let form = "status=hi&id=5&account_id=1&created_at=2000-01-01T00:00:00Z&favourites_count=99";
    let post = world.post(&token, "/api/v1/statuses", form).await.ok();
    assert_ne!(post["id"], "5");
    assert_eq!(post["favourites_count"], 0);
}
