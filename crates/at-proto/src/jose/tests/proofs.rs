//! Proofs that somebody holds a key, and tokens between servers.

use super::*;

fn claims() -> Value {
    json!({ "jti": "one", "htm": "POST", "htu": "https://moot.example/oauth/par", "iat": NOW, "nonce": "n" })
}

fn request() -> ProofRequest<'static> {
    ProofRequest {
        method: "POST",
        url: "https://moot.example/oauth/par",
        access_token: None,
        now: NOW,
    }
}

#[test]
fn a_proof_holds_for_its_request() {
    let prover = Prover(P256Key::generate().unwrap());
    let proof = check_proof(&prover.prove(&claims()), &request()).unwrap();
    assert_eq!(
        proof.thumbprint,
        Jwk::p256(*prover.0.public()).unwrap().thumbprint()
    );
    assert_eq!(
        (proof.id.as_str(), proof.nonce.as_deref(), proof.made),
        ("one", Some("n"), NOW)
    );
    for same in [
        "HTTPS://Moot.Example/oauth/par",
        "https://moot.example:443/oauth/par",
        "https://moot.example/oauth/par?x=1#y",
    ] {
        let mut said = claims();
        said["htu"] = same.into();
        assert!(
            check_proof(&prover.prove(&said), &request()).is_ok(),
            "{same}"
        );
    }
}

#[test]
fn a_proof_holds_for_no_other_request() {
    let prover = Prover(P256Key::generate().unwrap());
    for (name, value, wrong) in [
        ("htm", json!("GET"), JoseError::Claim("htm")),
        ("htm", json!("post"), JoseError::Claim("htm")),
        (
            "htu",
            json!("https://moot.example/oauth/token"),
            JoseError::Claim("htu"),
        ),
        (
            "htu",
            json!("https://evil.example/oauth/par"),
            JoseError::Claim("htu"),
        ),
        (
            "htu",
            json!("http://moot.example/oauth/par"),
            JoseError::Claim("htu"),
        ),
        (
            "htu",
            json!("https://moot.example:444/oauth/par"),
            JoseError::Claim("htu"),
        ),
        (
            "htu",
            json!("https://a@moot.example/oauth/par"),
            JoseError::Claim("htu"),
        ),
        (
            "htu",
            json!("https://moot.example/OAuth/par"),
            JoseError::Claim("htu"),
        ),
        ("htu", json!(null), JoseError::Claim("htu")),
        ("iat", json!(NOW - 301), JoseError::Times),
        ("iat", json!(NOW + 31), JoseError::Times),
        ("iat", json!("now"), JoseError::Claim("iat")),
        ("jti", json!(""), JoseError::Claim("jti")),
        ("jti", json!("x".repeat(300)), JoseError::Claim("jti")),
        ("ath", json!("x"), JoseError::Claim("ath")),
    ] {
        let mut said = claims();
        said[name] = value.clone();
        let refused = check_proof(&prover.prove(&said), &request()).unwrap_err();
        assert_eq!(refused, wrong, "{name} {value}");
    }
}

#[test]
fn a_proof_names_the_token_that_it_comes_with() {
    let prover = Prover(P256Key::generate().unwrap());
    let with_token = ProofRequest {
        access_token: Some("token"),
        ..request()
    };
    let mut said = claims();
    assert!(
        check_proof(&prover.prove(&said), &with_token).is_err(),
        "no digest"
    );
    said["ath"] = BASE64URL_NOPAD.encode(&sha256(b"other")).into();
    assert!(
        check_proof(&prover.prove(&said), &with_token).is_err(),
        "of another token"
    );
    said["ath"] = BASE64URL_NOPAD.encode(&sha256(b"token")).into();
    assert!(check_proof(&prover.prove(&said), &with_token).is_ok());
}

#[test]
fn a_proof_is_signed_by_the_key_that_it_shows() {
    let (mine, other) = (P256Key::generate().unwrap(), P256Key::generate().unwrap());
    let jwk = Jwk::p256(*mine.public()).unwrap().to_json();
    let prove = |header: Value, signer| sign_with_header(header, &claims(), signer).unwrap();
    let right = json!({ "typ": "dpop+jwt", "jwk": jwk });
    let refused = |token: String| check_proof(&token, &request()).unwrap_err();
    assert_eq!(
        refused(prove(right.clone(), Signer::P256(&other))),
        JoseError::Signature
    );
    assert_eq!(
        refused(prove(right, Signer::Secret(SECRET))),
        JoseError::Algorithm
    );
    let untyped = json!({ "typ": "JWT", "jwk": jwk });
    assert_eq!(
        refused(prove(untyped, Signer::P256(&mine))),
        JoseError::Claim("typ")
    );
    let keyless = json!({ "typ": "dpop+jwt", "kid": "1", "jku": "https://evil.example/jwks" });
    assert_eq!(refused(prove(keyless, Signer::P256(&mine))), JoseError::Key);
    let mut private = jwk;
    private["d"] = "AAAA".into();
    let private = json!({ "typ": "dpop+jwt", "jwk": private });
    assert_eq!(refused(prove(private, Signer::P256(&mine))), JoseError::Key);
}

fn service_auth(change: impl FnOnce(&mut Value)) -> (String, String) {
    let key = Secp256k1Key::from_secret(&[9; 32]).unwrap();
    let mut claims = json!({
        "iss": "did:plc:ewvi7nxzyoun6zhxrhs64oiz", "aud": "did:web:moot.example", "exp": NOW + 60, "iat": NOW,
        "lxm": "com.atproto.repo.uploadBlob", "jti": "x",
    });
    change(&mut claims);
    let token = sign("JWT", &claims, Signer::Secp256k1(&key)).unwrap();
    (token, did_key_secp256k1(&key.public_compressed()))
}

#[test]
fn a_service_is_told_who_calls_what() {
    let (did, method) = (
        Did::parse("did:plc:ewvi7nxzyoun6zhxrhs64oiz").unwrap(),
        Nsid::parse("com.atproto.repo.uploadBlob").unwrap(),
    );
    let key = Secp256k1Key::from_secret(&[9; 32]).unwrap();
    let new = NewServiceAuth {
        issuer: &did,
        audience: "did:web:moot.example",
        method: Some(&method),
        now: NOW,
        expires: NOW + 60,
    };
    let token = new.sign(&key).unwrap();
    let names = ["did:web:moot.example", "did:web:moot.example#atproto_pds"];
    let read = ServiceAuth::read(&token, &names, &method, NOW).unwrap();
    assert_eq!((read.issuer(), read.fragment()), (&did, None));
    assert!(read.id().is_some() && read.expires() == NOW + 60);
    assert_eq!(
        read.verify(&did_key_secp256k1(&key.public_compressed())),
        Ok(())
    );
    let other = Secp256k1Key::from_secret(&[8; 32]).unwrap();
    assert!(
        read.verify(&did_key_secp256k1(&other.public_compressed()))
            .is_err()
    );
    assert!(
        read.verify("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK")
            .is_err()
    );
    let late = ServiceAuth::read(&token, &names, &method, NOW + 120).unwrap_err();
    assert_eq!(late, JoseError::Expired);
}

#[test]
fn a_service_token_for_something_else_is_refused() {
    let method = Nsid::parse("com.atproto.repo.uploadBlob").unwrap();
    for (name, value, wrong) in [
        (
            "aud",
            json!("did:web:other.example"),
            JoseError::Claim("aud"),
        ),
        (
            "aud",
            json!(["did:web:moot.example"]),
            JoseError::Claim("aud"),
        ),
        (
            "lxm",
            json!("com.atproto.server.createAccount"),
            JoseError::Claim("lxm"),
        ),
        ("lxm", json!(null), JoseError::Claim("lxm")),
        ("exp", json!(NOW + 3_700), JoseError::Times),
        ("exp", json!(null), JoseError::Claim("exp")),
        ("iss", json!("alice"), JoseError::Claim("iss")),
        ("iss", json!("did:plc:abc#"), JoseError::Claim("iss")),
        ("iss", json!("did:plc:abc#a#b"), JoseError::Claim("iss")),
    ] {
        let (token, _) = service_auth(|claims| claims[name] = value.clone());
        let refused = ServiceAuth::read(&token, &["did:web:moot.example"], &method, NOW);
        assert_eq!(refused.err(), Some(wrong), "{name} {value}");
    }
    let (token, key) =
        service_auth(|claims| claims["iss"] = "did:web:x.example#atproto_labeler".into());
    let read = ServiceAuth::read(&token, &["did:web:moot.example"], &method, NOW).unwrap();
    assert_eq!(read.fragment(), Some("atproto_labeler"));
    assert!(read.verify(&key).is_ok());
}

#[test]
fn a_proof_does_not_pass_for_a_service_token() {
    let key = P256Key::generate().unwrap();
    let token = sign("dpop+jwt", &json!({ "aud": "a" }), Signer::P256(&key)).unwrap();
    let method = Nsid::parse("com.atproto.repo.uploadBlob").unwrap();
    let refused = ServiceAuth::read(&token, &["a"], &method, NOW);
    assert_eq!(refused.err(), Some(JoseError::Claim("typ")));
}

proptest! {
    #[test]
    fn any_text_is_answered(text in ".{0,200}") {
        prop_assert!(Token::parse(&text).is_err() || text.matches('.').count() == 2);
        prop_assert!(check_proof(&text, &request()).is_err());
    }

    #[test]
    fn any_claims_are_answered(claims in proptest::collection::vec(any::<u8>(), 0..100)) {
        let token = format!("{}.{}.AA", part(r#"{"alg":"ES256","typ":"dpop+jwt"}"#), BASE64URL_NOPAD.encode(&claims));
        prop_assert!(check_proof(&token, &request()).is_err());
        let _ = read_json(&claims, 100);
    }
}
