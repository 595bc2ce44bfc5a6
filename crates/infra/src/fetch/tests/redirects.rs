//! Every hop is held to the same rules, there are few of them, and each is signed anew (security B4, B5).

use std::sync::Mutex;

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use url::Url;

use super::{super::SignerError, site::*, *};

/// A public site whose path `/N` leads over N redirects of its own to `target`.
async fn chain(target: String) -> Site {
    Site::answering(PUBLIC, move |head| {
        match path(head).trim_start_matches('/').parse::<u32>() {
            Ok(1) => found(&target),
            Ok(n) => found(&format!("/{}", n - 1)),
            Err(_) => response("200 OK", "content-type: text/plain\r\n", b"arrived"),
        }
    })
    .await
}

#[tokio::test]
async fn a_redirect_to_a_private_address_is_refused_at_every_hop() {
    let trap = Site::trap(PRIVATE, 0).await;
    let lookup = TableLookup::new().with("inside.example", &[ip(PRIVATE)]);
    let door = door_with(config(lookup));
    let port = trap.address.port();
    for target in [
        trap.url("/"),
        format!("http://inside.example:{port}/"),
        format!("//2130706433:{port}/"),
    ] {
        for hops in ["/1", "/2", "/3"] {
            let site = chain(target.clone()).await;
            assert_eq!(
                code_of(&door, &site.url(hops)).await,
                "fetch_blocked_address",
                "{target}"
            );
        }
    }
    assert_eq!(trap.connections(), 0);
}

#[tokio::test]
async fn a_signed_fetch_is_refused_the_same_redirect() {
    let trap = Site::trap(PRIVATE, 0).await;
    let site = chain(trap.url("/")).await;
    let url = site.url("/1");
    let sign = |_: &Method, _: &Url| Ok(HeaderMap::new());
    let refused = door()
        .get(&Fetch::new(&url, Accept::Any).signed_by(&sign))
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "fetch_blocked_address");
    assert_eq!(trap.connections(), 0);
}

#[tokio::test]
async fn a_redirect_to_another_scheme_is_refused() {
    for target in [
        "file:///etc/passwd",
        "data:text/plain,x",
        "gopher://127.0.0.1/",
        "ftp://a.example/",
    ] {
        let site = chain(target.to_owned()).await;
        assert_eq!(
            code_of(&door(), &site.url("/1")).await,
            "fetch_scheme",
            "{target}"
        );
    }
}

#[tokio::test]
async fn a_redirect_with_odd_characters_is_refused() {
    for target in [
        "/a b",
        "/a\tb",
        "http://u:p@127.0.0.2/",
        "http:\\\\127.0.0.2/",
    ] {
        let site = chain(target.to_owned()).await;
        assert_eq!(
            code_of(&door(), &site.url("/1")).await,
            "fetch_bad_url",
            "{target}"
        );
    }
}

#[tokio::test]
async fn three_redirects_are_followed_and_the_last_url_is_told() {
    let site = chain("/arrived".to_owned()).await;
    let got = get(&door(), &site.url("/3")).await.unwrap();
    assert_eq!(got.final_url.as_str(), site.url("/arrived"));
    assert_eq!(&got.body[..], b"arrived");
}

#[tokio::test]
async fn the_fourth_redirect_is_not_followed_and_the_url_is_not_asked_for_again() {
    let asked = std::sync::Arc::new(Mutex::new(0));
    let count = asked.clone();
    let site = Site::answering(PUBLIC, move |head| {
        *count.lock().unwrap() += 1;
        found(&format!("{}x", path(head)))
    })
    .await;
    let door = door();
    for _ in 0..3 {
        assert_eq!(code_of(&door, &site.url("/")).await, "too_many_redirects");
    }
    assert_eq!(*asked.lock().unwrap(), 4);
}

#[tokio::test]
async fn a_loop_ends_where_it_closes() {
    let asked = std::sync::Arc::new(Mutex::new(0));
    let count = asked.clone();
    let site = Site::answering(PUBLIC, move |head| {
        *count.lock().unwrap() += 1;
        found(if path(head) == "/a" {
            "/b#fragment"
        } else {
            "/a"
        })
    })
    .await;
    assert_eq!(
        code_of(&door(), &site.url("/a")).await,
        "too_many_redirects"
    );
    assert_eq!(*asked.lock().unwrap(), 2);
}

#[tokio::test]
async fn a_redirect_to_itself_ends_at_once() {
    let site = Site::answering(PUBLIC, |head| found(path(head))).await;
    assert_eq!(
        code_of(&door(), &site.url("/a")).await,
        "too_many_redirects"
    );
}

#[tokio::test]
async fn every_hop_is_signed_for_its_own_url() {
    let site = Site::answering(PUBLIC, |head| {
        let echo = head
            .lines()
            .find_map(|line| line.strip_prefix("x-signed: "))
            .unwrap_or("none");
        match path(head) {
            "/1" => found("/2"),
            _ => response("200 OK", "content-type: text/plain\r\n", echo.as_bytes()),
        }
    })
    .await;
    let seen = Mutex::new(Vec::new());
    let sign = |method: &Method, url: &Url| -> Result<HeaderMap, SignerError> {
        seen.lock()
            .unwrap()
            .push(format!("{method} {}", url.path()));
        let name = HeaderName::from_static("x-signed");
        Ok(HeaderMap::from_iter([(
            name,
            HeaderValue::from_str(url.path())?,
        )]))
    };
    let url = site.url("/1");
    let got = door()
        .get(&Fetch::new(&url, Accept::Any).signed_by(&sign))
        .await
        .unwrap();
    assert_eq!(&got.body[..], b"/2");
    assert_eq!(*seen.lock().unwrap(), ["GET /1", "GET /2"]);
}

#[tokio::test]
async fn a_signer_that_would_break_a_header_fails_the_request() {
    let sign = |_: &Method, _: &Url| -> Result<HeaderMap, SignerError> {
        let name = HeaderName::from_static("x-signed");
        Ok(HeaderMap::from_iter([(
            name,
            HeaderValue::from_str("a\r\nx-evil: 1")?,
        )]))
    };
    let fetch = Fetch::new("http://127.0.0.2:1/", Accept::Any).signed_by(&sign);
    assert_eq!(door().get(&fetch).await.unwrap_err().code(), "fetch_signer");
}
