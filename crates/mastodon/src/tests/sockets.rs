//! The same streams over a web socket.

use futures_util::{SinkExt, StreamExt};
use http::StatusCode;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error as SocketError, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::media;
use super::streams::SOON;
use super::world::World;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

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

#[tokio::test]
async fn every_channel_of_the_socket_shows_what_is_its_own() {
    let world = World::new().await;
    let (a, alice) = world.person("alice").await;
    let (_, bob) = world.person("bob").await;
    let follow = format!("/api/v1/accounts/{}/follow", a.account_id);
    world.post(&bob, &follow, "").await.ok();
    world.settle().await;
    let list = world
        .post(&bob, "/api/v1/lists", "title=Friends")
        .await
        .id();
    let members = format!("/api/v1/lists/{list}/accounts");
    let form = format!("account_ids[]={}", a.account_id);
    world.post(&bob, &members, &form).await.ok();
    let url = serve(&world).await;
    for (channel, tag, form) in [
        ("user", "", "status=hi"),
        ("user:notification", "", "status=hi+@bob"),
        ("direct", "", "status=@bob+psst&visibility=direct"),
        ("public", "", "status=hi"),
        ("public:local", "", "status=hi"),
        ("hashtag", "cats", "status=%23cats"),
        ("hashtag:local", "cats", "status=%23cats"),
        ("list", "", "status=hi"),
    ] {
        let opened = format!("{url}?access_token={bob}&stream={channel}&tag={tag}&list={list}");
        let (mut socket, _) = connect_async(opened).await.unwrap();
        world.post(&alice, "/api/v1/statuses", form).await.ok();
        world.settle().await;
        let frame = next_frame(&mut socket).await.unwrap();
        assert_eq!(frame["stream"][0], channel);
        compat::proves(&format!("WS {channel}"));
    }
}

/// Pictures have channels of their own; what is none of theirs is passed over.
#[tokio::test]
async fn channels_of_pictures_show_pictures_alone() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let url = serve(&world).await;
    for channel in ["public:media", "public:local:media"] {
        let opened = format!("{url}?access_token={alice}&stream={channel}");
        let (mut socket, _) = connect_async(opened).await.unwrap();
        let post = async |form| world.post(&alice, "/api/v1/statuses", form).await.id();
        post("status=only+words").await;
        let picture = media::upload(&world, &alice, media::png(7)).await;
        let form = format!("status=look&media_ids[]={}", media::id(&picture));
        let shown = post(&form).await;
        world.settle().await;
        assert_eq!(shown_in(&mut socket, channel).await, shown);
        compat::proves(&format!("WS {channel}"));
    }
}

/// The next post of a channel.
async fn shown_in(socket: &mut Socket, channel: &str) -> String {
    let frame = next_frame(socket).await.unwrap();
    assert_eq!(frame["stream"][0], channel);
    let status: Value = serde_json::from_str(frame["payload"].as_str().unwrap()).unwrap();
    status["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn channels_of_elsewhere_show_nothing_from_here() {
    let world = World::new().await;
    let (_, alice) = world.person("alice").await;
    let url = serve(&world).await;
    for channel in ["public:remote", "public:remote:media"] {
        let opened = format!("{url}?access_token={alice}&stream={channel}");
        let (mut socket, _) = connect_async(opened).await.unwrap();
        let id = world
            .post(&alice, "/api/v1/statuses", "status=hi")
            .await
            .id();
        world.settle().await;
        // What follows is a deletion, which every channel of posts shows.
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
