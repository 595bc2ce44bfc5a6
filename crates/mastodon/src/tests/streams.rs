//! Streams of events (security row E2).

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use futures_util::StreamExt;
use http::{Request, StatusCode};
use serde_json::Value;
use tokio::time::timeout;
use tower::ServiceExt;

use super::world::World;
use crate::app::Options;

pub(super) const SOON: Duration = Duration::from_secs(5);

/// Opens a stream of events; the status says why not.
pub(super) async fn listen(
    world: &World,
    path: &str,
    token: &str,
) -> Result<BodyDataStream, StatusCode> {
    let request = Request::get(path).header("authorization", format!("Bearer {token}"));
    let response = world
        .router
        .clone()
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    match response.status() {
        StatusCode::OK => {
            compat::witness("GET", path, 200, &Value::Null);
            Ok(response.into_body().into_data_stream())
        }
        other => Err(other),
    }
}

/// The next chunk that is no comment; nothing when the stream has ended.
pub(super) async fn next_event(events: &mut BodyDataStream) -> Option<String> {
    loop {
        let chunk = timeout(SOON, events.next())
            .await
            .expect("nothing came")?
            .unwrap();
        let text = String::from_utf8(chunk.to_vec()).unwrap();
        if !text.starts_with(':') {
            let name = text.lines().next().unwrap_or_default();
            compat::proves(&format!("EVENT {}", name.trim_start_matches("event: ")));
            return Some(text);
        }
    }
}

pub(super) fn payload(event: &str) -> Value {
    let data = event
        .lines()
        .find_map(|line| line.strip_prefix("data: "))
        .unwrap();
    serde_json::from_str(data).unwrap()
}

#[tokio::test]
async fn a_post_a_change_and_a_deletion_arrive_as_events() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let mut events = listen(&world, "/api/v1/streaming/user", &alice)
        .await
        .unwrap();
    let id = world
        .post(&alice, "/api/v1/statuses", "status=hi")
        .await
        .id();
    let path = format!("/api/v1/statuses/{id}");
    world.settle().await;
    let event = next_event(&mut events).await.unwrap();
    assert!(event.starts_with("event: update\n"), "{event}");
    assert_eq!(payload(&event)["id"], id.as_str());
    world
        .ask(&alice, http::Method::PUT, &path, "status=ho")
        .await
        .ok();
    world.settle().await;
    assert!(
        next_event(&mut events)
            .await
            .unwrap()
            .starts_with("event: status.update\n")
    );
    world
        .ask(&alice, http::Method::DELETE, &path, "")
        .await
        .ok();
    world.settle().await;
    assert_eq!(
        next_event(&mut events).await.unwrap().trim(),
        format!("event: delete\ndata: {id}")
    );
}

#[tokio::test]
async fn notifications_need_their_scope() {
    let world = World::new().await;
    let (a, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let statuses_only = world.token(&a, "read:statuses").await;
    let path = "/api/v1/streaming/user/notification";
    assert_eq!(
        listen(&world, path, &statuses_only).await.err(),
        Some(StatusCode::FORBIDDEN)
    );
    let mut all = listen(&world, "/api/v1/streaming/user", &alice)
        .await
        .unwrap();
    let mut some = listen(&world, "/api/v1/streaming/user", &statuses_only)
        .await
        .unwrap();
    world
        .post(
            &bob,
            &format!("/api/v1/accounts/{}/follow", a.account_id),
            "",
        )
        .await
        .ok();
    let id = world
        .post(&alice, "/api/v1/statuses", "status=hi")
        .await
        .id();
    world.settle().await;
    let first = next_event(&mut all).await.unwrap();
    assert!(first.starts_with("event: notification\n"), "{first}");
    assert_eq!(payload(&first)["type"], "follow");
    assert_eq!(
        payload(&next_event(&mut some).await.unwrap())["id"],
        id.as_str()
    );
}

#[tokio::test]
async fn a_stream_ends_with_its_token_and_no_other() {
    let world = World::new().await;
    let (caller, lasting) = world.person("alice").await;
    let ending = world.token(&caller, "read").await;
    let mut ends = listen(&world, "/api/v1/streaming/public", &ending)
        .await
        .unwrap();
    let mut lasts = listen(&world, "/api/v1/streaming/public", &lasting)
        .await
        .unwrap();
    world
        .social
        .revoke_token(&world.app, &ending)
        .await
        .unwrap();
    assert_eq!(next_event(&mut ends).await, None);
    world
        .post(&lasting, "/api/v1/statuses", "status=hi")
        .await
        .ok();
    world.settle().await;
    assert!(next_event(&mut lasts).await.is_some());
}

#[tokio::test]
async fn a_stream_shows_only_what_its_listener_may_see() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let mut tag = listen(&world, "/api/v1/streaming/hashtag?tag=Cats", &bob)
        .await
        .unwrap();
    world
        .post(
            &alice,
            "/api/v1/statuses",
            "status=%23cats+hush&visibility=private",
        )
        .await
        .ok();
    world
        .post(&alice, "/api/v1/statuses", "status=%23dogs")
        .await
        .ok();
    let open = world
        .post(&alice, "/api/v1/statuses", "status=%23cats")
        .await
        .id();
    world.settle().await;
    assert_eq!(
        payload(&next_event(&mut tag).await.unwrap())["id"],
        open.as_str()
    );
}

#[tokio::test]
async fn a_silent_stream_shows_that_it_lives_and_ends_when_the_server_stops() {
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let world = World::with(Options {
        heartbeat: Duration::from_millis(20),
        stopping,
        ..Options::default()
    })
    .await;
    let (_, alice) = world.person("alice").await;
    let mut events = listen(&world, "/api/v1/streaming/public/local", &alice)
        .await
        .unwrap();
    for comment in [": )", ": thump"] {
        let chunk = timeout(SOON, events.next())
            .await
            .unwrap()
            .unwrap()
            .unwrap();
        assert_eq!(String::from_utf8(chunk.to_vec()).unwrap().trim(), comment);
    }
    stop.send(true).unwrap();
    assert_eq!(next_event(&mut events).await, None);
}

#[tokio::test]
async fn a_conversation_is_heard_by_its_people() {
    let world = World::new().await;
    let (a, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let follow = format!("/api/v1/accounts/{}/follow", a.account_id);
    world.post(&bob, &follow, "").await.ok();
    world.settle().await;
    let mut events = listen(&world, "/api/v1/streaming/direct", &bob)
        .await
        .unwrap();
    let whisper = "status=@bob+psst&visibility=direct";
    let id = world.post(&alice, "/api/v1/statuses", whisper).await.id();
    world.settle().await;
    let event = next_event(&mut events).await.unwrap();
    assert!(event.starts_with("event: conversation\n"), "{event}");
    assert_eq!(payload(&event)["last_status"]["id"], id.as_str());
    assert_eq!(payload(&event)["unread"], true);
}

#[tokio::test]
async fn notifications_that_waited_are_heard_to_come_to_the_others() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let path = "/api/v1/streaming/user/notification";
    let mut events = listen(&world, path, &alice).await.unwrap();
    let whisper = "status=@alice+psst&visibility=direct";
    world.post(&bob, "/api/v1/statuses", whisper).await.ok();
    world.settle().await;
    let requests = "/api/v1/notifications/requests";
    let request = world.get(&alice, requests).await.ok()[0]["id"].clone();
    let accept = format!("{requests}/{}/accept", request.as_str().unwrap());
    world.post(&alice, &accept, "").await.ok();
    let event = next_event(&mut events).await.unwrap();
    assert_eq!(event.trim(), "event: notifications_merged\ndata: 1");
}

#[tokio::test]
async fn no_account_holds_more_streams_than_its_share() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let path = "/api/v1/streaming/user";
    let mut open = Vec::new();
    for _ in 0..crate::streaming::MAX_STREAMS {
        open.push(listen(&world, path, &alice).await.unwrap());
    }
    let refused = listen(&world, path, &alice).await.err();
    assert_eq!(refused, Some(StatusCode::TOO_MANY_REQUESTS));
    assert!(listen(&world, path, &bob).await.is_ok());
    open.pop();
    assert!(listen(&world, path, &alice).await.is_ok());
}

/// A slow reader is cut off, not waited for (security row G5): what it missed is in the feeds.
#[tokio::test]
async fn who_falls_too_far_behind_is_cut_off() {
    let world = World::new().await;
    let (caller, alice) = world.person("alice").await;
    let mut events = listen(&world, "/api/v1/streaming/user", &alice)
        .await
        .unwrap();
    for _ in 0..1_200 {
        world.social.filters_changed(caller.account_id);
    }
    let mut heard = 0;
    while next_event(&mut events).await.is_some() {
        heard += 1;
    }
    assert!(heard < 1_200, "{heard}");
}

#[tokio::test]
async fn changed_filters_are_heard() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let mut events = listen(&world, "/api/v1/streaming/user", &alice)
        .await
        .unwrap();
    let form = "title=Pets&context[]=home";
    world.post(&alice, "/api/v2/filters", form).await.ok();
    assert!(
        next_event(&mut events)
            .await
            .unwrap()
            .starts_with("event: filters_changed")
    );
}

#[tokio::test]
async fn a_list_is_heard_by_its_owner_alone() {
    let world = World::new().await;
    let (a, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let follow = format!("/api/v1/accounts/{}/follow", a.account_id);
    world.post(&bob, &follow, "").await.ok();
    let list = world
        .post(&bob, "/api/v1/lists", "title=Friends")
        .await
        .id();
    let members = format!("/api/v1/lists/{list}/accounts");
    let form = format!("account_ids[]={}", a.account_id);
    world.post(&bob, &members, &form).await.ok();
    world.settle().await;
    let path = format!("/api/v1/streaming/list?list={list}");
    let refused = listen(&world, &path, &alice).await.err();
    assert_eq!(refused, Some(StatusCode::NOT_FOUND));
    let mut events = listen(&world, &path, &bob).await.unwrap();
    world.post(&bob, "/api/v1/statuses", "status=me").await.ok();
    let id = world
        .post(&alice, "/api/v1/statuses", "status=hi")
        .await
        .id();
    world.settle().await;
    let event = next_event(&mut events).await.unwrap();
    assert_eq!(payload(&event)["id"], id.as_str());
}

#[tokio::test]
async fn whoever_asks_is_told_that_streams_are_there() {
    let world = World::new().await;
    let request = Request::get("/api/v1/streaming/health");
    let request = request.body(Body::empty()).unwrap();
    let response = world.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let body = axum::body::to_bytes(response.into_body(), 10)
        .await
        .unwrap();
    assert_eq!(&body[..], b"OK");
    compat::proves("GET /api/v1/streaming/health");
}

#[tokio::test]
async fn a_stream_of_some_place_hears_of_that_place_alone() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let here = "/api/v1/streaming/hashtag/local?tag=cats";
    let mut here = listen(&world, here, &alice).await.unwrap();
    let elsewhere = "/api/v1/streaming/public/remote";
    let mut elsewhere = listen(&world, elsewhere, &alice).await.unwrap();
    let id = world
        .post(&alice, "/api/v1/statuses", "status=%23cats")
        .await
        .id();
    world.settle().await;
    let event = next_event(&mut here).await.unwrap();
    assert_eq!(payload(&event)["id"], id.as_str());
    // What is deleted is told everywhere, so the first that is heard elsewhere is not the post.
    let path = format!("/api/v1/statuses/{id}");
    world
        .ask(&alice, http::Method::DELETE, &path, "")
        .await
        .ok();
    world.settle().await;
    let event = next_event(&mut elsewhere).await.unwrap();
    assert!(event.starts_with("event: delete\n"), "{event}");
}

/// Security row E2: whoever is suspended while they listen hears no more.
#[tokio::test]
async fn a_stream_ends_when_its_listener_is_suspended() {
    let world = World::new().await;
    let (_, staff) = world.staff("anna", social::caller::Role::Admin).await;
    let (a, alice) = world.person("alice").await;
    let mut events = listen(&world, "/api/v1/streaming/user", &alice)
        .await
        .unwrap();
    let path = format!("/api/v1/admin/accounts/{}/action", a.account_id);
    world.post(&staff, &path, "type=suspend").await.ok();
    world.settle().await;
    let last = timeout(SOON, async { while events.next().await.is_some() {} });
    assert!(last.await.is_ok(), "the stream goes on");
}
