//! The limiter under a clock of its own, alone and behind a router.

use axum::{Router, body::Body, middleware::from_fn_with_state, routing::get};
use governor::clock::FakeRelativeClock;
use tower::ServiceExt;

use super::*;

#[derive(Debug)]
struct Noon;

impl social::Clock for Noon {
    fn now(&self) -> model::Time {
        model::Time::from_seconds(1_795_262_400)
    }
}

fn limiter(count: u32, capacity: usize) -> (Limiter<FakeRelativeClock>, FakeRelativeClock) {
    let clock = FakeRelativeClock::default();
    let allowance = Allowance::new(count, 5);
    (
        Limiter::with_clock(allowance, Arc::new(Noon), clock.clone(), capacity),
        clock,
    )
}

fn ip(text: &str) -> Bucket {
    Bucket::of_ip(Some(text.parse().unwrap()))
}

#[test]
fn one_too_many_is_refused_until_its_time_has_come() {
    let (limiter, clock) = limiter(5, 100);
    for left in (0..5).rev() {
        assert_eq!(
            limiter.count(ip("192.0.2.1")).unwrap().unwrap().remaining,
            left
        );
    }
    let refused = limiter.count(ip("192.0.2.1")).unwrap_err();
    assert_eq!(
        (refused.remaining, refused.retry),
        (0, Some(Duration::from_mins(1)))
    );
    assert!(
        limiter.count(ip("192.0.2.2")).is_ok(),
        "others are not concerned"
    );
    clock.advance(Duration::from_mins(1));
    assert_eq!(
        limiter.count(ip("192.0.2.1")).unwrap().unwrap().remaining,
        0
    );
    clock.advance(Duration::from_mins(10));
    let standing = limiter.count(ip("192.0.2.1")).unwrap().unwrap();
    assert_eq!(
        (standing.remaining, standing.reset),
        (4, Duration::from_mins(1))
    );
}

#[test]
fn an_ipv6_customer_has_one_bucket() {
    assert_eq!(ip("2001:db8:1:2::1"), ip("2001:db8:1:2:ffff::9"));
    assert_ne!(ip("2001:db8:1:2::1"), ip("2001:db8:1:3::1"));
    assert_eq!(ip("::ffff:192.0.2.1"), ip("192.0.2.1"));
    assert_ne!(ip("192.0.2.1"), Bucket::Unknown);
}

#[test]
fn a_hundred_thousand_addresses_leave_a_bounded_memory() {
    let (limiter, _) = limiter(5, 1000);
    for n in 0..100_000_u32 {
        assert!(
            limiter
                .count(Bucket::Network(std::net::Ipv4Addr::from(n).into()))
                .is_ok()
        );
    }
    // The newest are still counted.
    let last = Bucket::Network(std::net::Ipv4Addr::from(99_999_u32).into());
    assert_eq!(limiter.count(last).unwrap().unwrap().remaining, 3);
}

fn app<C>(limiter: Limiter<C>) -> Router
where
    C: Clock + Clone + Send + Sync + 'static,
    C::Instant: Send + Sync,
{
    Router::new()
        .fallback(get(|| async { "hello" }))
        .layer(from_fn_with_state(limiter, limit_rate::<C>))
}

async fn ask(app: &Router, uri: &str, bucket: Bucket) -> Response {
    let request = http::Request::get(uri)
        .extension(bucket)
        .body(Body::empty())
        .unwrap();
    app.clone().oneshot(request).await.unwrap()
}

#[tokio::test]
async fn answers_say_how_one_stands() {
    let app = app(limiter(2, 100).0);
    let member = Bucket::Account(AccountId::from(7));
    let first = ask(&app, "/", member).await;
    assert_eq!(first.headers()["x-ratelimit-limit"], "2");
    assert_eq!(first.headers()["x-ratelimit-remaining"], "1");
    let reset = first.headers()["x-ratelimit-reset"].to_str().unwrap();
    assert!(reset.starts_with("2026-11-21T12:02:30"), "{reset}");
    ask(&app, "/", member).await;
    let refused = ask(&app, "/", member).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers()["retry-after"], "150");
    assert_eq!(refused.headers()["x-ratelimit-remaining"], "0");
}

#[tokio::test]
async fn another_spelling_of_the_path_is_no_way_around() {
    let app = app(limiter(1, 100).0);
    assert_eq!(
        ask(&app, "/login", ip("192.0.2.1")).await.status(),
        StatusCode::OK
    );
    for uri in [
        "/login",
        "/login.json",
        "//login",
        "/LOGIN",
        "/login/",
        "/login?x=1",
    ] {
        let response = ask(&app, uri, ip("192.0.2.1")).await;
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS, "{uri}");
    }
}

#[tokio::test]
async fn switched_off_nothing_is_counted() {
    let app = app(Limiter::off(Arc::new(Noon)));
    for _ in 0..100 {
        let response = ask(&app, "/", Bucket::Unknown).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert!(!response.headers().contains_key("x-ratelimit-limit"));
    }
}

#[tokio::test]
async fn a_refusal_may_speak_another_dialect() {
    let dialect = |_: &Standing| (StatusCode::TOO_MANY_REQUESTS, "Throttled").into_response();
    let app = app(limiter(1, 100).0.refusing_with(dialect));
    ask(&app, "/", Bucket::Unknown).await;
    let refused = ask(&app, "/", Bucket::Unknown).await;
    assert_eq!(refused.headers()["retry-after"], "300");
    assert!(
        refused.headers()["content-type"]
            .to_str()
            .unwrap()
            .starts_with("text/plain")
    );
}
