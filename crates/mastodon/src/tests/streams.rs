//! Streams, over a real socket (security row E2).

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use futures_util::{SinkExt, StreamExt};
use http::{Request, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error as SocketError, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use tower::ServiceExt;

use super::world::World;
use crate::app::Options;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

const SOON: Duration = Duration::from_secs(5);

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

/// Serves the world on a port of this machine.
#[expect(
    clippy::disallowed_methods,
    reason = "the test ends before the task matters"
)]
async fn serve(world: &World) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = world.router.clone();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("ws://{address}/api/v1/streaming")
}

async fn say(socket: &mut Socket, message: Value) {
    socket
        .send(Message::text(message.to_string()))
        .await
        .unwrap();
}

/// The next frame of text; nothing when the socket was closed.
async fn next_frame(socket: &mut Socket) -> Option<Value> {
    loop {
        match timeout(SOON, socket.next()).await.expect("nothing came")? {
            Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).unwrap()),
            Ok(Message::Close(_)) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

fn refusal(error: SocketError) -> StatusCode {
    match error {
        SocketError::Http(response) => StatusCode::from_u16(response.status().as_u16()).unwrap(),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn one_socket_carries_several_streams() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let url = serve(&world).await;
    let (mut socket, _) = connect_async(format!("{url}?access_token={alice}&stream=user"))
        .await
        .unwrap();
    compat::proves("GET /api/v1/streaming");
    say(
        &mut socket,
        json!({ "type": "subscribe", "stream": "hashtag", "tag": "Cats" }),
    )
    .await;
    // The answer to nonsense shows that what was said before it was heard.
    say(
        &mut socket,
        json!({ "type": "subscribe", "stream": "nowhere" }),
    )
    .await;
    assert_eq!(next_frame(&mut socket).await.unwrap()["status"], 400);
    let id = world
        .post(&alice, "/api/v1/statuses", "status=%23cats")
        .await
        .id();
    world.settle().await;
    for name in [json!(["user"]), json!(["hashtag", "cats"])] {
        let frame = next_frame(&mut socket).await.unwrap();
        assert_eq!(
            (&frame["stream"], &frame["event"]),
            (&name, &json!("update"))
        );
        let status: Value = serde_json::from_str(frame["payload"].as_str().unwrap()).unwrap();
        assert_eq!(status["id"], id.as_str());
    }
    say(
        &mut socket,
        json!({ "type": "unsubscribe", "stream": "user" }),
    )
    .await;
    say(&mut socket, json!("nonsense")).await;
    assert_eq!(next_frame(&mut socket).await.unwrap()["status"], 400);
    world
        .post(&alice, "/api/v1/statuses", "status=%23cats")
        .await
        .ok();
    world.settle().await;
    assert_eq!(
        next_frame(&mut socket).await.unwrap()["stream"],
        json!(["hashtag", "cats"])
    );
}

#[tokio::test]
async fn a_socket_is_opened_with_the_token_where_browsers_put_it() {
    let world = World::new().await;
    let (caller, alice) = world.person("alice").await;
    let url = serve(&world).await;
    let mut request = url.as_str().into_client_request().unwrap();
    request
        .headers_mut()
        .insert("sec-websocket-protocol", alice.parse().unwrap());
    let (_, response) = connect_async(request).await.unwrap();
    assert_eq!(
        response.headers()["sec-websocket-protocol"]
            .to_str()
            .unwrap(),
        alice
    );

    assert_eq!(
        refusal(connect_async(&url).await.unwrap_err()),
        StatusCode::UNAUTHORIZED
    );
    let app = world.app_token("read").await;
    let as_app = connect_async(format!("{url}?access_token={app}"))
        .await
        .unwrap_err();
    assert_eq!(refusal(as_app), StatusCode::UNAUTHORIZED);
    let write = world.token(&caller, "write").await;
    let unscoped = connect_async(format!("{url}?access_token={write}"))
        .await
        .unwrap_err();
    assert_eq!(refusal(unscoped), StatusCode::FORBIDDEN);
    assert_eq!(
        world.get(&alice, "/api/v1/streaming").await.status,
        StatusCode::BAD_REQUEST
    );
    let elsewhere = world
        .get("", &format!("/api/v1/preferences?access_token={alice}"))
        .await;
    assert_eq!(
        elsewhere.status,
        StatusCode::UNAUTHORIZED,
        "a token in an address is for streams only"
    );
}

#[tokio::test]
async fn a_socket_ends_with_its_token_and_when_it_is_flooded() {
    let world = World::new().await;
    let (caller, alice) = world.person("alice").await;
    let url = serve(&world).await;
    let ending = world.token(&caller, "read").await;
    let (mut socket, _) = connect_async(format!("{url}?access_token={ending}&stream=user"))
        .await
        .unwrap();
    world
        .social
        .revoke_token(&world.app, &ending)
        .await
        .unwrap();
    assert_eq!(next_frame(&mut socket).await, None);

    let (mut socket, _) = connect_async(format!("{url}?access_token={alice}"))
        .await
        .unwrap();
    for _ in 0..1_000 {
        if socket.send(Message::Ping(Vec::new().into())).await.is_err() {
            break;
        }
    }
    assert_eq!(next_frame(&mut socket).await, None);
}

/// The next event of a stream, which must be this one, as the row says.
async fn proves(events: &mut BodyDataStream, name: &str) -> String {
    let event = next_event(events).await.unwrap();
    assert!(event.starts_with(&format!("event: {name}\n")), "{event}");
    compat::proves(&format!("EVENT {name}"));
    event
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
    compat::proves("GET /api/v1/streaming/direct");
    let whisper = "status=@bob+psst&visibility=direct";
    let id = world.post(&alice, "/api/v1/statuses", whisper).await.id();
    world.settle().await;
    let event = proves(&mut events, "conversation").await;
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
    let event = proves(&mut events, "notifications_merged").await;
    assert!(event.contains("data: 1"), "{event}");
}

#[tokio::test]
async fn every_channel_of_the_socket_shows_what_is_its_own() {
    let world = World::new().await;
    let (a, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let follow = format!("/api/v1/accounts/{}/follow", a.account_id);
    world.post(&bob, &follow, "").await.ok();
    world.settle().await;
    let url = serve(&world).await;
    for (channel, tag, form) in [
        ("user", "", "status=hi"),
        ("user:notification", "", "status=hi+@bob"),
        ("direct", "", "status=@bob+psst&visibility=direct"),
        ("public", "", "status=hi"),
        ("public:local", "", "status=hi"),
        ("hashtag", "cats", "status=%23cats"),
        ("hashtag:local", "cats", "status=%23cats"),
    ] {
        let opened = format!("{url}?access_token={bob}&stream={channel}&tag={tag}");
        let (mut socket, _) = connect_async(opened).await.unwrap();
        world.post(&alice, "/api/v1/statuses", form).await.ok();
        world.settle().await;
        let frame = next_frame(&mut socket).await.unwrap();
        assert_eq!(frame["stream"][0], channel);
        compat::proves(&format!("WS {channel}"));
    }
    for channel in [
        "public:media",
        "public:local:media",
        "public:remote",
        "public:remote:media",
    ] {
        let opened = format!("{url}?access_token={bob}&stream={channel}");
        let (mut socket, _) = connect_async(opened).await.unwrap();
        let id = world
            .post(&alice, "/api/v1/statuses", "status=hi")
            .await
            .id();
        world.settle().await;
        // What is not its own is not shown; what follows is a deletion, which every channel of posts shows.
        let path = format!("/api/v1/statuses/{id}");
        world
            .ask(&alice, http::Method::DELETE, &path, "")
            .await
            .ok();
        world.settle().await;
        let frame = next_frame(&mut socket).await.unwrap();
        assert_eq!(
            (&frame["stream"][0], &frame["event"]),
            (&json!(channel), &json!("delete"))
        );
        compat::proves(&format!("WS {channel}"));
    }
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
    compat::proves("EVENT filters_changed");
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
    let url = serve(&world).await;
    let opened = format!("{url}?access_token={bob}&stream=list&list={list}");
    let (mut socket, _) = connect_async(opened).await.unwrap();
    world.post(&bob, "/api/v1/statuses", "status=me").await.ok();
    let id = world
        .post(&alice, "/api/v1/statuses", "status=hi")
        .await
        .id();
    world.settle().await;
    let event = next_event(&mut events).await.unwrap();
    assert_eq!(payload(&event)["id"], id.as_str());
    compat::proves("GET /api/v1/streaming/list");
    let frame = next_frame(&mut socket).await.unwrap();
    assert_eq!(frame["stream"], json!(["list", list]));
    compat::proves("WS list");
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
