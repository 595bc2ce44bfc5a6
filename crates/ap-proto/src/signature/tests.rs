//! Genuine requests, and what attackers make of them (security rows A3 to A9).

use std::sync::LazyLock;

use crypto::{Ed25519Key, RsaKey};
use data_encoding::BASE64;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use url::Url;

use super::{
    Claim, Outgoing, Request, Scheme, SignatureProblem, Signer, sign_cavage, sign_rfc9421,
};
use crate::key::PublicKey;

static KEY: LazyLock<RsaKey> = LazyLock::new(|| RsaKey::generate().unwrap());

const KEY_ID: &str = "https://b.example/bob#main-key";
const BODY: &[u8] = br#"{"type":"Like"}"#;
const JSON: &str = "application/activity+json";

type Sign = fn(&Outgoing<'_>, &Signer<'_>, Timestamp) -> Result<HeaderMap, SignatureProblem>;
const SCHEMES: [(Sign, Scheme); 2] = [
    (sign_cavage, Scheme::Cavage),
    (sign_rfc9421, Scheme::Rfc9421),
];

fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn public() -> PublicKey {
    PublicKey::Rsa(KEY.public_spki_der())
}

/// A received request whose every part can be changed.
#[derive(Clone)]
struct Sent {
    method: Method,
    target: Url,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Sent {
    fn post(sign: Sign) -> Self {
        Self::signed(sign, Method::POST, Some((BODY, JSON)))
    }

    fn signed(sign: Sign, method: Method, body: Option<(&[u8], &str)>) -> Self {
        let target: Url = "https://a.example/inbox?x=1".parse().unwrap();
        let outgoing = Outgoing {
            method: &method,
            target: &target,
            body,
            header: None,
        };
        let mut headers = sign(
            &outgoing,
            &Signer {
                key_id: KEY_ID,
                key: &KEY,
            },
            now(),
        )
        .unwrap();
        headers.insert("host", HeaderValue::from_static("a.example"));
        Self {
            method,
            target,
            headers,
            body: body.map_or(Vec::new(), |(body, _)| body.to_vec()),
        }
    }

    /// Signs these headers by cavage, whatever they are.
    fn cavage(covered: &[(&str, &str)], body: &[u8]) -> Self {
        let lines: Vec<String> = covered
            .iter()
            .map(|(name, value)| format!("{name}: {value}"))
            .collect();
        let signature = BASE64.encode(&KEY.sign_sha256(lines.join("\n").as_bytes()).unwrap());
        let names: Vec<&str> = covered.iter().map(|(name, _)| *name).collect();
        let header = format!(
            "keyId=\"{KEY_ID}\",algorithm=\"hs2019\",created=1795262400,headers=\"{}\",signature=\"{signature}\"",
            names.join(" ")
        );
        let mut sent = Self::post(sign_cavage);
        sent.headers.clear();
        for (name, value) in covered.iter().filter(|(name, _)| !name.starts_with('(')) {
            sent.set(name, value);
        }
        sent.set("signature", &header);
        sent.body = body.to_vec();
        sent
    }

    fn set(&mut self, name: &str, value: &str) {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        self.headers
            .insert(name, HeaderValue::from_str(value).unwrap());
    }

    fn edit(&mut self, name: &str, change: impl Fn(&str) -> String) {
        let value = change(self.headers[name].to_str().unwrap());
        self.set(name, &value);
    }

    fn check_at(&self, now: Timestamp) -> Result<Claim, SignatureProblem> {
        let (method, target, headers, body) =
            (&self.method, &self.target, &self.headers, &self.body);
        let claim = Claim::read(
            &Request {
                method,
                target,
                headers,
                body,
            },
            now,
        )?;
        claim.verify(&public())?;
        Ok(claim)
    }

    fn code(&self) -> &'static str {
        self.check_at(now())
            .err()
            .map_or("ok", SignatureProblem::code)
    }
}

#[test]
fn what_we_sign_verifies_in_both_schemes_with_and_without_body() {
    for (sign, scheme) in SCHEMES {
        for sent in [Sent::post(sign), Sent::signed(sign, Method::GET, None)] {
            let claim = sent.check_at(now()).unwrap();
            assert_eq!((claim.key_id.as_str(), claim.scheme), (KEY_ID, scheme));
        }
    }
}

#[test]
fn another_key_does_not_fit() {
    for (sign, _) in SCHEMES {
        let sent = Sent::post(sign);
        let claim = sent.check_at(now()).unwrap();
        let other = PublicKey::Rsa(RsaKey::generate().unwrap().public_spki_der());
        assert_eq!(claim.verify(&other), Err(SignatureProblem::Invalid));
        let ed = PublicKey::Ed25519(Ed25519Key::generate().unwrap().public());
        assert_eq!(
            claim.verify(&ed).unwrap_err().code(),
            "signature_unsupported"
        );
    }
}

/// A5: everything that matters must be covered.
#[test]
fn an_incomplete_cavage_signature_is_refused() {
    let digest = super::digest::digest_header(BODY);
    let all = [
        ("(request-target)", "post /inbox?x=1"),
        ("host", "a.example"),
        ("date", "Sat, 21 Nov 2026 12:00:00 GMT"),
        ("digest", digest.as_str()),
    ];
    assert_eq!(Sent::cavage(&all, BODY).code(), "ok");
    for missing in 0..all.len() {
        let mut some = all.to_vec();
        some.remove(missing);
        let mut sent = Sent::cavage(&some, BODY);
        assert_eq!(sent.code(), "signature_incomplete", "{}", all[missing].0);
        // There, but not covered.
        if !all[missing].0.starts_with('(') {
            sent.set(all[missing].0, all[missing].1);
            assert_eq!(sent.code(), "signature_incomplete", "{}", all[missing].0);
        }
    }
    let created = [all[0], all[1], ("(created)", "1795262400"), all[3]];
    assert_eq!(Sent::cavage(&created, BODY).code(), "ok");
}

/// A6: the digest is that of the raw body, there once, in any case.
#[test]
fn the_digest_must_be_that_of_the_body() {
    for (sign, _) in SCHEMES {
        let mut sent = Sent::post(sign);
        sent.body.push(b' ');
        assert_eq!(sent.code(), "digest_mismatch");
    }
    let mut twice = Sent::post(sign_cavage);
    let digest = twice.headers["digest"].clone();
    twice.headers.append("digest", digest);
    assert_eq!(twice.code(), "header_duplicated");
    let mut both = Sent::post(sign_cavage);
    both.edit("digest", |text| format!("{text},{text}"));
    assert_eq!(both.code(), "header_duplicated");
    let odd = super::digest::digest_header(BODY).replace("SHA-256", "sHa-256");
    let odd = Sent::cavage(
        &[
            ("(request-target)", "post /inbox?x=1"),
            ("host", "a.example"),
            ("date", "Sat, 21 Nov 2026 12:00:00 GMT"),
            ("digest", &odd),
        ],
        BODY,
    );
    assert_eq!(odd.code(), "ok");
    let mut twice = Sent::post(sign_rfc9421);
    let digest = twice.headers["content-digest"].clone();
    twice.headers.append("content-digest", digest);
    assert_eq!(twice.code(), "signature_malformed");
}

/// A7: not too old, not from the future, not expired.
#[test]
fn the_clock_must_be_about_right() {
    for (sign, _) in SCHEMES {
        let sent = Sent::post(sign);
        for (minutes, code) in [
            (60, "ok"),
            (-30, "ok"),
            (13 * 60, "clock"),
            (66, "clock"),
            (-60, "clock"),
        ] {
            let at = now() + SignedDuration::from_mins(minutes);
            let found = sent.check_at(at).err().map_or("ok", SignatureProblem::code);
            assert_eq!(found, code, "{minutes}");
        }
    }
    let mut expired = Sent::post(sign_rfc9421);
    expired.edit("signature-input", |text| {
        format!("{text};expires=1795262000")
    });
    assert_eq!(expired.code(), "clock");
}

/// A8: a genuine request is worth nothing at another host, path, query or method.
#[test]
fn a_request_for_another_place_does_not_fit() {
    for (sign, _) in SCHEMES {
        for target in [
            "https://c.example/inbox?x=1",
            "https://a.example/other?x=1",
            "https://a.example/inbox?x=2",
        ] {
            let mut sent = Sent::post(sign);
            sent.target = target.parse().unwrap();
            assert_eq!(sent.code(), "signature_invalid", "{target}");
        }
        let mut sent = Sent::post(sign);
        sent.method = Method::PUT;
        assert_eq!(sent.code(), "signature_invalid");
    }
}

#[test]
fn a_query_may_be_left_out_of_a_signed_get_only() {
    for (method, code) in [(Method::GET, "ok"), (Method::POST, "signature_invalid")] {
        let mut sent = Sent::signed(sign_cavage, method.clone(), Some((BODY, JSON)));
        let header = |name: &str| sent.headers[name].to_str().unwrap().to_owned();
        let text = format!(
            "(request-target): {} /inbox\nhost: a.example\ndate: {}\ndigest: {}\ncontent-type: {JSON}",
            method.as_str().to_ascii_lowercase(),
            header("date"),
            header("digest")
        );
        let signature = BASE64.encode(&KEY.sign_sha256(text.as_bytes()).unwrap());
        sent.edit("signature", |text| {
            let (parameters, _) = text.split_once("signature=").unwrap();
            format!("{parameters}signature=\"{signature}\"")
        });
        assert_eq!(sent.code(), code, "{method}");
    }
}

#[test]
fn a_proxy_may_rewrite_the_host_header() {
    for host in [
        None,
        Some("127.0.0.1:8420"),
        Some("A.Example"),
        Some("a.example:443"),
    ] {
        let mut sent = Sent::post(sign_cavage);
        sent.headers.remove("host");
        if let Some(host) = host {
            sent.set("host", host);
        }
        // Another spelling of our host is taken as the sender wrote it, so it must be what was signed.
        let expected = if host.is_some_and(|host| host.contains('x')) {
            "signature_invalid"
        } else {
            "ok"
        };
        assert_eq!(sent.code(), expected, "{host:?}");
    }
}

/// A9: a label that comes twice, in one header or in two, is no signature.
#[test]
fn duplicated_labels_are_refused() {
    let mut one = Sent::post(sign_rfc9421);
    one.edit("signature-input", |text| format!("{text}, {text}"));
    assert_eq!(one.code(), "signature_malformed");
    let mut two = Sent::post(sign_rfc9421);
    let input = two.headers["signature-input"].clone();
    two.headers.append("signature-input", input);
    assert_eq!(two.code(), "signature_malformed");
    let mut cavage = Sent::post(sign_cavage);
    let signature = cavage.headers["signature"].clone();
    cavage.headers.append("signature", signature);
    assert_eq!(cavage.code(), "header_duplicated");
    let mut parameter = Sent::post(sign_cavage);
    parameter.edit("signature", |text| {
        format!("{text},keyId=\"https://c.example/k\"")
    });
    assert_eq!(parameter.code(), "signature_malformed");
}

#[test]
fn key_ids_must_be_web_addresses_and_algorithms_known() {
    for (from, to, code) in [
        (KEY_ID, "acct:bob@b.example", "signature_malformed"),
        (KEY_ID, "file:///etc/passwd", "signature_malformed"),
        ("rsa-v1_5-sha256", "hmac-sha256", "signature_unsupported"),
        ("rsa-v1_5-sha256", "ed25519", "signature_unsupported"),
    ] {
        let mut sent = Sent::post(sign_rfc9421);
        sent.edit("signature-input", |text| text.replace(from, to));
        assert_eq!(sent.code(), code, "{to}");
    }
    let mut sent = Sent::post(sign_cavage);
    sent.edit("signature", |text| {
        text.replace("rsa-sha256", "hmac-sha256")
    });
    assert_eq!(sent.code(), "signature_unsupported");
}

#[test]
fn an_unsigned_request_is_missing_its_signature() {
    let mut sent = Sent::post(sign_cavage);
    sent.headers.remove("signature");
    assert_eq!(sent.code(), "signature_missing");
    sent.set("authorization", "Bearer x");
    assert_eq!(sent.code(), "signature_missing");
}

#[test]
fn a_cavage_signature_may_be_in_the_authorization_header() {
    let mut sent = Sent::post(sign_cavage);
    let value = sent.headers.remove("signature").unwrap();
    sent.set(
        "authorization",
        &format!("Signature {}", value.to_str().unwrap()),
    );
    assert_eq!(sent.code(), "ok");
}

mod components;
mod vectors;

proptest! {
    #[test]
    fn no_headers_make_it_panic(
        signature in "[ -~]{0,80}",
        input in "(sig1|=|\\(|\\)|\"@method\"|;|created|1|,|:| |keyid|\"x\"){0,20}",
    ) {
        for name in [None, Some("signature-input")] {
            let mut sent = Sent::post(sign_cavage);
            sent.set("signature", &signature);
            if let Some(name) = name {
                sent.set(name, &input);
            }
            prop_assert_ne!(sent.code(), "ok");
        }
    }

    #[test]
    fn a_changed_byte_of_the_signature_is_noticed(place in any::<prop::sample::Index>()) {
        for (sign, _) in SCHEMES {
            let mut sent = Sent::post(sign);
            sent.edit("signature", |text| {
                // The value ends the header: 342 characters, padding, quote or colon. The last
                // character has unused bits, which must be zero.
                let at = text.len() - 5 - place.index(340);
                let mut bytes = text.as_bytes().to_vec();
                bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
                String::from_utf8(bytes).unwrap()
            });
            prop_assert_eq!(sent.code(), "signature_invalid");
        }
    }
}
