//! What other servers may not do to us with their files, nor strangers with our addresses.

use social::border::{BlockTerms, Severity};

use super::*;

/// Security row B13.
#[tokio::test(flavor = "multi_thread")]
async fn only_addresses_of_our_own_making_are_fetched() {
    let (home, peer) = (Home::start(MEGABYTE).await, Peer::start().await);
    let shown = home.shown(MediaKind::Image, &peer.url("noise-1")).await;
    let mut altered = shown.url.clone();
    let last = altered.pop().unwrap();
    altered.push(if last == 'A' { 'B' } else { 'A' });
    for url in [
        altered,
        format!("{}A", shown.url),
        "http://127.0.0.1:1/media/far/aHR0cHM6Ly9ldmlsLmV4YW1wbGUv".to_owned(),
        format!("http://127.0.0.1:1/media/far/{}", "A".repeat(5_000)),
        format!("http://127.0.0.1:1/media/far/?url={}", peer.url("noise-1")),
    ] {
        let status = home.get(&url).await.status;
        assert!(
            matches!(status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND),
            "{status} {url}"
        );
    }
    // Not even a server like this one, which would fetch what it should fetch from the peer.
    let headers = HeaderMap::from_iter([(header::USER_AGENT, "Folkmoot/9".parse().unwrap())]);
    let reply = home.get_with(&shown.url, headers).await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
    // The address of another proxy, or of ours, is not followed.
    for nested in [
        peer.url("media/far/abc"),
        peer.url("media_proxy/1/original"),
    ] {
        let shown = home.shown(MediaKind::Image, &nested).await;
        assert_eq!(home.get(&shown.url).await.status, StatusCode::FORBIDDEN);
    }
    let own = home.shown(MediaKind::Image, &shown.url).await;
    assert_eq!(own.url, shown.url, "what is ours is not wrapped again");
    assert_eq!(peer.asked(), 0);
    assert_eq!(home.get(&shown.url).await.status, StatusCode::OK);
}

/// Security rows B8 and B9.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_never_ends_is_cut_off() {
    let (home, peer) = (Home::start(MEGABYTE).await, Peer::start().await);
    let began = std::time::Instant::now();
    for name in ["slow", "endless"] {
        let shown = home.shown(MediaKind::Image, &peer.url(name)).await;
        home.get(&shown.url)
            .await
            .is_placeholder(StatusCode::BAD_GATEWAY);
    }
    assert!(began.elapsed() < Duration::from_secs(20));
}

/// Security rows A14 and D3: what it is, is decided by the bytes.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_but_pictures_made_here_is_ever_given_out() {
    let (home, peer) = (Home::start(MEGABYTE).await, Peer::start().await);
    for (name, kind, body) in [
        (
            "activity",
            "application/activity+json",
            r#"{"type":"Note"}"#,
        ),
        ("page", "image/png", "<script>alert(1)</script>"),
        ("drawing", "image/svg+xml", "<svg onload=\"alert(1)\"/>"),
        ("broken", "image/png", "\u{89}PNG and no more"),
    ] {
        let url = peer.has(name, kind, body);
        let shown = home.shown(MediaKind::Image, &url).await;
        let reply = home.get(&shown.url).await;
        reply.is_placeholder(StatusCode::BAD_GATEWAY);
        assert!(
            !reply.body.windows(5).any(|part| part == b"alert"),
            "{name}"
        );
    }
    let hidden = peer.has("hidden", "text/html", picture(3));
    let shown = home.shown(MediaKind::Image, &hidden).await;
    let reply = home.get(&shown.url).await;
    assert_eq!((reply.status, reply.kind()), (StatusCode::OK, "image/png"));
    assert_eq!(reply.headers["x-content-type-options"], "nosniff");
}

/// Security row C10.
#[tokio::test(flavor = "multi_thread")]
async fn a_huge_emoji_is_not_shown_and_a_small_one_is() {
    let (home, peer) = (Home::start(MEGABYTE).await, Peer::start().await);
    let emoji = |shortcode: &str, url| Emoji {
        shortcode: shortcode.to_owned(),
        url,
        still_url: None,
    };
    let huge = emoji(
        "huge",
        peer.has("huge", "image/png", vec![0; 3 * 1024 * 1024]),
    );
    let small = emoji("blob", peer.has("blob", "image/png", picture(4)));
    let shown = home.post(Vec::new(), vec![huge, small]).await.emojis;
    home.get(&shown[0].url)
        .await
        .is_placeholder(StatusCode::BAD_GATEWAY);
    assert_eq!(home.get(&shown[1].url).await.kind(), "image/png");
    let still = shown[1].still_url.as_ref().unwrap();
    assert_eq!(home.get(still).await.kind(), "image/png");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_is_not_asked_for_again_at_once_and_may_be_retried_soon() {
    let (home, peer) = (Home::start(MEGABYTE).await, Peer::start().await);
    let shown = home.shown(MediaKind::Image, &peer.url("later")).await;
    for _ in 0..3 {
        let reply = home.get(&shown.url).await;
        reply.is_placeholder(StatusCode::BAD_GATEWAY);
        assert_eq!(reply.headers[header::CACHE_CONTROL], "private, max-age=60");
    }
    assert_eq!(peer.asked(), 1);
    // Pages say so, with a way to try again that leads back to them.
    let again = home.shown(MediaKind::Image, &peer.url("later")).await;
    assert!(again.is_broken && again.url == shown.url);
    let here = "http://127.0.0.1:1/@ada/1?page=2";
    for (before, back) in [
        (here, "/@ada/1?page=2"),
        ("http://127.0.0.1:1//evil.example/", "/"),
        ("https://evil.example/", "/"),
    ] {
        let headers = HeaderMap::from_iter([(header::REFERER, before.parse().unwrap())]);
        let url = format!("{}?retry=page", shown.url);
        let reply = home.get_with(&url, headers).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
        assert_eq!(reply.headers[header::LOCATION], back);
    }
    peer.has("later", "image/png", picture(5));
    let again = format!("{}?retry=1", shown.url);
    assert_eq!(home.get(&again).await.status, StatusCode::BAD_GATEWAY);
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert_eq!(home.get(&again).await.status, StatusCode::OK);
    assert_eq!(home.get(&shown.url).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_a_server_that_is_not_to_be_seen_are_left_out() {
    let (home, peer) = (Home::start(MEGABYTE).await, Peer::start().await);
    let rose = home.person("rose", Role::Admin).await;
    let id = home.stranger(Some(peer.url("noise-1"))).await;
    let shown = home.shown(MediaKind::Image, &peer.url("noise-2")).await;
    assert_eq!(home.get(&shown.url).await.status, StatusCode::OK);
    let terms = || BlockTerms {
        severity: Some(Severity::Noop),
        rejects_media: Some(true),
        ..BlockTerms::default()
    };
    // The server that has the files.
    let kept = || async { home.social.far_media_sizes(&rose).await.unwrap().all.files };
    assert_eq!(kept().await, 1);
    let block = home.social.block_domain(&rose, "127.0.0.1", terms()).await;
    home.get(&shown.url)
        .await
        .is_placeholder(StatusCode::NOT_FOUND);
    assert_eq!(kept().await, 0);
    let block = block.unwrap().id;
    home.social.unblock_domain(&rose, block).await.unwrap();
    assert_eq!(home.get(&shown.url).await.status, StatusCode::OK);
    // The server whose people show them.
    let blocked = home
        .social
        .block_domain(&rose, "far.example", terms())
        .await;
    blocked.unwrap();
    let media = Media {
        kind: MediaKind::Image,
        url: peer.url("noise-3"),
        ..Media::default()
    };
    assert!(home.post(vec![media], Vec::new()).await.media.is_empty());
    let ada = home.social.account(Viewer::Anyone, id).await.unwrap();
    assert!(!ada.has_avatar());
}
