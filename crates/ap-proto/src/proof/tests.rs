//! Proofs, and everything that is not one.

use crypto::{Ed25519Key, RsaKey, multikey};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Proof, ProofProblem, sign};
use crate::key::PublicKey;

const METHOD: &str = "https://a.example/alice#ed25519-key";

fn now() -> Timestamp {
    "2026-11-21T12:00:00.5Z".parse().unwrap()
}

fn document() -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/data-integrity/v1"],
        "id": "https://a.example/1", "type": "Note", "content": "Héllo \u{1f600}", "n": 1.50,
    })
}

fn check(document: &Value, key: &Ed25519Key) -> Result<(), ProofProblem> {
    Proof::read(document, now())?.verify(&PublicKey::Ed25519(key.public()))
}

/// The test vector of FEP-8b32.
///
/// Proves: FEP-8b32
#[test]
fn the_vector_of_the_fep_verifies() {
    let context = json!([
        "https://www.w3.org/ns/activitystreams",
        "https://w3id.org/security/data-integrity/v1"
    ]);
    let document = json!({
        "@context": context,
        "id": "https://server.example/activities/1",
        "type": "Create",
        "actor": "https://server.example/users/alice",
        "object": {
            "id": "https://server.example/objects/1",
            "type": "Note",
            "attributedTo": "https://server.example/users/alice",
            "content": "Hello world",
            "location": {"type": "Place", "longitude": -71.184_902, "latitude": 25.273_962},
        },
        "proof": {
            "@context": context,
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-jcs-2022",
            "verificationMethod": "https://server.example/users/alice#ed25519-key",
            "proofPurpose": "assertionMethod",
            "proofValue": "zLaewdp4H9kqtwyrLatK4cjY5oRHwVcw4gibPSUDYDMhi4M49v8pcYk3ZB6D69dNpAPbUmY8ocuJ3m9KhKJEEg7z",
            "created": "2023-02-24T23:36:38Z",
        },
    });
    let key = multikey::decode_ed25519("z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2").unwrap();
    let proof = Proof::read(&document, now()).unwrap();
    assert_eq!(proof.verify(&PublicKey::Ed25519(key)), Ok(()));
}

/// The same vector, made by us: the private key is public.
#[test]
fn we_sign_as_the_fep_does() {
    // Multicodec ed25519-priv (0x1300), then the seed.
    let private =
        multikey::decode_multibase("z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq").unwrap();
    let (prefix, seed) = private.split_first_chunk::<2>().unwrap();
    assert_eq!(prefix, &[0x80, 0x26]);
    let key = Ed25519Key::from_seed(seed.try_into().unwrap()).unwrap();
    let document = json!({
        "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/data-integrity/v1"],
        "id": "https://server.example/activities/1", "type": "Create",
        "actor": "https://server.example/users/alice",
        "object": {
            "id": "https://server.example/objects/1", "type": "Note",
            "attributedTo": "https://server.example/users/alice", "content": "Hello world",
            "location": {"type": "Place", "longitude": -71.184_902, "latitude": 25.273_962},
        },
    });
    let method = "https://server.example/users/alice#ed25519-key";
    let signed = sign(
        document,
        &key,
        method,
        "2023-02-24T23:36:38Z".parse().unwrap(),
    )
    .unwrap();
    assert_eq!(
        signed["proof"]["proofValue"],
        "zLaewdp4H9kqtwyrLatK4cjY5oRHwVcw4gibPSUDYDMhi4M49v8pcYk3ZB6D69dNpAPbUmY8ocuJ3m9KhKJEEg7z"
    );
}

#[test]
fn what_we_sign_verifies_and_has_context_and_whole_seconds() {
    let key = Ed25519Key::generate().unwrap();
    let signed = sign(document(), &key, METHOD, now()).unwrap();
    assert_eq!(check(&signed, &key), Ok(()));
    assert_eq!(signed["proof"]["@context"], signed["@context"]);
    assert_eq!(signed["proof"]["created"], "2026-11-21T12:00:00Z");
    let again = sign(signed.clone(), &key, METHOD, now()).unwrap();
    assert_eq!(again, signed);
}

#[test]
fn any_change_is_noticed() {
    let key = Ed25519Key::generate().unwrap();
    let signed = sign(document(), &key, METHOD, now()).unwrap();
    for (path, value) in [
        ("/content", json!("Hallo")),
        ("/n", json!(1.51)),
        ("/id", json!("https://a.example/2")),
        (
            "/proof/verificationMethod",
            json!("https://b.example/bob#key"),
        ),
        ("/proof/created", json!("2026-11-21T12:00:01Z")),
    ] {
        let mut forged = signed.clone();
        *forged.pointer_mut(path).unwrap() = value;
        assert_eq!(check(&forged, &key), Err(ProofProblem::Invalid), "{path}");
    }
    let mut added = signed.clone();
    added["extra"] = json!(true);
    assert_eq!(check(&added, &key), Err(ProofProblem::Invalid));
    assert_eq!(
        check(&signed, &Ed25519Key::generate().unwrap()),
        Err(ProofProblem::Invalid)
    );
}

#[test]
fn a_context_may_be_appended_but_not_changed() {
    let key = Ed25519Key::generate().unwrap();
    let mut signed = sign(document(), &key, METHOD, now()).unwrap();
    signed["@context"]
        .as_array_mut()
        .unwrap()
        .push(json!("https://example.org/more"));
    assert_eq!(check(&signed, &key), Ok(()));
    signed["@context"] = json!(["https://example.org/evil"]);
    assert_eq!(check(&signed, &key).unwrap_err().code(), "proof_malformed");
}

#[test]
fn a_proof_without_context_verifies_in_both_readings() {
    let key = Ed25519Key::generate().unwrap();
    let document = document();
    let mut options = json!({
        "type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "proofPurpose": "assertionMethod",
        "verificationMethod": METHOD, "created": "2026-06-26T11:17:11.483620610Z",
    });
    for with_context in [false, true] {
        let mut hashed = options.clone();
        if with_context {
            hashed["@context"] = document["@context"].clone();
        }
        let signature = key.sign(&super::hash_data(&hashed, &document));
        options["proofValue"] = json!(multikey::encode_multibase(&signature));
        let mut signed = document.clone();
        signed["proof"] = json!([{"type": "Other"}, options]);
        assert_eq!(check(&signed, &key), Ok(()));
        options.as_object_mut().unwrap().remove("proofValue");
    }
}

#[test]
fn problems_have_names() {
    let key = Ed25519Key::generate().unwrap();
    let signed = sign(document(), &key, METHOD, now()).unwrap();
    for (path, value, code) in [
        ("/proof/type", json!("RsaSignature2017"), "proof_missing"),
        (
            "/proof/cryptosuite",
            json!("ecdsa-jcs-2019"),
            "proof_missing",
        ),
        (
            "/proof/proofPurpose",
            json!("authentication"),
            "proof_malformed",
        ),
        ("/proof/verificationMethod", json!(null), "proof_malformed"),
        ("/proof/proofValue", json!("u1234"), "proof_malformed"),
        ("/proof/proofValue", json!("z1234"), "proof_malformed"),
        ("/proof/created", json!("2027-01-01T00:00:00Z"), "clock"),
    ] {
        let mut broken = signed.clone();
        *broken.pointer_mut(path).unwrap() = value;
        assert_eq!(check(&broken, &key).unwrap_err().code(), code, "{path}");
    }
    let mut expired = signed.clone();
    expired["proof"]["expires"] = json!("2026-01-01T00:00:00Z");
    assert_eq!(check(&expired, &key), Err(ProofProblem::Clock));
    let rsa = PublicKey::Rsa(RsaKey::generate().unwrap().public_spki_der());
    assert_eq!(
        Proof::read(&signed, now()).unwrap().verify(&rsa),
        Err(ProofProblem::Invalid)
    );
    assert_eq!(sign(json!([]), &key, METHOD, now()), None);
}

/// A10: a legacy LD signature proves nothing.
#[test]
fn an_ld_signature_is_no_proof() {
    let mut document = document();
    document["signature"] =
        json!({"type": "RsaSignature2017", "creator": "https://a.example/alice#main-key"});
    assert_eq!(Proof::read(&document, now()), Err(ProofProblem::Missing));
}

#[test]
fn a_did_key_carries_the_key() {
    let key = Ed25519Key::generate().unwrap();
    let did = multikey::did_key_ed25519(&key.public());
    let signed = sign(document(), &key, &did, now()).unwrap();
    let proof = Proof::read(&signed, now()).unwrap();
    assert_eq!(proof.verify(&proof.embedded_key().unwrap()), Ok(()));
}

proptest! {
    #[test]
    fn a_document_of_any_shape_is_answered(value in crate::value::arbitrary::json()) {
        let key = Ed25519Key::from_seed(&[7; 32]).unwrap();
        let _ = check(&value, &key);
        if let Some(signed) = sign(value, &key, METHOD, now()) {
            prop_assert_eq!(check(&signed, &key), Ok(()));
        }
    }
}
