//! What is said and what is believed: media types, statuses, posts (security A14, B11).

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::SystemTime,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::{super::Post, site::*, *};

async fn site_saying(headers: &'static str) -> Site {
    Site::answering(PUBLIC, move |_| response("200 OK", headers, b"{}")).await
}

async fn activity_code(headers: &'static str) -> &'static str {
    let site = site_saying(headers).await;
    let url = site.url("/");
    let got = door().get(&Fetch::new(&url, Accept::Activity)).await;
    got.map_or_else(|error| error.code(), |_| "ok")
}

#[tokio::test]
async fn only_an_activity_is_taken_for_one() {
    assert_eq!(
        activity_code("content-type: application/activity+json; charset=utf-8\r\n").await,
        "ok"
    );
    for other in [
        "",
        "content-type: application/json\r\n",
        "content-type: text/html\r\n",
        "content-type: application/ld+json\r\n",
        "content-type: application/octet-stream\r\n",
        "content-type: text/html\r\ncontent-type: application/activity+json\r\n",
    ] {
        assert_eq!(activity_code(other).await, "fetch_content_type", "{other}");
    }
}

#[tokio::test]
async fn a_request_says_who_asks_and_for_what() {
    let site = site_saying("content-type: application/activity+json\r\n").await;
    let url = site.url("/");
    door()
        .get(&Fetch::new(&url, Accept::Activity))
        .await
        .unwrap();
    let head = site.heads().concat().to_ascii_lowercase();
    assert!(head.contains("user-agent: folkmoot/test\r\n"), "{head}");
    assert!(
        head.contains("accept: application/activity+json, application/ld+json;"),
        "{head}"
    );
    assert!(!head.contains("referer"), "{head}");
}

#[tokio::test]
async fn a_refusal_is_an_error_with_its_status_and_headers() {
    let site = Site::answering(PUBLIC, |_| {
        response(
            "401 Unauthorized",
            "accept-signature: sig1=(\"@method\")\r\n",
            b"",
        )
    })
    .await;
    let error = get(&door(), &site.url("/")).await.unwrap_err();
    assert_eq!(
        (error.code(), error.status()),
        ("fetch_status", Some(StatusCode::UNAUTHORIZED))
    );
    assert!(!error.is_retryable());
    let FetchError::Status { headers, .. } = error else {
        panic!("{error:?}")
    };
    assert!(headers.contains_key("accept-signature"));
}

#[tokio::test]
async fn an_answer_is_never_remembered_in_place_of_the_next() {
    let asked = AtomicUsize::new(0);
    let site = Site::answering(PUBLIC, move |_| {
        match asked.fetch_add(1, Ordering::SeqCst) {
            1 => response("404 Not Found", "", b""),
            2 => response("503 Service Unavailable", "", b""),
            _ => response(
                "200 OK",
                "content-type: text/plain\r\netag: \"same\"\r\n",
                b"hello",
            ),
        }
    })
    .await;
    let door = door();
    assert_eq!(code_of(&door, &site.url("/")).await, "ok");
    assert_eq!(
        get(&door, &site.url("/")).await.unwrap_err().status(),
        Some(StatusCode::NOT_FOUND)
    );
    assert!(get(&door, &site.url("/")).await.unwrap_err().is_retryable());
    assert_eq!(code_of(&door, &site.url("/")).await, "ok");
}

#[tokio::test]
async fn a_closed_port_is_an_error_worth_a_retry() {
    let gone = Site::trap(PUBLIC, 0).await.url("/");
    tokio::task::yield_now().await;
    let error = get(&door(), &gone).await.unwrap_err();
    assert_eq!(error.code(), "fetch_connect");
    assert!(error.is_retryable());
}

fn post(url: &str) -> Post<'_> {
    let kind = HeaderValue::from_static("application/activity+json");
    Post {
        url,
        headers: HeaderMap::from_iter([(header::CONTENT_TYPE, kind)]),
        body: Bytes::from_static(b"{}"),
    }
}

#[tokio::test]
async fn a_post_is_sent_with_its_headers_and_answered_with_any_status() {
    let site = Site::answering(PUBLIC, |_| {
        response(
            "429 Too Many Requests",
            "retry-after: 30\r\nconnection: close\r\n",
            b"slow down",
        )
    })
    .await;
    let answer = door().post(post(&site.url("/inbox"))).await.unwrap();
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(
        answer.retry_after(SystemTime::UNIX_EPOCH),
        Some(Duration::from_secs(30))
    );
    assert_eq!(&answer.body[..], b"slow down");
    assert!(answer.is_retryable());
    let head = site.heads().concat().to_ascii_lowercase();
    assert!(head.starts_with("post /inbox "), "{head}");
    assert!(
        head.contains("content-type: application/activity+json\r\n"),
        "{head}"
    );
}

#[tokio::test]
async fn a_post_follows_no_redirect() {
    let trap = Site::trap(PUBLIC, 0).await;
    let target = trap.url("/");
    let site = Site::answering(PUBLIC, move |_| found(&target)).await;
    let answer = door().post(post(&site.url("/inbox"))).await.unwrap();
    assert_eq!(answer.status, StatusCode::FOUND);
    assert_eq!(trap.connections(), 0);
}

#[tokio::test]
async fn the_answer_to_a_post_is_capped_and_its_status_kept() {
    let site = Site::answering(PUBLIC, |_| {
        response("202 Accepted", "", &vec![b'x'; 70_000])
    })
    .await;
    let answer = door().post(post(&site.url("/inbox"))).await.unwrap();
    assert_eq!(
        (answer.status, answer.body.len()),
        (StatusCode::ACCEPTED, 0)
    );
}

#[tokio::test]
async fn a_post_goes_through_the_same_guard() {
    let trap = Site::trap(PRIVATE, 0).await;
    let error = door().post(post(&trap.url("/inbox"))).await.unwrap_err();
    assert_eq!(error.code(), "fetch_blocked_address");
    assert_eq!(trap.connections(), 0);
}
