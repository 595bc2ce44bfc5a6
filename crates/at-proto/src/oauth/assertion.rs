//! How an app that has a key proves that it is itself: `private_key_jwt` (RFC 7523, section 3).

use super::Jwks;
use crate::jose::{JoseError, Key, SKEW_SECONDS, Token};

/// The longest that a proof may be good for, so that remembering those that were used takes little.
const MAX_SECONDS: i64 = 300;
const MAX_ID_BYTES: usize = 256;

/// A proof that an app is itself. **Whether it came before is for the caller to say.**
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    /// Which proof it is.
    pub id: String,
    /// By which key it was made: its thumbprint.
    pub thumbprint: String,
    /// Until when it counts, in seconds since 1970.
    pub expires: i64,
}

/// Checks a proof of an app for one of these audiences (the name of the server that gives out tokens).
pub fn check_assertion(
    text: &str,
    client_id: &str,
    audiences: &[&str],
    keys: &Jwks,
    now: i64,
) -> Result<Assertion, JoseError> {
    let token = Token::parse(text)?;
    // A proof of another kind, made with the same key, must not pass for this one.
    if token
        .typ()
        .is_some_and(|typ| !typ.eq_ignore_ascii_case("jwt") && typ != "client-authentication+jwt")
    {
        return Err(JoseError::Claim("typ"));
    }
    let key = keys.find(token.header_text("kid")).ok_or(JoseError::Key)?;
    token.verify(&Key::Jwk(key))?;
    let claims = token.claims();
    for name in ["iss", "sub"] {
        if claims.text(name) != Some(client_id) {
            return Err(JoseError::Claim(if name == "iss" { "iss" } else { "sub" }));
        }
    }
    if !audiences.iter().any(|audience| claims.is_for(audience)) {
        return Err(JoseError::Claim("aud"));
    }
    // Many make proofs that say when they were made, and not until when they count.
    let made = claims.seconds("iat");
    let expires = claims
        .seconds("exp")
        .or_else(|| made.map(|made| made + 60))
        .ok_or(JoseError::Claim("exp"))?;
    if expires + SKEW_SECONDS <= now {
        return Err(JoseError::Expired);
    }
    let is_made_later = made.is_some_and(|made| made > now + SKEW_SECONDS);
    if is_made_later || expires > now + MAX_SECONDS + SKEW_SECONDS {
        return Err(JoseError::Times);
    }
    let id = claims
        .text("jti")
        .filter(|id| !id.is_empty() && id.len() <= MAX_ID_BYTES)
        .ok_or(JoseError::Claim("jti"))?;
    Ok(Assertion {
        id: id.to_owned(),
        thumbprint: key.thumbprint(),
        expires,
    })
}
