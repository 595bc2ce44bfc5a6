//! How often somebody may ask (security rows F5 and F7).

use axum::body::Body;
use edge::client_ip::ClientIp;
use http::{Method, Request, StatusCode};

use super::world::{Answer, World};
use crate::app::Options;

async fn counting() -> World {
    World::with(Options {
        limits_rates: true,
        ..Options::default()
    })
    .await
}

fn number(answer: &Answer, header: &str) -> u32 {
    answer.headers[header].to_str().unwrap().parse().unwrap()
}

/// Asks without a token from an address.
async fn from(world: &World, address: &str, method: Method, path: &str) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    let ip = ClientIp(Some(address.parse().unwrap()));
    request = request.extension(ip);
    world.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn every_answer_says_how_somebody_stands_and_the_last_one_refuses() {
    let world = counting().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let path = "/api/v1/preferences";
    let first = world.get(&alice, path).await;
    assert_eq!(number(&first, "x-ratelimit-limit"), 300);
    assert_eq!(number(&first, "x-ratelimit-remaining"), 299);
    let reset = first.headers["x-ratelimit-reset"].to_str().unwrap();
    assert!(model::Time::parse(reset).is_some(), "{reset}");
    let mut refused = first;
    for _ in 0..400 {
        refused = world.get(&alice, path).await;
        if refused.status != StatusCode::OK {
            break;
        }
    }
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.json["error"].is_string());
    assert_eq!(number(&refused, "x-ratelimit-remaining"), 0);
    assert!(refused.headers.contains_key("retry-after"));
    // Whatever else Alice asks for is refused too, and nobody else is.
    let other = world.get(&alice, "/api/v1/timelines/home").await;
    assert_eq!(other.status, StatusCode::TOO_MANY_REQUESTS);
    world.get(&bob, path).await.ok();
}

#[tokio::test]
async fn deletions_are_counted_by_themselves_and_with_all() {
    let world = counting().await;
    let (_, alice) = world.person("alice").await;
    let mut refused = 0;
    for n in 0..32 {
        let path = match n % 2 {
            0 => "/api/v1/statuses/1",
            _ => "/api/v1/statuses/1/unreblog",
        };
        let method = if n % 2 == 0 {
            Method::DELETE
        } else {
            Method::POST
        };
        let answer = world.ask(&alice, method, path, "").await;
        assert_eq!(number(&answer, "x-ratelimit-limit"), 30);
        refused += u32::from(answer.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert_eq!(refused, 2);
    let usual = world.get(&alice, "/api/v1/preferences").await;
    assert_eq!(number(&usual, "x-ratelimit-limit"), 300);
    assert!(number(&usual, "x-ratelimit-remaining") < 299 - 29);
}

/// No spelling of a path, no other method, no made-up token and no other address of the same customer is a way around.
#[tokio::test]
async fn there_is_no_way_around_being_counted() {
    let world = counting().await;
    let path = "/api/v1/instance/rules";
    let first = from(&world, "2001:db8::1", Method::GET, path).await;
    let left = number(&first, "x-ratelimit-remaining");
    let ways = [
        (Method::HEAD, path, "2001:db8::1"),
        (Method::GET, "/api/v1/instance/rules?x=1", "2001:db8::2"),
        (Method::GET, "/api/v2/instance", "2001:db8::ffff:1"),
    ];
    for (n, (method, path, address)) in (1..).zip(ways) {
        let answer = from(&world, address, method, path).await;
        assert_eq!(number(&answer, "x-ratelimit-remaining"), left - n, "{path}");
    }
    let made_up = Request::get("/api/v1/preferences")
        .header("authorization", "Bearer made-up")
        .extension(ClientIp(Some("2001:db8::9".parse().unwrap())));
    let answer = world.send(made_up.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(number(&answer, "x-ratelimit-remaining"), left - 4);
    let elsewhere = from(&world, "2001:db8:0:1::1", Method::GET, path).await;
    assert_eq!(number(&elsewhere, "x-ratelimit-remaining"), left);
}

#[tokio::test]
async fn registrations_are_counted_by_address_whatever_app_is_used() {
    let world = counting().await;
    let mut statuses = Vec::new();
    for _ in 0..6 {
        let token = world.app_token("write").await;
        let request = Request::post("/api/v1/accounts")
            .header("authorization", format!("Bearer {token}"))
            .extension(ClientIp(Some("192.0.2.1".parse().unwrap())));
        let answer = world.send(request.body(Body::empty()).unwrap()).await;
        statuses.push(answer.status);
    }
    assert_eq!(statuses.pop(), Some(StatusCode::TOO_MANY_REQUESTS));
    assert!(!statuses.contains(&StatusCode::TOO_MANY_REQUESTS));
}
