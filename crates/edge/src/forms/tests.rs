//! Forms of every encoding through a real router.

use axum::{Extension, Json, Router, body::Body, response::Response, routing::post};
use http::{Request, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{AnyForm, FormLimits};
use crate::limits;

#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
struct Form {
    text: Option<String>,
    loud: bool,
    ids: Vec<u64>,
    poll: Option<Poll>,
}

#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
struct Poll {
    options: Vec<String>,
}

async fn echo(form: AnyForm<Form>) -> Json<Value> {
    let files: Vec<_> = form
        .files
        .iter()
        .map(|file| (&file.field, &file.file_name, file.content.len()))
        .collect();
    Json(json!({ "form": form.value, "files": files }))
}

fn app() -> Router {
    let files = FormLimits {
        files: 1000,
        ..FormLimits::default()
    };
    Router::new()
        .route("/", post(echo).get(echo))
        .route("/files", post(echo).layer(Extension(files)))
}

async fn send(request: Request<Body>) -> Response {
    app().oneshot(request).await.unwrap()
}

async fn post_as(uri: &str, kind: &str, body: impl Into<Body>) -> Response {
    let request = Request::post(uri)
        .header("content-type", kind)
        .body(body.into())
        .unwrap();
    send(request).await
}

async fn json_of(response: Response) -> Value {
    let bytes = limits::read(response.into_body(), 100_000).await.unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

const URLENCODED: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data; boundary=XX";

fn part(name: &str, value: &str) -> String {
    format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
}

fn file(name: &str, file_name: &str, value: &str) -> String {
    format!(
        "--XX\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\
         Content-Type: image/png\r\n\r\n{value}\r\n"
    )
}

#[tokio::test]
async fn the_same_form_in_every_encoding_is_the_same() {
    let expected =
        json!({"text": "hi", "loud": true, "ids": [1, 2], "poll": {"options": ["a", "b"]}});
    let flat = "text=hi&loud=1&ids[]=1&ids[]=2&poll[options][]=a&poll[options][]=b";
    let parts = [
        ("text", "hi"),
        ("loud", "on"),
        ("ids[]", "1"),
        ("ids[]", "2"),
    ]
    .into_iter()
    .chain([("poll[options][]", "a"), ("poll[options][]", "b")])
    .map(|(name, value)| part(name, value))
    .collect::<String>()
        + "--XX--\r\n";
    let with_json =
        json!({"text": "hi", "loud": "true", "ids": ["1", 2], "poll": {"options": ["a", "b"]}});
    for response in [
        post_as("/", URLENCODED, flat).await,
        post_as(
            "/",
            "Application/X-WWW-Form-Urlencoded; charset=UTF-8",
            flat,
        )
        .await,
        post_as("/", MULTIPART, parts).await,
        post_as(
            "/",
            "application/json; charset=utf-8",
            with_json.to_string(),
        )
        .await,
        post_as(&format!("/?{flat}"), "application/json", "").await,
        send(
            Request::get(format!("/?{flat}"))
                .body(Body::empty())
                .unwrap(),
        )
        .await,
    ] {
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(json_of(response).await["form"], expected);
    }
}

#[tokio::test]
async fn the_body_wins_over_the_query() {
    let response = post_as(
        "/?text=query&loud=1&ids[]=1",
        URLENCODED,
        "text=body&ids[]=2",
    )
    .await;
    let form = &json_of(response).await["form"];
    assert_eq!(
        (&form["text"], &form["loud"], &form["ids"]),
        (&json!("body"), &json!(true), &json!([2]))
    );
}

#[tokio::test]
async fn bad_forms_are_refused_and_never_a_fault_of_ours() {
    let deep = format!("{{\"text\":{}1{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let wide = format!("{{\"ids\":[{}1]}}", "1,".repeat(500_000));
    let cases: Vec<(&str, String, u16)> = vec![
        ("application/json", "{".to_owned(), 400),
        ("application/json", "[]".to_owned(), 400),
        ("application/json", "{\"text\":\"\\u0000\"}".to_owned(), 400),
        ("application/json", "{\"\\u0000\":1}".to_owned(), 400),
        ("application/json", "{\"text\":\"\\ud800\"}".to_owned(), 400),
        ("application/json", "{\"ids\":[1e400]}".to_owned(), 400),
        ("application/json", "{\"ids\":[-1]}".to_owned(), 422),
        ("application/json", "{\"text\":{\"a\":1}}".to_owned(), 422),
        ("application/json", deep, 400),
        ("application/json", wide, 400),
        (
            "application/json",
            format!("{{\"text\":\"{}\"}}", "x".repeat(3_000_000)),
            413,
        ),
        (URLENCODED, "text=%00".to_owned(), 400),
        (URLENCODED, "text=1&text[a]=2".to_owned(), 400),
        (URLENCODED, format!("text{}=1", "[a]".repeat(5000)), 413),
        (URLENCODED, format!("text{}=1", "[a]".repeat(20)), 400),
        (URLENCODED, "ids[]=1&".repeat(1001), 400),
        (URLENCODED, "loud=perhaps".to_owned(), 422),
        (URLENCODED, "x".repeat(3_000_000), 413),
        ("text/plain", "text=hi".to_owned(), 415),
        ("", "text=hi".to_owned(), 415),
        ("multipart/form-data", "text".to_owned(), 400),
        (MULTIPART, "not multipart".to_owned(), 400),
        (MULTIPART, part("text", "cut off"), 400),
        (MULTIPART, part("text", "\0") + "--XX--\r\n", 400),
        (
            MULTIPART,
            part("ids[]", "1").repeat(1001) + "--XX--\r\n",
            400,
        ),
        (
            MULTIPART,
            part("text", &"x".repeat(3_000_000)) + "--XX--\r\n",
            413,
        ),
        (MULTIPART, file("avatar", "a.png", "x") + "--XX--\r\n", 413),
    ];
    for (kind, body, status) in cases {
        let start: String = body.chars().take(60).collect();
        let response = post_as("/", kind, body).await;
        assert_eq!(response.status().as_u16(), status, "{kind}: {start}");
        assert_eq!(json_of(response).await["status"], status);
    }
}

#[tokio::test]
async fn a_refused_field_is_named() {
    let body = json_of(post_as("/", URLENCODED, "poll[options][][x]=1").await).await;
    assert_eq!(
        (&body["error"], &body["field"]),
        (&json!("bad_field"), &json!("poll[options][0]"))
    );
}

#[tokio::test]
async fn files_are_kept_aside_where_a_route_takes_them() {
    let body = part("text", "hi")
        + &file("avatar", "me.png", "12345")
        + &file("header", "", "")
        + "--XX--\r\n";
    let answer = json_of(post_as("/files", MULTIPART, body).await).await;
    assert_eq!(answer["form"]["text"], "hi");
    assert_eq!(answer["files"], json!([["avatar", "me.png", 5]]));
    let large = file("avatar", "me.png", &"x".repeat(1001)) + "--XX--\r\n";
    assert_eq!(
        post_as("/files", MULTIPART, large).await.status(),
        StatusCode::PAYLOAD_TOO_LARGE
    );
}

#[tokio::test]
async fn nothing_at_all_is_an_empty_form() {
    for kind in [
        "",
        "application/json",
        URLENCODED,
        "text/plain",
        "application/octet-stream",
    ] {
        assert_eq!(
            post_as("/", kind, "").await.status(),
            StatusCode::OK,
            "{kind}"
        );
    }
}
