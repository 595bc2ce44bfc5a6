//! Security rows of the firehose: how many may follow, and what becomes of those who do not listen.

use std::time::Duration;

use folkmoot_tests::at::{self, Plc};
use folkmoot_tests::tool::all_there;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Error;

use crate::follow::read_from;
use crate::life::Life;

/// How many may follow along at once.
const FOLLOWERS: usize = 512;
/// More than the buffers of both ends of a connection hold.
const RECORDS: usize = 30;
const RECORD_BYTES: usize = 900_000;

#[tokio::test(flavor = "multi_thread")]
async fn so_many_follow_along_and_the_next_comes_when_one_goes() {
    // Nobody needs a directory for that.
    let server = at::community("http://localhost:9")
        .unwrap()
        .start()
        .unwrap();
    let url = server.url().replacen("http", "ws", 1);
    let url = format!("{url}/xrpc/com.atproto.sync.subscribeRepos");
    let mut sockets = Vec::new();
    for _ in 0..FOLLOWERS {
        sockets.push(connect_async(&url).await.unwrap().0);
    }
    match connect_async(&url).await {
        Err(Error::Http(answer)) => {
            assert_eq!(answer.status().as_u16(), 503);
            let body = answer.body().clone().unwrap_or_default();
            let said: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(said["error"], "NotEnoughResources");
        }
        other => panic!("one too many: {other:?}"),
    }
    sockets.pop();
    for _ in 0..100 {
        if connect_async(&url).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("a place that was left stays empty");
}

/// A connection on which nothing is read until later.
async fn deaf(host: &str) -> TcpStream {
    let mut stream = TcpStream::connect(host).await.unwrap();
    let hello = format!(
        "GET /xrpc/com.atproto.sync.subscribeRepos?cursor=0 HTTP/1.1\r\nHost: {host}\r\n\
         Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(hello.as_bytes()).await.unwrap();
    stream
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "long: somebody is waited for, half a minute"]
async fn whoever_does_not_listen_is_left_and_keeps_nobody_waiting() {
    if !all_there("the firehose", at::SMALL) {
        return;
    }
    let plc = Plc::start().unwrap();
    let community = at::community(plc.url()).unwrap();
    let alice = community.person("alice").unwrap();
    let server = community.start().unwrap();
    let alice = Life::of(&server.url(), &alice, 1).await;
    // What is written before others are told of her comes as one event.
    read_from(&server.url(), 0, 3).await;
    for number in 0..RECORDS {
        let record = json!({"text": "x".repeat(RECORD_BYTES), "number": number});
        alice.create("org.example.long", record).await.unwrap();
    }
    let host = server.url().replacen("http://", "", 1);
    let mut deaf = deaf(&host).await;
    let all = RECORDS + 3;
    assert_eq!(read_from(&server.url(), 0, all).await.len(), all);
    tokio::time::sleep(Duration::from_secs(40)).await;
    let mut heard = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(10), deaf.read_to_end(&mut heard))
        .await
        .expect("the line is cut");
    assert!(heard.len() < RECORDS * RECORD_BYTES);
}
