//! The compact form: header, claims and signature, each base64url, with points between them (RFC 7515, section 7.1).

use crypto::multikey::{self, Kind};
use crypto::{P256Key, Secp256k1Key, constant_time_eq, hmac_sha256};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Map, Value, json};

use super::json::read_json;
use super::{JoseError, Jwk};
use crate::keys::has_signed;

/// The most bytes of a token.
pub const MAX_TOKEN_BYTES: usize = 8 * 1024;

/// How a token can be signed (RFC 7518, RFC 8812). There is no `none`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on secp256k1 with SHA-256.
    Es256k,
    /// HMAC with SHA-256.
    Hs256,
}

impl Algorithm {
    /// The word in the header.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Es256k => "ES256K",
            Self::Hs256 => "HS256",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Es256, Self::Es256k, Self::Hs256]
            .into_iter()
            .find(|one| one.as_str() == word)
    }
}

/// Whose signature a token must have. The key decides the algorithm.
#[derive(Clone, Copy)]
pub enum Key<'a> {
    /// A secret of 32 bytes or more: `HS256`.
    Secret(&'a [u8]),
    /// A `did:key`: `ES256` or `ES256K`, with the lower of the two possible signatures, as the AT Protocol wants it.
    DidKey(&'a str),
    /// A public key as JSON: `ES256` or `ES256K`. Of the two possible signatures both count, as everywhere in RFC 7518.
    Jwk(&'a Jwk),
}

impl Key<'_> {
    fn algorithm(&self) -> Option<Algorithm> {
        match self {
            Self::Secret(_) => Some(Algorithm::Hs256),
            Self::DidKey(key) => match multikey::decode_did_key(key) {
                Ok((Kind::P256, _)) => Some(Algorithm::Es256),
                Ok((Kind::Secp256k1, _)) => Some(Algorithm::Es256k),
                Ok((Kind::Ed25519, _)) | Err(_) => None,
            },
            Self::Jwk(key) => Some(key.algorithm()),
        }
    }

    fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Secret(secret) => constant_time_eq(&hmac_sha256(secret, message), signature),
            Self::DidKey(key) => has_signed(key, message, signature),
            Self::Jwk(key) => key.has_signed(message, signature),
        }
    }
}

/// A token that was read. **It says nothing before [`Token::verify`] has been asked.**
#[derive(Debug, Clone)]
pub struct Token<'a> {
    header: Map<String, Value>,
    claims: Claims,
    algorithm: Algorithm,
    signed: &'a str,
    signature: Vec<u8>,
}

impl<'a> Token<'a> {
    /// Reads a token, whoever made it.
    pub fn parse(text: &'a str) -> Result<Self, JoseError> {
        if text.len() > MAX_TOKEN_BYTES {
            return Err(JoseError::TooLarge);
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(JoseError::Malformed)?;
        let (header, claims) = signed.split_once('.').ok_or(JoseError::Malformed)?;
        let header = object(header)?;
        let word = header.get("alg").and_then(Value::as_str);
        if header.contains_key("crit") || header.contains_key("b64") {
            return Err(JoseError::Malformed);
        }
        Ok(Self {
            algorithm: word
                .and_then(Algorithm::from_word)
                .ok_or(JoseError::Algorithm)?,
            claims: Claims(object(claims)?),
            signature: bytes(signature)?,
            header,
            signed,
        })
    }

    /// Whether this key made the token, with its own algorithm.
    pub fn verify(&self, key: &Key<'_>) -> Result<(), JoseError> {
        if key.algorithm() != Some(self.algorithm) {
            return Err(JoseError::Algorithm);
        }
        if key.has_signed(self.signed.as_bytes(), &self.signature) {
            Ok(())
        } else {
            Err(JoseError::Signature)
        }
    }

    /// How it says that it was signed.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// What it says that it is; `application/` left out (RFC 7515, section 4.1.9).
    pub fn typ(&self) -> Option<&str> {
        let typ = self.header_text("typ")?;
        Some(typ.strip_prefix("application/").unwrap_or(typ))
    }

    /// A text of the header.
    pub fn header_text(&self, name: &str) -> Option<&str> {
        self.header.get(name).and_then(Value::as_str)
    }

    /// Anything of the header.
    pub fn header(&self, name: &str) -> Option<&Value> {
        self.header.get(name)
    }

    /// What it says.
    pub fn claims(&self) -> &Claims {
        &self.claims
    }
}

/// What a token says.
#[derive(Debug, Clone)]
pub struct Claims(Map<String, Value>);

impl Claims {
    /// A text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    /// A moment, in seconds since 1970. Fractions (RFC 7519, section 2, allows them) are left out.
    pub fn seconds(&self, name: &str) -> Option<i64> {
        /// The year 5138: nobody needs more, and nothing overflows.
        const LAST: f64 = 1e11;
        let value = self.0.get(name)?;
        let whole = value.as_i64().or_else(|| {
            let fraction = value
                .as_f64()
                .filter(|seconds| (0.0..LAST).contains(seconds))?;
            format!("{:.0}", fraction.trunc()).parse().ok()
        })?;
        (0..100_000_000_000).contains(&whole).then_some(whole)
    }

    /// Whether it is for this audience, which may be one of several (RFC 7519, section 4.1.3).
    pub fn is_for(&self, audience: &str) -> bool {
        match self.0.get("aud") {
            Some(Value::String(one)) => one == audience,
            Some(Value::Array(many)) => many.iter().any(|one| one.as_str() == Some(audience)),
            _ => false,
        }
    }

    /// Whether it counts now: it must say when it ends, and may say when it begins and when it was made.
    pub fn check_times(&self, now: i64, skew: i64) -> Result<(), JoseError> {
        let end = self.seconds("exp").ok_or(JoseError::Claim("exp"))?;
        if end.saturating_add(skew) <= now {
            return Err(JoseError::Expired);
        }
        for name in ["nbf", "iat"] {
            let is_there = self.0.contains_key(name);
            let moment = self.seconds(name);
            if is_there && moment.is_none_or(|moment| moment > now.saturating_add(skew)) {
                return Err(JoseError::Times);
            }
        }
        Ok(())
    }
}

/// Who signs.
#[derive(Clone, Copy)]
pub enum Signer<'a> {
    /// With a secret: `HS256`.
    Secret(&'a [u8]),
    /// With a key on secp256k1: `ES256K`.
    Secp256k1(&'a Secp256k1Key),
    /// With a key on P-256: `ES256`.
    P256(&'a P256Key),
}

impl Signer<'_> {
    const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Secret(_) => Algorithm::Hs256,
            Self::Secp256k1(_) => Algorithm::Es256k,
            Self::P256(_) => Algorithm::Es256,
        }
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, JoseError> {
        match self {
            Self::Secret(secret) => Ok(hmac_sha256(secret, message).to_vec()),
            Self::Secp256k1(key) => Ok(key.sign(message).to_vec()),
            Self::P256(key) => key.sign(message).or(Err(JoseError::Signing)),
        }
    }
}

/// Makes a token of this type (`typ`).
pub fn sign(typ: &str, claims: &Value, signer: Signer<'_>) -> Result<String, JoseError> {
    sign_with_header(json!({ "typ": typ }), claims, signer)
}

/// Makes a token with a header that says more than its type. The algorithm is added.
pub fn sign_with_header(
    mut header: Value,
    claims: &Value,
    signer: Signer<'_>,
) -> Result<String, JoseError> {
    let members = header.as_object_mut().ok_or(JoseError::Signing)?;
    members.insert("alg".to_owned(), signer.algorithm().as_str().into());
    let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    let signed = format!("{}.{}", part(&header), part(claims));
    let signature = signer.sign(signed.as_bytes())?;
    Ok(format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature)))
}

fn bytes(part: &str) -> Result<Vec<u8>, JoseError> {
    BASE64URL_NOPAD
        .decode(part.as_bytes())
        .or(Err(JoseError::Malformed))
}

fn object(part: &str) -> Result<Map<String, Value>, JoseError> {
    match read_json(&bytes(part)?, MAX_TOKEN_BYTES)? {
        Value::Object(members) => Ok(members),
        _ => Err(JoseError::Malformed),
    }
}
