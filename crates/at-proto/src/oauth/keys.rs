//! The keys by which an app proves that it is itself (RFC 7517, section 5).

use serde_json::Value;

use super::OAuthError;
use crate::jose::{Jwk, read_json};

/// The most bytes of a set of keys at an address of its own.
pub const MAX_JWKS_BYTES: usize = 64 * 1024;
/// The most keys of an app.
const MAX_KEYS: usize = 30;
const MAX_ID_CHARS: usize = 256;

/// The keys of an app that can be used here; those of other kinds are left out, as RFC 7517, section 5, asks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Jwks(Vec<(Option<String>, Jwk)>);

impl Jwks {
    /// Reads the bytes that stand at `jwks_uri`.
    pub fn parse(bytes: &[u8]) -> Result<Self, OAuthError> {
        let json = read_json(bytes, MAX_JWKS_BYTES).or(Err(OAuthError::Unreadable))?;
        Self::from_json(&json)
    }

    /// Reads a set of keys. One with a private key in it is refused: that key is nobody's alone any more.
    pub fn from_json(json: &Value) -> Result<Self, OAuthError> {
        let bad = OAuthError::Metadata("jwks");
        let keys = json.get("keys").and_then(Value::as_array).ok_or(bad)?;
        if keys.len() > MAX_KEYS || keys.iter().any(is_secret) {
            return Err(bad);
        }
        let usable = keys.iter().filter_map(|key| {
            let id = key.get("kid").and_then(Value::as_str);
            let id = id
                .filter(|id| id.len() <= MAX_ID_CHARS)
                .map(ToOwned::to_owned);
            Some((id, Jwk::from_json(key).ok()?))
        });
        let usable: Vec<_> = usable.collect();
        if usable.is_empty() {
            return Err(bad);
        }
        Ok(Self(usable))
    }

    /// The key of this name; without a name, the only one there is.
    pub fn find(&self, id: Option<&str>) -> Option<&Jwk> {
        match (id, self.0.as_slice()) {
            (None, [(_, only)]) => Some(only),
            (None, _) => None,
            (Some(id), keys) => keys
                .iter()
                .find(|(name, _)| name.as_deref() == Some(id))
                .map(|(_, key)| key),
        }
    }
}

fn is_secret(key: &Value) -> bool {
    key.get("d").is_some() || key.get("k").is_some()
}
