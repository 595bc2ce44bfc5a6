//! What a request or a document says about who signed it: any headers are a claim or a problem with a name, and no claim holds under
//! keys that signed nothing.
#![no_main]

use ap_proto::key::PublicKey;
use ap_proto::proof::Proof;
use ap_proto::signature::{Claim, Request};
use ap_proto::value::{Limits, parse_json};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use url::Url;

/// When everything comes.
const NOW: i64 = 1_800_000_000;
/// Nobody has the other half of it.
const KEY: [u8; 32] = [7; 32];

fuzz_target!(|bytes: &[u8]| {
    let now = Timestamp::from_second(NOW).expect("a moment");
    let key = PublicKey::Ed25519(KEY);
    if let Ok(document) = parse_json(bytes, Limits::default())
        && let Ok(proof) = Proof::read(&document, now)
    {
        assert!(proof.verify(&key).is_err());
        let _ = proof.embedded_key();
    }
    // Lines of headers, an empty one, and the body.
    let text = String::from_utf8_lossy(bytes);
    let (lines, body) = text.split_once("\n\n").unwrap_or((&text, ""));
    let mut headers = HeaderMap::new();
    for (name, value) in lines.lines().filter_map(|line| line.split_once(':')).take(40) {
        let name = HeaderName::from_bytes(name.trim().as_bytes());
        let value = HeaderValue::from_str(value.trim());
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.append(name, value);
        }
    }
    let target = Url::parse("https://here.example/ap/inbox").expect("a URL");
    for method in [Method::POST, Method::GET] {
        let request = Request {
            method: &method,
            target: &target,
            headers: &headers,
            body: body.as_bytes(),
        };
        match Claim::read(&request, now) {
            Ok(claim) => assert!(claim.verify(&key).is_err()),
            Err(problem) => assert!(!problem.code().is_empty()),
        }
    }
});
