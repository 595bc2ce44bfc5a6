//! apsig, a Python library for signatures of the Fediverse, believes what we sign, and we what it signs; neither believes what
//! was changed on its way.
#![expect(clippy::indexing_slicing, reason = "a test may fail by panicking")]

use anyhow::{Context as _, Result};
use ap_proto::key::PublicKey;
use ap_proto::proof::Proof;
use ap_proto::signature::{Claim, Outgoing, Request, Signer, sign_cavage};
use crypto::{Ed25519Key, RsaKey};
use folkmoot_tests::script::Scripts;
use folkmoot_tests::tool::{Tool, all_there};
use http::{HeaderMap, HeaderName, Method};
use jiff::Timestamp;
use serde_json::{Value, json};
use url::Url;

const HOST: &str = "there.example";
const KEY_ID: &str = "https://here.example/ap/actors/1#main-key";
const PROOF_KEY_ID: &str = "https://here.example/ap/actors/1#ed25519-key";
const MEDIA_TYPE: &str = "application/activity+json";

/// Proves: draft-cavage-http-signatures-12; HTTP Message Signatures, RFC 9421; FEP-8b32
///
/// Of RFC 9421 only what apsig signs is looked at: version 0.6 has no `@target-uri` (section 2.2.2), which is in all that we sign.
#[test]
fn apsig_believes_what_we_sign_and_we_what_it_signs() -> Result<()> {
    if !all_there("apsig", &[Tool::Python]) {
        return Ok(());
    }
    let (rsa, ed25519) = (RsaKey::generate()?, Ed25519Key::generate()?);
    let pem = crypto::public_key_pem(&rsa.to_pkcs8());
    let plain_requests = [
        json!({"method": "GET", "url": "https://there.example/users/bob", "host": HOST, "path": "/users/bob", "body": ""}),
        json!({"method": "POST", "url": "https://there.example/inbox", "host": HOST, "path": "/inbox", "body": "{\"type\":\"Like\"}"}),
    ];
    let plain_documents = [
        json!({"type": "Note", "content": "Grüße, 東京 \u{1f600}", "likes": 1e21, "to": []}),
        json!({"@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/data-integrity/v2"],
            "id": "https://here.example/1", "object": {"b": 1, "a": [null, -0.5, true]}}),
    ];
    let ([get, post], [bare, linked]) = (&plain_requests, &plain_documents);
    let requests = [
        sign(&rsa, get)?,
        sign(&rsa, post)?,
        with(sign(&rsa, post)?, "body", "{}"),
        with(sign(&rsa, get)?, "url", "https://there.example/users/eve"),
        sign(&RsaKey::generate()?, post)?,
    ];
    let proved = |document: &Value| {
        let signed = ap_proto::proof::sign(document.clone(), &ed25519, PROOF_KEY_ID, now());
        signed.context("an object")
    };
    let documents = [
        proved(bare)?,
        proved(linked)?,
        with(proved(bare)?, "type", "Article"),
    ];
    let told = tempfile::NamedTempFile::new()?;
    let hex = data_encoding::HEXLOWER.encode(&ed25519.seed());
    let said = json!({
        "rsa_private": pem.replace("PUBLIC", "PRIVATE"), "rsa_public": crypto::public_key_pem(&rsa.public_spki_der()), "seed": hex,
        "key_id": KEY_ID, "proof_key_id": PROOF_KEY_ID, "requests": requests, "documents": documents,
        "plain_requests": plain_requests, "plain_documents": plain_documents,
    });
    std::fs::write(told.path(), said.to_string())?;
    let scripts = Scripts::of("clients")?;
    let script = scripts.command("apsig_oracle.py")?;
    let answers = script.env("TOLD", told.path()).answers()?;
    let answer = answers.first().context("an answer")?;

    assert_eq!(answer["requests"], json!([true, true, false, false, false]));
    assert_eq!(answer["documents"], json!([true, true, false]));
    let key = PublicKey::Rsa(rsa.public_spki_der());
    let another = PublicKey::Rsa(RsaKey::generate()?.public_spki_der());
    let all = |name: &str| answer[name].as_array().cloned().unwrap_or_default();
    let signed = [all("by_the_draft"), all("by_the_standard")].concat();
    assert_eq!(signed.len(), 3);
    for request in signed {
        verify(&request, &key).with_context(|| request.to_string())?;
        verify(&request, &another).unwrap_err();
        let changed = with(request.clone(), "url", "https://there.example/users/eve");
        verify(&changed, &key).unwrap_err();
        if request["body"] != "" {
            verify(&with(request, "body", "{}"), &key).unwrap_err();
        }
    }
    let key = PublicKey::Ed25519(ed25519.public());
    assert_eq!(all("proved").len(), 2);
    for document in all("proved") {
        Proof::read(&document, now())?.verify(&key)?;
        let changed = with(document, "type", "Article");
        let proof = Proof::read(&changed, now())?;
        proof.verify(&key).unwrap_err();
    }
    Ok(())
}

/// apsig signs for the present.
#[expect(
    clippy::disallowed_methods,
    reason = "the other side has no clock that could be set"
)]
fn now() -> Timestamp {
    Timestamp::now()
}

fn with(mut value: Value, name: &str, other: &str) -> Value {
    value[name] = json!(other);
    value
}

/// A request of ours, signed as in the draft.
fn sign(key: &RsaKey, plain: &Value) -> Result<Value> {
    let (method, target, body) = parts(plain)?;
    let outgoing = Outgoing {
        method: &method,
        target: &target,
        body: (!body.is_empty()).then_some((body.as_bytes(), MEDIA_TYPE)),
        header: None,
    };
    let signer = Signer {
        key_id: KEY_ID,
        key,
    };
    let signed = sign_cavage(&outgoing, &signer, now())?;
    let mut headers = json!({ "host": HOST });
    for (name, value) in &signed {
        headers[name.as_str()] = json!(value.to_str()?);
    }
    let mut request = plain.clone();
    request["headers"] = headers;
    Ok(request)
}

/// Why we do not believe a request.
fn verify(signed: &Value, key: &PublicKey) -> Result<()> {
    let (method, target, body) = parts(signed)?;
    let mut headers = HeaderMap::new();
    for (name, value) in signed["headers"].as_object().context("headers")? {
        let value = value.as_str().context("a text")?;
        headers.insert(name.parse::<HeaderName>()?, value.parse()?);
    }
    let request = Request {
        method: &method,
        target: &target,
        headers: &headers,
        body: body.as_bytes(),
    };
    Ok(Claim::read(&request, now())?.verify(key)?)
}

fn parts(request: &Value) -> Result<(Method, Url, String)> {
    let text = |name: &str| request[name].as_str().context("a text");
    Ok((
        text("method")?.parse()?,
        text("url")?.parse()?,
        text("body")?.to_owned(),
    ))
}
