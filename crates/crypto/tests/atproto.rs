//! The AT Protocol's own vectors for keys and signatures (`atproto/crypto` of the corpus).
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "tests may panic, and say what they skip"
)]

use std::path::{Path, PathBuf};

use data_encoding::{BASE64_NOPAD, HEXLOWER};
use folkmoot_crypto::multikey::{self, Kind};
use folkmoot_crypto::{Secp256k1Key, verify_p256_compressed, verify_secp256k1};
use serde_json::Value;

/// The vectors of a file, or none where there is no corpus.
fn vectors(name: &str) -> Vec<Value> {
    let root = std::env::var_os("FOLKMOOT_AT_CORPUS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus"),
        PathBuf::from,
    );
    let directory = root.join("atproto/crypto");
    if !directory.is_dir() {
        eprintln!(
            "SKIPPED: no corpus at {}; set FOLKMOOT_AT_CORPUS",
            root.display()
        );
        return Vec::new();
    }
    let text = std::fs::read_to_string(directory.join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn published_signatures_hold_or_not_as_they_should() {
    for vector in vectors("signature-fixtures.json") {
        let field = |name: &str| vector[name].as_str().unwrap().to_owned();
        let (kind, key) = multikey::decode_did_key(&field("publicKeyDid")).unwrap();
        let message = BASE64_NOPAD
            .decode(field("messageBase64").as_bytes())
            .unwrap();
        let signature = BASE64_NOPAD
            .decode(field("signatureBase64").as_bytes())
            .unwrap();
        let (holds, algorithm) = match kind {
            Kind::P256 => (verify_p256_compressed(&key, &message, &signature), "ES256"),
            Kind::Secp256k1 => (verify_secp256k1(&key, &message, &signature), "ES256K"),
            Kind::Ed25519 => unreachable!("no vector has such a key"),
        };
        assert_eq!(algorithm, field("algorithm"));
        assert_eq!(Some(holds), vector["validSignature"].as_bool(), "{vector}");
        let bare = multikey::decode_multibase(&field("publicKeyMultibase")).unwrap();
        assert_eq!(bare, key, "{vector}");
    }
}

#[test]
fn secret_scalars_give_the_published_secp256k1_did_keys() {
    for vector in vectors("w3c_didkey_K256.json") {
        let secret = vector["privateKeyBytesHex"].as_str().unwrap();
        let secret = HEXLOWER.decode(secret.as_bytes()).unwrap();
        let key = Secp256k1Key::from_secret(&secret.try_into().unwrap()).unwrap();
        let did = multikey::did_key_secp256k1(&key.public_compressed());
        assert_eq!(Some(did.as_str()), vector["publicDidKey"].as_str());
    }
}

#[test]
fn secret_scalars_give_the_published_p256_did_keys() {
    for vector in vectors("w3c_didkey_P256.json") {
        let secret = format!("z{}", vector["privateKeyBytesBase58"].as_str().unwrap());
        let secret = multikey::decode_multibase(&secret).unwrap();
        let public = *folkmoot_crypto::P256Key::from_bytes(&secret)
            .unwrap()
            .public();
        let mut compressed = [0; 33];
        compressed[0] = 2 + (public[64] & 1);
        compressed[1..].copy_from_slice(&public[1..33]);
        let did = multikey::did_key_p256(&compressed);
        assert_eq!(Some(did.as_str()), vector["publicDidKey"].as_str());
    }
}
