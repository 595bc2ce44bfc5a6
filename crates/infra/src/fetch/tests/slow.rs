//! A server that takes its time, or never ends, takes nobody else's (security B8).

use std::time::Instant;

use tokio::{io::AsyncWriteExt, time::sleep};

use super::{super::Post, site::*, *};

/// A door with one place and little patience.
fn hasty_door() -> Door {
    let mut config = config(TableLookup::new());
    config.limits.deadline = Duration::from_millis(400);
    config.limits.in_flight = 1;
    door_with(config)
}

/// Fetches what must time out, and then something good through the same single place.
async fn assert_times_out_and_frees_its_place(site: &Site) {
    let (door, started) = (hasty_door(), Instant::now());
    assert_eq!(code_of(&door, &site.url("/")).await, "fetch_timeout");
    assert!(
        started.elapsed() < Duration::from_millis(900),
        "{:?}",
        started.elapsed()
    );
    let good = Site::answering(PUBLIC, |_| ok_and_close("hello")).await;
    assert_eq!(code_of(&door, &good.url("/")).await, "ok");
}

/// Sends the bytes one at a time, for ever.
async fn drip(site_sends: &'static [u8], then: &'static [u8]) -> Site {
    Site::scripted(PUBLIC, 0, move |_, mut socket| {
        Box::pin(async move {
            socket.write_all(site_sends).await?;
            loop {
                for byte in then {
                    socket.write_all(&[*byte]).await?;
                    socket.flush().await?;
                    sleep(Duration::from_millis(20)).await;
                }
            }
        })
    })
    .await
}

/// Takes a request and says nothing.
async fn silent() -> Site {
    Site::scripted(PUBLIC, 0, |_, socket| {
        Box::pin(async move {
            sleep(Duration::from_secs(10)).await;
            drop(socket);
            Ok(())
        })
    })
    .await
}

#[tokio::test]
async fn a_body_of_one_byte_at_a_time_meets_the_deadline() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 1000\r\n\r\n";
    assert_times_out_and_frees_its_place(&drip(head, b"x").await).await;
}

#[tokio::test]
async fn headers_of_one_byte_at_a_time_meet_the_deadline() {
    assert_times_out_and_frees_its_place(&drip(b"HTTP/1.1 200 OK\r\n", b"x-a: b\r\n").await).await;
}

#[tokio::test]
async fn a_server_that_says_nothing_meets_the_deadline() {
    let silent = silent().await;
    assert_times_out_and_frees_its_place(&silent).await;
}

#[tokio::test]
async fn slow_redirects_share_one_deadline() {
    let site = Site::scripted(PUBLIC, 0, |head, mut socket| {
        Box::pin(async move {
            sleep(Duration::from_millis(250)).await;
            socket.write_all(&found(&format!("{}x", path(&head)))).await
        })
    })
    .await;
    assert_times_out_and_frees_its_place(&site).await;
}

#[tokio::test]
async fn a_body_of_endless_chunks_is_cut_at_the_cap() {
    let site = Site::scripted(PUBLIC, 0, |_, mut socket| {
        Box::pin(async move {
            socket
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ntransfer-encoding: chunked\r\n\r\n")
                .await?;
            let chunk = [&b"4000\r\n"[..], &[b'x'; 0x4000], b"\r\n"].concat();
            loop {
                socket.write_all(&chunk).await?;
            }
        })
    })
    .await;
    assert_eq!(code_of(&door(), &site.url("/")).await, "fetch_too_large");
}

#[tokio::test]
async fn an_announced_length_over_the_cap_is_refused_unread() {
    let site = Site::scripted(PUBLIC, 0, |_, mut socket| {
        Box::pin(async move {
            socket
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 99999999\r\n\r\n")
                .await?;
            sleep(Duration::from_secs(10)).await;
            Ok(())
        })
    })
    .await;
    assert_eq!(code_of(&door(), &site.url("/")).await, "fetch_too_large");
}

#[tokio::test]
async fn headers_of_a_megabyte_are_refused() {
    let many = "x-bomb: 0123456789012345678901234567890123456789\r\n".repeat(20_000);
    let long = format!("x-bomb: {}\r\n", "x".repeat(1_000_000));
    let fairly_long = format!("x-bomb: {}\r\n", "x".repeat(100_000));
    for headers in [many, long, fairly_long] {
        let site = Site::answering(PUBLIC, move |_| response("200 OK", &headers, b"")).await;
        let code = code_of(&door(), &site.url("/")).await;
        assert!(
            matches!(code, "fetch_connect" | "fetch_too_large"),
            "{code}"
        );
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_is_an_error_worth_a_retry() {
    let site = Site::scripted(PUBLIC, 0, |_, mut socket| {
        Box::pin(async move {
            socket
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 100\r\n\r\nhalf")
                .await
        })
    })
    .await;
    let error = get(&door(), &site.url("/")).await.unwrap_err();
    assert_eq!(error.code(), "fetch_body");
    assert!(error.is_retryable());
}

#[tokio::test]
async fn a_delivery_that_was_accepted_stays_accepted_however_slow_the_rest() {
    let head = b"HTTP/1.1 202 Accepted\r\ncontent-length: 1000\r\n\r\n";
    let (site, started) = (drip(head, b"x").await, Instant::now());
    let url = site.url("/inbox");
    let post = Post {
        url: &url,
        headers: http::HeaderMap::new(),
        body: bytes::Bytes::new(),
    };
    let answer = hasty_door().post(post).await.unwrap();
    assert_eq!((answer.status.as_u16(), answer.body.len()), (202, 0));
    assert!(
        started.elapsed() < Duration::from_millis(900),
        "{:?}",
        started.elapsed()
    );
}

#[tokio::test]
async fn who_takes_what_comes_and_never_answers_keeps_nobody_from_asking() {
    let mut config = config(TableLookup::new());
    config.limits.in_flight = 1;
    config.limits.posts_in_flight = 1;
    let door = door_with(config);
    let silent = silent().await;
    let url = silent.url("/inbox");
    let post = Post {
        url: &url,
        headers: http::HeaderMap::new(),
        body: bytes::Bytes::new(),
    };
    let good = Site::answering(PUBLIC, |_| ok_and_close("hello")).await;
    let url = good.url("/");
    tokio::select! {
        biased;
        answer = door.post(post) => panic!("{answer:?}"),
        code = async {
            sleep(Duration::from_millis(100)).await;
            code_of(&door, &url).await
        } => assert_eq!(code, "ok"),
    }
}
