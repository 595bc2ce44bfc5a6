//! Documents of apps, right and wrong, and what apps prove with their keys.

use crypto::P256Key;
use proptest::prelude::*;
use serde_json::{Value, json};
use url::Url;

use super::{
    Authentication, ClientId, ClientKeys, ClientMetadata, Jwks, OAuthError, check_assertion,
};
use crate::jose::{JoseError, Jwk, Signer, sign_with_header};

const NOW: i64 = 1_800_000_000;
const ID: &str = "https://app.example.com/client-metadata.json";

fn document() -> Value {
    json!({
        "client_id": ID,
        "client_name": "An App",
        "client_uri": "https://app.example.com/",
        "application_type": "web",
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "redirect_uris": ["https://app.example.com/callback"],
        "scope": "atproto transition:generic include:com.example.set",
        "token_endpoint_auth_method": "none",
        "dpop_bound_access_tokens": true,
        "a_member_of_tomorrow": {},
    })
}

fn parse(document: &Value) -> Result<ClientMetadata, OAuthError> {
    ClientMetadata::parse(&Url::parse(ID).unwrap(), document.to_string().as_bytes())
}

#[test]
fn a_good_document_is_understood() {
    let client = parse(&document()).unwrap();
    assert_eq!(
        (client.name.as_deref(), client.host()),
        (Some("An App"), "app.example.com")
    );
    assert!(client.may_refresh && client.authentication == Authentication::None);
    let only = "https://app.example.com/callback";
    assert_eq!(client.redirect(None).unwrap(), only);
    assert_eq!(client.redirect(Some(only)).unwrap(), only);
    assert!(
        client
            .redirect(Some("https://app.example.com/callback/"))
            .is_err()
    );
    assert!(client.grantable("atproto transition:generic").is_ok());
    for more in [
        "atproto transition:email",
        "transition:generic",
        "atproto include:com.example.set",
        "",
    ] {
        assert!(client.grantable(more).is_err(), "{more}");
    }
}

#[test]
fn a_wrong_document_is_refused_and_says_why() {
    for (name, value) in [
        ("client_id", json!("https://app.example.com/other.json")),
        ("client_id", json!(null)),
        ("application_type", json!("desktop")),
        ("grant_types", json!(["implicit"])),
        ("grant_types", json!("authorization_code")),
        ("response_types", json!(["token"])),
        ("redirect_uris", json!([])),
        ("redirect_uris", json!(["http://app.example.com/callback"])),
        ("redirect_uris", json!(["javascript:alert(1)"])),
        (
            "redirect_uris",
            json!(["https://app.example.com/cb", "com.example.app:/cb"]),
        ),
        ("redirect_uris", json!([1])),
        ("scope", json!("transition:generic")),
        ("scope", json!(null)),
        ("token_endpoint_auth_method", json!("client_secret_basic")),
        ("token_endpoint_auth_method", json!(null)),
        ("dpop_bound_access_tokens", json!(false)),
        ("dpop_bound_access_tokens", json!("true")),
    ] {
        let mut wrong = document();
        wrong[name] = value.clone();
        assert_eq!(
            parse(&wrong),
            Err(OAuthError::Metadata(name)),
            "{name} {value}"
        );
    }
    let (url, large) = (Url::parse(ID).unwrap(), " ".repeat(70_000));
    for bytes in [
        &b"[]"[..],
        b"",
        b"\xff",
        br#"{"client_id":"a","client_id":"b"}"#,
        large.as_bytes(),
    ] {
        assert_eq!(
            ClientMetadata::parse(&url, bytes),
            Err(OAuthError::Unreadable)
        );
    }
}

#[test]
fn a_name_shows_nothing_that_it_is_not() {
    let mut named = document();
    named["client_name"] = "\u{202e}ppA\u{0}\u{200b} Good\n".into();
    assert_eq!(parse(&named).unwrap().name.as_deref(), Some("ppA Good"));
    named["client_name"] = " \n".into();
    named["client_uri"] = "https://bank.example/".into();
    let client = parse(&named).unwrap();
    assert_eq!((client.name, client.uri), (None, None));
}

#[test]
fn an_app_with_a_key_says_where_the_key_is() {
    let jwk = Jwk::p256(*P256Key::generate().unwrap().public())
        .unwrap()
        .to_json();
    let mut keyed = document();
    keyed["token_endpoint_auth_method"] = "private_key_jwt".into();
    assert!(parse(&keyed).is_err(), "no algorithm");
    keyed["token_endpoint_auth_signing_alg"] = "ES256".into();
    assert!(parse(&keyed).is_err(), "no key");
    keyed["jwks"] = json!({ "keys": [jwk, { "kty": "RSA" }] });
    assert!(matches!(
        parse(&keyed).unwrap().authentication,
        Authentication::Key(ClientKeys::Here(_))
    ));
    keyed["jwks_uri"] = "https://app.example.com/jwks.json".into();
    assert!(parse(&keyed).is_err(), "two places");
    keyed.as_object_mut().unwrap().remove("jwks");
    assert!(matches!(
        parse(&keyed).unwrap().authentication,
        Authentication::Key(ClientKeys::At(_))
    ));
    keyed["jwks_uri"] = "http://127.0.0.1/jwks.json".into();
    assert!(parse(&keyed).is_err());
    let mut private = jwk;
    private["d"] = "AAAA".into();
    assert!(Jwks::from_json(&json!({ "keys": [private] })).is_err());
    assert!(Jwks::from_json(&json!({ "keys": [] })).is_err());
    assert!(Jwks::from_json(&json!({})).is_err());
}

#[test]
fn an_app_that_is_being_written_has_no_key_and_stays_on_its_machine() {
    let read = |id: &str| ClientMetadata::of_localhost(&ClientId::parse(id).unwrap());
    let client = read("http://localhost").unwrap();
    assert_eq!(client.host(), "localhost");
    assert!(client.redirect(Some("http://127.0.0.1:5173/")).is_ok());
    assert!(client.redirect(Some("http://127.0.0.1:5173/x")).is_err());
    assert!(client.grantable("atproto").is_ok() && client.grantable("atproto repo:*").is_err());
    assert!(read("http://localhost?redirect_uri=https%3A%2F%2Fevil.example%2F").is_err());
    assert!(read("http://localhost?scope=repo%3A*").is_err());
}

fn assertion(key: &P256Key, change: impl FnOnce(&mut Value)) -> String {
    let mut claims = json!({
        "iss": ID, "sub": ID, "aud": "https://moot.example", "jti": "one", "iat": NOW, "exp": NOW + 60,
    });
    change(&mut claims);
    sign_with_header(json!({ "kid": "k" }), &claims, Signer::P256(key)).unwrap()
}

#[test]
fn an_app_proves_that_it_is_itself() {
    let key = P256Key::generate().unwrap();
    let mut jwk = Jwk::p256(*key.public()).unwrap().to_json();
    jwk["kid"] = "k".into();
    let keys = Jwks::from_json(&json!({ "keys": [jwk] })).unwrap();
    let check = |text: &str| check_assertion(text, ID, &["https://moot.example"], &keys, NOW);
    let good = check(&assertion(&key, |_| ())).unwrap();
    assert_eq!((good.id.as_str(), good.expires), ("one", NOW + 60));
    for (name, value, wrong) in [
        (
            "iss",
            json!("https://evil.example/c"),
            JoseError::Claim("iss"),
        ),
        (
            "sub",
            json!("https://evil.example/c"),
            JoseError::Claim("sub"),
        ),
        (
            "aud",
            json!("https://other.example"),
            JoseError::Claim("aud"),
        ),
        ("jti", json!(null), JoseError::Claim("jti")),
        ("exp", json!(NOW - 60), JoseError::Expired),
        ("exp", json!(NOW + 9_000), JoseError::Times),
        ("iat", json!(NOW + 600), JoseError::Times),
    ] {
        let made = assertion(&key, |claims| claims[name] = value.clone());
        assert_eq!(check(&made), Err(wrong), "{name} {value}");
    }
    let other = P256Key::generate().unwrap();
    assert_eq!(check(&assertion(&other, |_| ())), Err(JoseError::Signature));
}

proptest! {
    #[test]
    fn any_text_is_answered(text in ".{0,200}") {
        let _ = ClientId::parse(&text);
        let _ = ClientId::parse(&format!("http://localhost?{text}"));
        prop_assert!(ClientMetadata::parse(&Url::parse(ID).unwrap(), text.as_bytes()).is_err());
        let mut document = document();
        document["redirect_uris"] = json!([text]);
        prop_assert!(parse(&document).is_err() || text.starts_with("https://"));
    }
}
