//! Forged signatures: each is refused with a clear reason and changes nothing. The names are rows of the threat list.

use ap_proto::activity::ActivityKind;
use ap_proto::signature::Scheme;
use http::{HeaderName, HeaderValue, Method, StatusCode};
use model::Audience;

use crate::actors::post;
use crate::forgery::{id, refused, send, signed};
use crate::pair::{Pair, json_headers};

/// A5: what a signature does not cover can be changed on the way.
#[tokio::test]
async fn an_incomplete_signature_is_none() {
    let pair = Pair::start().await;
    for (left_out, code) in [
        ("digest", "signature_incomplete"),
        ("(request-target)", "signature_incomplete"),
        ("host", "signature_incomplete"),
        ("date", "signature_incomplete"),
    ] {
        let (note, body, mut headers) = signed(&pair, Scheme::Cavage, 1);
        let signature = headers["signature"].to_str().unwrap().to_owned();
        let shorter = signature
            .replace(&format!("{left_out} "), "")
            .replace(&format!(" {left_out}\""), "\"");
        headers.insert("signature", shorter.parse().unwrap());
        refused(
            &send(&pair.home, headers, body).await,
            StatusCode::UNAUTHORIZED,
            code,
        );
        assert!(pair.seen(id(&note)).await.is_none(), "{left_out}");
    }
    let (_, body, mut headers) = signed(&pair, Scheme::Cavage, 2);
    headers.remove("digest");
    refused(
        &send(&pair.home, headers, body).await,
        StatusCode::UNAUTHORIZED,
        "signature_incomplete",
    );
    let (_, body, _) = signed(&pair, Scheme::Cavage, 3);
    let answer = send(&pair.home, json_headers(), body).await;
    refused(&answer, StatusCode::UNAUTHORIZED, "proof_missing");
    assert!(
        answer.headers["accept-signature"]
            .to_str()
            .unwrap()
            .contains("content-digest")
    );
}

/// A6: the digest is that of the body, once.
///
/// Proves: Digest Fields, RFC 9530
#[tokio::test]
async fn another_body_is_refused() {
    let pair = Pair::start().await;
    for scheme in [Scheme::Cavage, Scheme::Rfc9421] {
        let (note, mut body, headers) = signed(&pair, scheme, 1);
        body.push(b' ');
        refused(
            &send(&pair.home, headers, body).await,
            StatusCode::UNAUTHORIZED,
            "digest_mismatch",
        );
        assert!(pair.seen(id(&note)).await.is_none());
    }
    let (_, body, mut headers) = signed(&pair, Scheme::Cavage, 2);
    let digest = headers["digest"].clone();
    headers.append("digest", digest);
    refused(
        &send(&pair.home, headers, body).await,
        StatusCode::UNAUTHORIZED,
        "header_duplicated",
    );
}

/// A7: too old, from the future, and the very same again.
#[tokio::test]
async fn the_clock_is_looked_at_and_a_repetition_has_no_second_effect() {
    let pair = Pair::start().await;
    for scheme in [Scheme::Cavage, Scheme::Rfc9421] {
        let note = pair.bob.note(1, "Hello");
        let body = pair.bob.create(1, &note).to_string().into_bytes();
        for hours in [-13, 1, 24] {
            let at = crate::peer::now(&pair.home) + jiff::SignedDuration::from_mins(hours * 60 + 1);
            let url = format!("{}/ap/inbox", pair.home.base);
            let headers = pair.bob.sign(scheme, &Method::POST, &url, Some(&body), at);
            refused(
                &send(&pair.home, headers, body.clone()).await,
                StatusCode::UNAUTHORIZED,
                "clock",
            );
        }
    }
    let hello = post(&pair.home, &pair.alice, "Hello", Audience::Public).await;
    let like = pair
        .bob
        .about(ActivityKind::Like, 9, &hello.uri)
        .to_string()
        .into_bytes();
    let headers = pair
        .bob
        .sign_for(&pair.home, Scheme::Cavage, "/ap/inbox", &like);
    assert_eq!(
        send(&pair.home, headers.clone(), like.clone()).await.status,
        StatusCode::ACCEPTED
    );
    let undo = pair
        .bob
        .about(ActivityKind::Undo, 10, &pair.peer.url("/activities/9"));
    assert_eq!(
        pair.bob.deliver(&pair.home, &undo).await.status,
        StatusCode::ACCEPTED
    );
    assert_eq!(pair.seen(&hello.uri).await.unwrap().likes_count, 0);
    assert_eq!(
        send(&pair.home, headers, like).await.status,
        StatusCode::ACCEPTED
    );
    assert_eq!(
        pair.seen(&hello.uri).await.unwrap().likes_count,
        0,
        "a replayed like likes nothing"
    );
}

/// A8: a good request for somebody else's inbox.
#[tokio::test]
async fn a_signature_for_another_host_or_path_is_refused() {
    let pair = Pair::start().await;
    let note = pair.bob.note(1, "Hello");
    let body = pair.bob.create(1, &note).to_string().into_bytes();
    let now = crate::peer::now(&pair.home);
    for scheme in [Scheme::Cavage, Scheme::Rfc9421] {
        let elsewhere = [
            "https://elsewhere.example/ap/inbox".to_owned(),
            format!("{}/ap/other", pair.home.base),
        ];
        for url in elsewhere {
            let headers = pair.bob.sign(scheme, &Method::POST, &url, Some(&body), now);
            let answer = send(&pair.home, headers, body.clone()).await;
            assert_eq!(
                answer.status,
                StatusCode::UNAUTHORIZED,
                "{url}: {}",
                answer.body
            );
        }
    }
    assert!(pair.seen(id(&note)).await.is_none());
}

/// A9: the same for RFC 9421.
///
/// Proves: HTTP Message Signatures, RFC 9421
#[tokio::test]
async fn a_message_signature_must_be_complete_and_one() {
    let pair = Pair::start().await;
    for covered in [
        "\"@method\" \"@target-uri\"",
        "\"@method\" \"content-digest\"",
        "\"content-digest\"",
    ] {
        let (_, body, mut headers) = signed(&pair, Scheme::Rfc9421, 1);
        let input = headers["signature-input"].to_str().unwrap().to_owned();
        let shorter = input.replace("\"@method\" \"@target-uri\" \"content-digest\"", covered);
        assert_ne!(shorter, input);
        headers.insert("signature-input", shorter.parse().unwrap());
        refused(
            &send(&pair.home, headers, body).await,
            StatusCode::UNAUTHORIZED,
            "signature_incomplete",
        );
    }
    let (_, body, mut headers) = signed(&pair, Scheme::Rfc9421, 2);
    for name in ["signature-input", "signature"] {
        let name = HeaderName::from_static(name);
        let value = headers[&name].to_str().unwrap().to_owned();
        headers.insert(
            name,
            HeaderValue::from_str(&format!("{value}, {value}")).unwrap(),
        );
    }
    assert_eq!(
        send(&pair.home, headers, body).await.status,
        StatusCode::UNAUTHORIZED
    );
}
