//! What strangers do to connections (security rows F14 and G5): bytes that two servers would read in two ways, endless headers,
//! frames of a gigabyte, thousands who say nothing or read nothing. Each is refused or left, and nobody else notices.

use std::io::ErrorKind;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use folkmoot_tests::nostr::{PUBLIC, SECRET, community, self_held};
use folkmoot_tests::server::Server;
use futures_util::{SinkExt as _, StreamExt as _, stream};
use nostr_proto::{Event, Keys, Kind, Unsigned};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

/// Longer than the server waits for a request to begin or its headers to end.
const PATIENCE: Duration = Duration::from_secs(40);
/// Who listens at once, and how many of them never read.
const LISTENERS: u16 = 5_000;
const SLOW: usize = 500;
/// What the server may need for all of them, in MiB: no more than 64 KiB each, and what waits for those who do not read.
const MEMORY: u64 = 700;

type Socket = WebSocketStream<TcpStream>;

async fn connect(server: &Server) -> Result<TcpStream> {
    Ok(TcpStream::connect(address(server)).await?)
}

fn address(server: &Server) -> String {
    server.url().replacen("http://", "", 1)
}

/// Sends bytes and returns what is answered until the other side ends it.
async fn say(server: &Server, bytes: &[u8]) -> Result<String> {
    let mut stream = connect(server).await?;
    // It may end before everything is sent.
    let _ = stream.write_all(bytes).await;
    let mut said = Vec::new();
    let reading = stream.read_to_end(&mut said);
    match timeout(PATIENCE, reading).await.context("it stays open")? {
        Err(error) if error.kind() != ErrorKind::ConnectionReset => Err(error.into()),
        _ => Ok(String::from_utf8_lossy(&said).into_owned()),
    }
}

async fn is_well(server: &Server) -> Result<()> {
    let began = Instant::now();
    let said = say(
        server,
        b"GET /about HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    );
    let said = said.await?;
    ensure!(said.starts_with("HTTP/1.1 200"), "{said}");
    ensure!(began.elapsed() < Duration::from_secs(10), "others wait");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_be_read_in_two_ways_is_refused() -> Result<()> {
    let server = community()?.start()?;
    let post = "POST /api/v1/apps HTTP/1.1\r\nhost: x\r\n";
    let hidden = "GET /hidden HTTP/1.1\r\nhost: x\r\n\r\n";
    for (what, bytes) in [
        (
            "two lengths",
            format!("{post}content-length: 5\r\ncontent-length: 6\r\n\r\nhello{hidden}"),
        ),
        (
            "a length and pieces",
            format!(
                "{post}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n{hidden}"
            ),
        ),
        (
            "pieces that are none",
            format!("{post}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n{hidden}"),
        ),
        (
            "pieces twice",
            format!(
                "{post}transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n0\r\n\r\n{hidden}"
            ),
        ),
        (
            "a piece of no size",
            format!("{post}transfer-encoding: chunked\r\n\r\n-1\r\n\r\n{hidden}"),
        ),
        (
            "a length with a sign",
            format!("{post}content-length: +5\r\n\r\nhello{hidden}"),
        ),
        (
            "a bare carriage return",
            format!("GET / HTTP/1.1\r\nhost: x\r\nx: a\rb: c\r\n\r\n{hidden}"),
        ),
        (
            "a folded line",
            format!("GET / HTTP/1.1\r\nhost: x\r\nx: a\r\n b\r\n\r\n{hidden}"),
        ),
        (
            "a space before the colon",
            format!("{post}content-length : 5\r\n\r\nhello{hidden}"),
        ),
    ] {
        let said = say(&server, bytes.as_bytes()).await.context(what)?;
        // Pieces come before a length, and nothing may follow on that connection (RFC 9112 §6.1).
        let is_refused = said.starts_with("HTTP/1.1 400") || what == "a length and pieces";
        ensure!(is_refused, "{what}: {said}");
        // What came behind it was not taken for a request.
        ensure!(said.matches("HTTP/1.1").count() == 1, "{what}: {said}");
    }
    is_well(&server).await
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_without_end_are_refused() -> Result<()> {
    let server = community()?.start()?;
    let many = (0..100_000).map(|number| format!("x{number}: y\r\n"));
    let many: String = many.collect();
    let large = format!("x: {}\r\n", "y".repeat(10_000_000));
    for headers in [many, large] {
        let bytes = format!("GET / HTTP/1.1\r\nhost: x\r\n{headers}\r\n");
        let said = say(&server, bytes.as_bytes()).await?;
        ensure!(
            said.is_empty() || said.starts_with("HTTP/1.1 431"),
            "{said:.100}"
        );
        is_well(&server).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_nothing_or_too_slowly_is_left_and_nobody_waits() -> Result<()> {
    let server = community()?.start()?;
    let mut silent = Vec::new();
    for number in 0..3_000_usize {
        let mut stream = connect(&server).await?;
        // Some begin, and go no further.
        let begun = [
            "",
            "GET / HT",
            "PRI * HTTP/2.0\r\n",
            "GET / HTTP/1.1\r\nhost: x\r\n",
        ];
        let begun = begun.get(number % begun.len()).context("no beginning")?;
        stream.write_all(begun.as_bytes()).await?;
        silent.push(stream);
    }
    is_well(&server).await?;
    // Somebody else says a letter now and then.
    let mut slow = connect(&server).await?;
    let dripping = async {
        loop {
            tokio::time::sleep(Duration::from_millis(500)).await;
            if slow.write_all(b"G").await.is_err() {
                return;
            }
        }
    };
    let (left, dripped) = tokio::join!(
        timeout(PATIENCE, all_ended(silent)),
        timeout(PATIENCE, dripping)
    );
    left.context("they are waited for")??;
    dripped.context("whoever drips is waited for")?;
    is_well(&server).await
}

async fn all_ended(streams: Vec<TcpStream>) -> Result<()> {
    for mut stream in streams {
        let mut said = Vec::new();
        match stream.read_to_end(&mut said).await {
            Err(error) if error.kind() != ErrorKind::ConnectionReset => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_are_taken_back_at_once_end_the_connection() -> Result<()> {
    let server = community()?.start()?;
    // RFC 9113: the preface, settings, and then streams that are opened and reset (CVE-2023-44487).
    let mut bytes = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    bytes.extend(frame(4, 0, 0, &[]));
    for number in 0..20_000_u32 {
        let id = number * 2 + 1;
        // :method GET, :scheme http, :path /, :authority x
        bytes.extend(frame(1, 0b101, id, &[0x82, 0x86, 0x84, 0x41, 1, b'x']));
        bytes.extend(frame(3, 0, id, &8_u32.to_be_bytes()));
    }
    let mut stream = connect(&server).await?;
    let (mut from, mut to) = stream.split();
    let mut said = Vec::new();
    let (_, read) = tokio::join!(
        to.write_all(&bytes),
        timeout(PATIENCE, from.read_to_end(&mut said))
    );
    // Reset, or ended; never left open.
    let _ = read.context("it stays open")?;
    is_well(&server).await
}

fn frame(kind: u8, flags: u8, stream: u32, load: &[u8]) -> Vec<u8> {
    let size = u32::try_from(load.len()).unwrap_or_default().to_be_bytes();
    let [_, size @ ..] = size;
    [size.as_slice(), &[kind, flags], &stream.to_be_bytes(), load].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_of_a_gigabyte_are_not_waited_for() -> Result<()> {
    let server = community()?.start()?;
    let mut before = listener(&server, 1).await?;
    for path in ["/", "/relay"] {
        let mut stream = connect(&server).await?;
        let ask = format!(
            "GET {path} HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(ask.as_bytes()).await?;
        // Text, masked, a length of eight bytes; and a little of what was announced.
        let mut bytes = vec![0x81, 0xff];
        bytes.extend(1_073_741_824_u64.to_be_bytes());
        bytes.extend([0; 4_096]);
        stream.write_all(&bytes).await?;
        timeout(PATIENCE, all_ended(vec![stream]))
            .await
            .context("it stays open")??;
    }
    before.send(Message::Ping(Vec::new().into())).await?;
    let answer = timeout(PATIENCE, before.next()).await?;
    ensure!(matches!(answer, Some(Ok(_))), "{answer:?}");
    is_well(&server).await
}

/// Somebody on one of several machines who listens to what the member says.
async fn listener(server: &Server, number: u16) -> Result<Socket> {
    let socket = TcpSocket::new_v4()?;
    let place = number / 1_000 + 2;
    socket.bind(format!("127.0.0.{place}:0").parse()?)?;
    let stream = socket.connect(address(server).parse()?).await?;
    let url = format!("ws://{}/relay", address(server));
    let (mut socket, _) = client_async(url, stream).await?;
    let ask = json!(["REQ", "q", {"authors": [PUBLIC], "limit": 0}]);
    socket.send(Message::text(ask.to_string())).await?;
    heard(&mut socket, "EOSE").await?;
    Ok(socket)
}

/// The next message of a kind.
async fn heard(socket: &mut Socket, kind: &str) -> Result<Value> {
    loop {
        let next = timeout(PATIENCE, socket.next())
            .await
            .context("nothing is said")?;
        let Message::Text(text) = next.context("it ended")?? else {
            continue;
        };
        let said: Value = serde_json::from_str(&text)?;
        if said.get(0).and_then(Value::as_str) == Some(kind) {
            return Ok(said);
        }
    }
}

/// Something that a member says, large enough to fill lines.
fn passing(keys: &Keys, number: usize) -> Result<Event> {
    let now = std::time::UNIX_EPOCH.elapsed()?.as_secs();
    let unsigned = Unsigned {
        created_at: now,
        kind: Kind(20_001),
        tags: Vec::new(),
        content: format!("{number} {}", "x".repeat(2_000)),
    };
    Ok(unsigned.sign(keys))
}

#[tokio::test(flavor = "multi_thread")]
async fn five_thousand_listen_and_those_who_do_not_read_keep_nobody_waiting() -> Result<()> {
    let community = community()?;
    self_held(&community, "alice")?;
    let server = community.start()?;
    let opening = stream::iter(0..LISTENERS).map(|number| listener(&server, number));
    let all: Vec<Result<Socket>> = opening.buffered(64).collect().await;
    let mut all = all.into_iter().collect::<Result<Vec<_>>>()?;
    let slow = all.split_off(all.len() - SLOW);
    let keys = nostr_proto::names::parse_secret(SECRET)?;
    let mut writer = listener(&server, 1).await?;
    for number in 0..20 {
        let said = json!(["EVENT", passing(&keys, number)?]);
        writer.send(Message::text(said.to_string())).await?;
        let answer = heard(&mut writer, "OK").await?;
        ensure!(answer.get(2) == Some(&Value::Bool(true)), "{answer}");
    }
    let hearing = stream::iter(&mut all).for_each_concurrent(None, async |socket| {
        for number in 0..20 {
            let told = heard(socket, "EVENT").await.unwrap();
            let content = told.pointer("/2/content").and_then(Value::as_str);
            assert!(
                content.unwrap().starts_with(&format!("{number} ")),
                "{number}"
            );
        }
    });
    timeout(PATIENCE, hearing).await.context("they wait")?;
    let memory = server.memory()?;
    ensure!(memory < MEMORY, "{memory} MiB");
    drop(slow);
    is_well(&server).await
}
