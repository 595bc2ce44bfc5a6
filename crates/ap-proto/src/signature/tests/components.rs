//! What an RFC 9421 signature covers, and how it may say so.

use crypto::Ed25519Key;
use data_encoding::BASE64;
use http::{HeaderMap, HeaderValue, Method};
use url::Url;

use super::{BODY, KEY, KEY_ID, Sent, now, public};
use crate::key::PublicKey;
use crate::signature::{Claim, Request, digest, sign_rfc9421};

/// A5 and A9: the same for RFC 9421.
#[test]
fn an_incomplete_rfc9421_signature_is_refused() {
    for (from, code) in [
        ("\"@method\" ", "signature_incomplete"),
        ("\"@target-uri\" ", "signature_incomplete"),
        (" \"content-digest\"", "signature_incomplete"),
        (";created=1795262400", "signature_incomplete"),
        (
            ";keyid=\"https://b.example/bob#main-key\"",
            "signature_malformed",
        ),
    ] {
        let mut sent = Sent::post(sign_rfc9421);
        sent.edit("signature-input", |text| {
            assert!(text.contains(from), "{text}");
            text.replace(from, "")
        });
        assert_eq!(sent.code(), code, "{from}");
    }
    let mut sent = Sent::post(sign_rfc9421);
    sent.headers.remove("content-digest");
    assert_eq!(sent.code(), "signature_incomplete");
    sent.headers.remove("signature");
    assert_eq!(sent.code(), "signature_missing");
}

#[test]
fn of_several_signatures_the_complete_one_counts() {
    let mut sent = Sent::post(sign_rfc9421);
    sent.edit("signature-input", |text| {
        format!("proxy=(\"@method\");keyid=\"p\", {text}")
    });
    sent.edit("signature", |text| format!("proxy=:AAAA:, {text}"));
    assert_eq!(sent.check_at(now()).unwrap().key_id, KEY_ID);
}

#[test]
fn where_may_be_said_in_several_components() {
    let target: Url = "https://a.example/inbox?x=1".parse().unwrap();
    let digest = digest::content_digest_header(BODY);
    let parameters = format!("created=1795262400;keyid=\"{KEY_ID}\"");
    for (place, lines, code) in [
        (
            "\"@authority\" \"@path\" \"@query\"",
            "\"@authority\": a.example\n\"@path\": /inbox\n\"@query\": ?x=1",
            "ok",
        ),
        (
            "\"host\" \"@request-target\"",
            "\"host\": a.example\n\"@request-target\": /inbox?x=1",
            "ok",
        ),
        (
            "\"@authority\" \"@path\"",
            "\"@authority\": a.example\n\"@path\": /inbox",
            "signature_incomplete",
        ),
        (
            "\"@path\" \"@query\"",
            "\"@path\": /inbox\n\"@query\": ?x=1",
            "signature_incomplete",
        ),
        (
            "\"@target-uri\";req",
            "\"@target-uri\";req: x",
            "signature_unsupported",
        ),
        ("\"@target-uri\" \"@status\"", "", "signature_unsupported"),
    ] {
        let input = format!("(\"@method\" {place} \"content-digest\");{parameters}");
        let base = format!(
            "\"@method\": POST\n{lines}\n\"content-digest\": {digest}\n\"@signature-params\": {input}"
        );
        let signature = BASE64.encode(&KEY.sign_sha256(base.as_bytes()).unwrap());
        let mut sent = Sent::post(sign_rfc9421);
        sent.target = target.clone();
        sent.set("content-digest", &digest);
        sent.set("signature-input", &format!("sig1={input}"));
        sent.set("signature", &format!("sig1=:{signature}:"));
        assert_eq!(sent.code(), code, "{place}");
    }
}

#[test]
fn an_ed25519_key_may_sign_too() {
    let key = Ed25519Key::generate().unwrap();
    let target: Url = "https://a.example/users/1".parse().unwrap();
    let input = format!(
        "(\"@method\" \"@target-uri\");created=1795262400;keyid=\"{KEY_ID}\";alg=\"ed25519\""
    );
    let base =
        format!("\"@method\": GET\n\"@target-uri\": {target}\n\"@signature-params\": {input}");
    let mut headers = HeaderMap::new();
    headers.insert(
        "signature-input",
        HeaderValue::from_str(&format!("s={input}")).unwrap(),
    );
    let signature = BASE64.encode(&key.sign(base.as_bytes()));
    headers.insert(
        "signature",
        HeaderValue::from_str(&format!("s=:{signature}:")).unwrap(),
    );
    let request = Request {
        method: &Method::GET,
        target: &target,
        headers: &headers,
        body: b"",
    };
    let claim = Claim::read(&request, now()).unwrap();
    assert_eq!(claim.verify(&PublicKey::Ed25519(key.public())), Ok(()));
    assert_eq!(
        claim.verify(&public()).unwrap_err().code(),
        "signature_unsupported"
    );
}
