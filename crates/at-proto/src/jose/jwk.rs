//! Public keys as JSON (RFC 7517), on the two curves of the AT Protocol, and the digests by which they are known
//! (RFC 7638).

use crypto::{compress_p256, compress_secp256k1, sha256, verify_p256, verify_secp256k1_any};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Map, Value, json};

use super::{Algorithm, JoseError};

/// A public key: a point of P-256 or of secp256k1. Nothing else of the JSON is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jwk {
    algorithm: Algorithm,
    /// `04`, x, y: on the curve.
    point: [u8; 65],
}

impl Jwk {
    /// Reads a public key. One that says its private half (`d`), that is for something other than signatures (`use`,
    /// `alg`, `key_ops`), or whose point is not on its curve is refused.
    pub fn from_json(json: &Value) -> Result<Self, JoseError> {
        let members = json.as_object().ok_or(JoseError::Key)?;
        let text = |name: &str| members.get(name).and_then(Value::as_str);
        if members.contains_key("d") || text("kty") != Some("EC") {
            return Err(JoseError::Key);
        }
        let algorithm = match text("crv") {
            Some("P-256") => Algorithm::Es256,
            Some("secp256k1") => Algorithm::Es256k,
            _ => return Err(JoseError::Key),
        };
        if !is_for_signatures(members, algorithm) {
            return Err(JoseError::Key);
        }
        let (x, y) = (coordinate(text("x"))?, coordinate(text("y"))?);
        let mut point = [4; 65];
        let bytes = x.into_iter().chain(y);
        point
            .iter_mut()
            .skip(1)
            .zip(bytes)
            .for_each(|(to, from)| *to = from);
        Self::of(algorithm, point)
    }

    /// A point of P-256 (`04`, x, y) as a key.
    pub fn p256(point: [u8; 65]) -> Result<Self, JoseError> {
        Self::of(Algorithm::Es256, point)
    }

    fn of(algorithm: Algorithm, point: [u8; 65]) -> Result<Self, JoseError> {
        let is_on_curve = match algorithm {
            Algorithm::Es256 => compress_p256(&point).is_ok(),
            Algorithm::Es256k => compress_secp256k1(&point).is_ok(),
            Algorithm::Hs256 => false,
        };
        if is_on_curve {
            Ok(Self { algorithm, point })
        } else {
            Err(JoseError::Key)
        }
    }

    /// How it signs.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The key and nothing else.
    pub fn to_json(&self) -> Value {
        let (x, y) = self.coordinates();
        json!({ "crv": self.curve(), "kty": "EC", "x": x, "y": y })
    }

    /// The base64url of the SHA-256 of its members in the order of their names (RFC 7638, section 3): 43 characters.
    pub fn thumbprint(&self) -> String {
        let ((x, y), crv) = (self.coordinates(), self.curve());
        let text = format!(r#"{{"crv":"{crv}","kty":"EC","x":"{x}","y":"{y}"}}"#);
        BASE64URL_NOPAD.encode(&sha256(text.as_bytes()))
    }

    /// Whether it has made this signature: r, s of 32 bytes each.
    pub fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        match self.algorithm {
            Algorithm::Es256 => verify_p256(&self.point, message, signature),
            Algorithm::Es256k => verify_secp256k1_any(&self.point, message, signature),
            Algorithm::Hs256 => false,
        }
    }

    fn curve(&self) -> &'static str {
        match self.algorithm {
            Algorithm::Es256k => "secp256k1",
            Algorithm::Es256 | Algorithm::Hs256 => "P-256",
        }
    }

    fn coordinates(&self) -> (String, String) {
        let [_, both @ ..] = &self.point;
        let (x, y) = both.split_at(32);
        (BASE64URL_NOPAD.encode(x), BASE64URL_NOPAD.encode(y))
    }
}

fn coordinate(text: Option<&str>) -> Result<[u8; 32], JoseError> {
    let text = text.filter(|text| text.len() == 43).ok_or(JoseError::Key)?;
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes());
    bytes
        .ok()
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or(JoseError::Key)
}

fn is_for_signatures(members: &Map<String, Value>, algorithm: Algorithm) -> bool {
    let is = |name: &str, word: &str| members.get(name).is_none_or(|said| said == word);
    let ops = members.get("key_ops").and_then(Value::as_array);
    is("use", "sig")
        && is("alg", algorithm.as_str())
        && ops.is_none_or(|ops| ops.iter().all(|op| op == "verify" || op == "sign"))
}
