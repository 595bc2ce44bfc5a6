//! Servers that lie about what they send: each is cut off, its place is free again, and a drawing says that something is
//! missing (security rows B8, B9, B13).

use async_compression::tokio::write::GzipEncoder;
use futures_util::StreamExt as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;

/// A server that answers every request with these bytes, and then does what is said.
async fn saying(answer: Vec<u8>, then: Then) -> (String, JoinSet<()>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let mut serving = JoinSet::new();
    serving.spawn(async move {
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            let answer = answer.clone();
            tokio::runtime::Handle::current().spawn(async move {
                let mut head = vec![0; 4096];
                let _ = socket.read(&mut head).await;
                let _ = socket.write_all(&answer).await;
                if then == Then::Ends {
                    return;
                }
                while socket.write_all(b"x").await.is_ok() {
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
            });
        }
    });
    (base, serving)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    Ends,
    Drips,
}

fn told(headers: &str, body: &[u8]) -> Vec<u8> {
    let mut answer = format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\n").into_bytes();
    answer.extend_from_slice(body);
    answer
}

/// So many bytes of zeros, packed a thousand times smaller.
async fn bomb(megabytes: usize) -> Vec<u8> {
    let mut packed = GzipEncoder::new(Vec::new());
    let zeros = vec![0; 1024 * 1024];
    for _ in 0..megabytes {
        packed.write_all(&zeros).await.unwrap();
    }
    packed.shutdown().await.unwrap();
    packed.into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_lies_about_a_picture_is_cut_off() {
    let home = Home::start(MEGABYTE).await;
    let began = std::time::Instant::now();
    let kind = "content-type: image/png";
    for (what, answer, then) in [
        (
            "a bomb",
            told(
                &format!("{kind}\r\ncontent-encoding: gzip\r\nconnection: close"),
                &bomb(200).await,
            ),
            Then::Ends,
        ),
        (
            "less than it says",
            told(&format!("{kind}\r\ncontent-length: 100000"), &picture(1)),
            Then::Ends,
        ),
        (
            "more than we take",
            told(&format!("{kind}\r\ncontent-length: 99999999999"), b"x"),
            Then::Ends,
        ),
        (
            "half a picture",
            told(&format!("{kind}\r\ncontent-length: 1000"), &picture(1)),
            Then::Ends,
        ),
        (
            "a drip",
            told(&format!("{kind}\r\ncontent-length: 100000"), b"\x89PNG"),
            Then::Drips,
        ),
        (
            "headers without end",
            told(&format!("x: {}", "y".repeat(1_000_000)), b""),
            Then::Drips,
        ),
        ("no answer", b"SSH-2.0-OpenSSH\r\n".to_vec(), Then::Ends),
    ] {
        let (base, _serving) = saying(answer, then).await;
        let shown = home.shown(MediaKind::Image, &format!("{base}/a")).await;
        let reply = home.get(&shown.url).await;
        println!("{what}: {}", reply.status);
        reply.is_placeholder(StatusCode::BAD_GATEWAY);
    }
    assert!(
        began.elapsed() < Duration::from_secs(30),
        "{:?}",
        began.elapsed()
    );
    // All places are free again.
    let peer = Peer::start().await;
    let shown = home.shown(MediaKind::Image, &peer.url("noise-1")).await;
    assert_eq!(home.get(&shown.url).await.status, StatusCode::OK);
}

/// What plays is passed on as it comes, so a lie is a broken answer: never more than was said, never another type, and
/// nothing unpacked on the way.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_lies_about_a_film_is_passed_on_as_far_as_it_is_true() {
    let home = Home::start(MEGABYTE).await;
    let kind = "content-type: video/mp4";
    for (what, answer, most) in [
        (
            "packed",
            told(
                &format!("{kind}\r\ncontent-encoding: gzip\r\nconnection: close"),
                &bomb(20).await,
            ),
            100_000,
        ),
        (
            "more than it says",
            told(&format!("{kind}\r\ncontent-length: 4"), b"filmfilm"),
            4,
        ),
        (
            "more than there is",
            told(&format!("{kind}\r\ncontent-length: 9999999999999"), b"film"),
            1_000,
        ),
    ] {
        let (base, _serving) = saying(answer, Then::Ends).await;
        let shown = home.shown(MediaKind::Video, &format!("{base}/a")).await;
        let path = shown.url.strip_prefix("http://127.0.0.1:1").unwrap();
        let request = Request::get(path).body(Body::empty()).unwrap();
        let answer = home.router.clone().oneshot(request).await.unwrap();
        let kind = answer.headers()[header::CONTENT_TYPE].clone();
        assert!(
            kind == "video/mp4" || kind == "image/svg+xml",
            "{what}: {kind:?}"
        );
        let (mut body, mut length) = (answer.into_body().into_data_stream(), 0);
        // It may break off.
        while let Some(Ok(piece)) = body.next().await {
            length += piece.len();
        }
        println!("{what}: {length} bytes");
        assert!(length <= most, "{what}: {length}");
    }
}

/// Security row B13: neither this machine's neighbours nor this server are reached, however one is led there.
#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_leads_nowhere_but_to_other_servers() {
    let home = Home::start(MEGABYTE).await;
    let peer = Peer::start().await;
    let own = home.shown(MediaKind::Image, &peer.url("noise-9")).await.url;
    for place in [
        "http://10.0.0.1/a.png",
        "http://169.254.169.254/latest/meta-data",
        "http://192.168.1.1/a.png",
        "http://[fd00::1]/a.png",
        "http://[::ffff:10.0.0.1]/a.png",
        "file:///etc/passwd",
        "gopher://127.0.0.1/1",
        own.as_str(),
    ] {
        let redirect =
            format!("HTTP/1.1 302 Found\r\nlocation: {place}\r\ncontent-length: 0\r\n\r\n");
        let (base, _serving) = saying(redirect.into_bytes(), Then::Ends).await;
        for kind in [MediaKind::Image, MediaKind::Video] {
            let shown = home.shown(kind, &format!("{base}/a")).await;
            let reply = home.get(&shown.url).await;
            reply.is_placeholder(StatusCode::BAD_GATEWAY);
        }
    }
    // Straight there, too.
    for place in [
        "http://10.0.0.1/a.png",
        "http://169.254.169.254/a.png",
        "http://0.0.0.0/a.png",
    ] {
        let shown = home.shown(MediaKind::Image, place).await;
        home.get(&shown.url)
            .await
            .is_placeholder(StatusCode::BAD_GATEWAY);
    }
    assert_eq!(peer.asked(), 0);
    // To another server is where redirects lead.
    let redirect = format!(
        "HTTP/1.1 302 Found\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n",
        peer.url("noise-9")
    );
    let (base, _serving) = saying(redirect.into_bytes(), Then::Ends).await;
    let shown = home.shown(MediaKind::Image, &format!("{base}/a")).await;
    assert_eq!(home.get(&shown.url).await.status, StatusCode::OK);
}
