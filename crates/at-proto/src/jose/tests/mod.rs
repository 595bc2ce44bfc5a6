//! What is taken, and above all what is not.

mod proofs;

use crypto::multikey::{did_key_p256, did_key_secp256k1};
use crypto::{P256Key, Secp256k1Key, compress_p256, sha256};
use data_encoding::BASE64URL_NOPAD;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    JoseError, Jwk, Key, MAX_TOKEN_BYTES, NewServiceAuth, ProofRequest, SKEW_SECONDS, ServiceAuth,
    Signer, Token, check_proof, read_json, sign, sign_with_header,
};
use crate::syntax::{Did, Nsid};

const NOW: i64 = 1_800_000_000;
const SECRET: &[u8] = &[7; 32];

fn part(text: &str) -> String {
    BASE64URL_NOPAD.encode(text.as_bytes())
}

fn good() -> String {
    sign(
        "JWT",
        &json!({ "exp": NOW + 60, "sub": "x" }),
        Signer::Secret(SECRET),
    )
    .unwrap()
}

#[test]
fn a_token_is_verified_by_its_key_only() {
    let token = good();
    let read = Token::parse(&token).unwrap();
    assert_eq!(read.verify(&Key::Secret(SECRET)), Ok(()));
    assert_eq!(
        read.verify(&Key::Secret(&[8; 32])),
        Err(JoseError::Signature)
    );
    assert_eq!(read.typ(), Some("JWT"));
    assert_eq!(read.claims().text("sub"), Some("x"));
    let forged = token.replacen('.', "A.", 1);
    assert!(Token::parse(&forged).is_err_and(|error| error == JoseError::Malformed));
}

#[test]
fn the_key_decides_the_algorithm() {
    let curve = P256Key::generate().unwrap();
    let public = compress_p256(curve.public()).unwrap();
    let did_key = did_key_p256(&public);
    // The old trick: the public key as the secret of an HMAC.
    for secret in [did_key.as_bytes(), &public, curve.public()] {
        let token = sign("JWT", &json!({}), Signer::Secret(secret)).unwrap();
        let read = Token::parse(&token).unwrap();
        assert_eq!(
            read.verify(&Key::DidKey(&did_key)),
            Err(JoseError::Algorithm)
        );
        let jwk = Jwk::p256(*curve.public()).unwrap();
        assert_eq!(read.verify(&Key::Jwk(&jwk)), Err(JoseError::Algorithm));
    }
    for alg in ["none", "None", "RS256", "HS384", "", "es256"] {
        let token = format!(
            "{}.{}.",
            part(&json!({ "alg": alg }).to_string()),
            part("{}")
        );
        assert_eq!(
            Token::parse(&token).err(),
            Some(JoseError::Algorithm),
            "{alg}"
        );
    }
}

#[test]
fn what_is_malformed_is_refused() {
    let header = part(r#"{"alg":"HS256"}"#);
    let claims = part("{}");
    let bad = [
        String::new(),
        ".".into(),
        "..".into(),
        "a.b".into(),
        format!("{header}.{claims}.x.y"),
        format!("{header}.{claims}.A="),
        format!("{header}.{claims}.AB+/"),
        // A last character with bits that say nothing: a second spelling of one signature.
        format!("{header}.{claims}.AB"),
        format!("{header}.{}.AA", part("[]")),
        format!("{header}.{}.AA", part("{")),
        format!("{header}.{}.AA", part(r#"{"sub":"a","sub":"b"}"#)),
        format!("{header}.{}.AA", part(r#"{"a":{"b":1,"b":2}}"#)),
        format!("{}.{claims}.AA", part(r#"{"alg":"HS256","alg":"ES256"}"#)),
        format!(
            "{}.{claims}.AA",
            part(r#"{"alg":"HS256","crit":["exp"],"exp":1}"#)
        ),
        format!("{}.{claims}.AA", part(r#"{"alg":"HS256","b64":false}"#)),
        format!(
            "{header}.{}.AA",
            part(&format!("{}{}", "[".repeat(500), "]".repeat(500)))
        ),
    ];
    for token in &bad {
        assert!(Token::parse(token).is_err(), "{token}");
    }
    let large = format!("{header}.{}.AA", "A".repeat(MAX_TOKEN_BYTES));
    assert_eq!(Token::parse(&large).err(), Some(JoseError::TooLarge));
}

#[test]
fn times_have_a_small_tolerance() {
    let check = |claims: Value| {
        let token = sign("JWT", &claims, Signer::Secret(SECRET)).unwrap();
        Token::parse(&token)
            .unwrap()
            .claims()
            .check_times(NOW, SKEW_SECONDS)
    };
    assert_eq!(check(json!({ "exp": NOW - SKEW_SECONDS + 1 })), Ok(()));
    assert_eq!(
        check(json!({ "exp": NOW - SKEW_SECONDS })),
        Err(JoseError::Expired)
    );
    assert_eq!(check(json!({})), Err(JoseError::Claim("exp")));
    assert_eq!(
        check(json!({ "exp": NOW + 5, "nbf": NOW + 31 })),
        Err(JoseError::Times)
    );
    assert_eq!(
        check(json!({ "exp": NOW + 5, "iat": NOW + 31 })),
        Err(JoseError::Times)
    );
    assert_eq!(
        check(json!({ "exp": NOW + 5, "iat": "soon" })),
        Err(JoseError::Times)
    );
    assert_eq!(
        check(json!({ "exp": i64::MAX })),
        Err(JoseError::Claim("exp"))
    );
    assert_eq!(check(json!({ "exp": 1e300 })), Err(JoseError::Claim("exp")));
    assert_eq!(check(json!({ "exp": -5 })), Err(JoseError::Claim("exp")));
    assert_eq!(
        check(json!({ "exp": 1_800_000_060.5, "iat": 1_799_999_999.25 })),
        Ok(())
    );
}

/// The example of RFC 7517, appendix A.1, and its thumbprint as other implementations compute it from RFC 7638.
#[test]
fn a_key_has_one_thumbprint_whatever_else_is_said_of_it() {
    let json = json!({
        "kty": "EC", "crv": "P-256", "use": "sig", "kid": "1",
        "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
    });
    let key = Jwk::from_json(&json).unwrap();
    let text = r#"{"crv":"P-256","kty":"EC","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}"#;
    assert_eq!(
        key.thumbprint(),
        BASE64URL_NOPAD.encode(&sha256(text.as_bytes()))
    );
    assert_eq!(Jwk::from_json(&key.to_json()).unwrap(), key);
}

#[test]
fn keys_that_are_none_are_refused() {
    let good = Jwk::p256(*P256Key::generate().unwrap().public())
        .unwrap()
        .to_json();
    let with = |name: &str, value: Value| {
        let mut changed = good.clone();
        changed[name] = value;
        Jwk::from_json(&changed)
    };
    let other = Jwk::p256(*P256Key::generate().unwrap().public())
        .unwrap()
        .to_json();
    assert!(with("kid", "any".into()).is_ok());
    for (name, value) in [
        ("d", json!("AAAA")),
        ("kty", json!("RSA")),
        ("kty", json!("oct")),
        ("crv", json!("P-384")),
        ("crv", json!("secp256k1")),
        ("use", json!("enc")),
        ("alg", json!("ES256K")),
        ("key_ops", json!(["deriveKey"])),
        ("x", other["x"].clone()),
        ("y", json!("AAAA")),
        ("y", json!(null)),
        ("x", json!("A".repeat(4_000))),
    ] {
        assert_eq!(
            with(name, value.clone()),
            Err(JoseError::Key),
            "{name} {value}"
        );
    }
    assert!(Jwk::from_json(&json!([])).is_err());
}

struct Prover(P256Key);

impl Prover {
    fn prove(&self, claims: &Value) -> String {
        let jwk = Jwk::p256(*self.0.public()).unwrap().to_json();
        let header = json!({ "typ": "dpop+jwt", "jwk": jwk });
        sign_with_header(header, claims, Signer::P256(&self.0)).unwrap()
    }
}
