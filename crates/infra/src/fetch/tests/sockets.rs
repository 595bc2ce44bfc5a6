//! Connections that stay open: opened through the same checks, bounded in size, ended when nobody talks.

use futures_util::SinkExt;
use http::StatusCode;
use tokio::{net::TcpListener, task::JoinSet, time::sleep};
use tokio_tungstenite::{accept_async, tungstenite::Message};

use super::{site::*, *};

/// Somebody who says these messages, waits, and goes.
async fn talker(messages: Vec<Message>, wait: Duration) -> (String, JoinSet<()>) {
    let listener = TcpListener::bind((PUBLIC, 0)).await.unwrap();
    let url = format!("http://{}/xrpc/x", listener.local_addr().unwrap());
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut socket = accept_async(stream).await.unwrap();
        for message in messages {
            socket.send(message).await.unwrap();
        }
        sleep(wait).await;
    });
    (url, tasks)
}

const PATIENCE: Duration = Duration::from_secs(5);

#[tokio::test]
async fn what_is_said_is_heard_also_after_the_deadline_of_requests() {
    let mut config = config(TableLookup::new());
    config.limits.deadline = Duration::from_millis(300);
    let door = door_with(config);
    let listener = TcpListener::bind((PUBLIC, 0)).await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut socket = accept_async(stream).await.unwrap();
        socket.send(Message::text("passed over")).await.unwrap();
        sleep(Duration::from_millis(600)).await;
        socket.send(Message::binary(vec![1, 2])).await.unwrap();
        socket.close(None).await.unwrap();
    });
    let mut socket = door.socket(&url, 100).await.unwrap();
    let heard = socket.next(PATIENCE).await.unwrap();
    assert_eq!(heard.as_deref(), Some(&[1, 2][..]));
    assert_eq!(socket.next(PATIENCE).await.unwrap(), None);
}

#[tokio::test]
async fn a_message_that_is_too_large_ends_it() {
    let messages = vec![Message::binary(vec![0; 101])];
    let (url, _talking) = talker(messages, Duration::ZERO).await;
    let mut socket = door().socket(&url, 100).await.unwrap();
    assert_eq!(
        socket.next(PATIENCE).await.unwrap_err().code(),
        "fetch_socket"
    );
}

#[tokio::test]
async fn who_does_not_even_say_that_they_are_there_is_left() {
    let site = Site::scripted(PUBLIC, 0, |head, mut socket| {
        Box::pin(async move {
            let key = head.lines().find_map(|line| {
                let (name, value) = line.split_once(": ")?;
                name.eq_ignore_ascii_case("sec-websocket-key")
                    .then_some(value)
            });
            let accept = tokio_tungstenite::tungstenite::handshake::derive_accept_key(
                key.unwrap().trim().as_bytes(),
            );
            let answer = format!(
                "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
                 sec-websocket-accept: {accept}\r\n\r\n"
            );
            tokio::io::AsyncWriteExt::write_all(&mut socket, answer.as_bytes()).await?;
            sleep(PATIENCE).await;
            Ok(())
        })
    });
    let site = site.await;
    let mut socket = door().socket(&site.url("/"), 100).await.unwrap();
    let silence = socket.next(Duration::from_millis(50)).await;
    assert_eq!(silence.unwrap_err().code(), "fetch_timeout");
}

#[tokio::test]
async fn only_a_handshake_is_a_handshake() {
    for (status, headers) in [
        ("200 OK", ""),
        ("302 Found", "location: /other\r\n"),
        (
            "101 Switching Protocols",
            "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-accept: other\r\n",
        ),
    ] {
        let site = Site::answering(PUBLIC, move |_| response(status, headers, b"")).await;
        let refused = door().socket(&site.url("/"), 100).await.unwrap_err();
        let expected = if status.starts_with("101") {
            "fetch_socket"
        } else {
            "fetch_status"
        };
        assert_eq!(refused.code(), expected, "{status}");
        assert_eq!(refused.status().is_some(), expected == "fetch_status");
        assert_ne!(refused.status(), Some(StatusCode::SWITCHING_PROTOCOLS));
        assert_eq!(site.heads().len(), 1, "no redirect is followed");
    }
}

#[tokio::test]
async fn an_address_that_may_not_be_dialled_is_not_dialled_for_a_socket_either() {
    let trap = Site::trap(PRIVATE, 0).await;
    let lookup = TableLookup::new().with("inside.example", &[ip(PRIVATE)]);
    let door = door_with(config(lookup));
    let by_name = format!("http://inside.example:{}/", trap.address.port());
    for url in [trap.url("/"), by_name] {
        let refused = door.socket(&url, 100).await.unwrap_err();
        assert_eq!(refused.code(), "fetch_blocked_address", "{url}");
    }
    assert_eq!(trap.connections(), 0);
}
