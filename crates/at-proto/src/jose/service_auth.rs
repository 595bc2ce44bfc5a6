//! Tokens with which servers act for their people at other servers
//! (<https://atproto.com/specs/xrpc#inter-service-authentication-jwt>).

use crypto::{Secp256k1Key, random_token};
use serde_json::json;

use super::{JoseError, Key, SKEW_SECONDS, Signer, Token, sign};
use crate::syntax::{Did, Nsid};

/// The longest that such a token lasts.
pub const MAX_SERVICE_SECONDS: i64 = 3_600;
/// The longest fragment after a DID.
const MAX_FRAGMENT_BYTES: usize = 256;

/// A token to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewServiceAuth<'a> {
    /// For whom.
    pub issuer: &'a Did,
    /// To which service: a DID, or `did#service` where the service wants that.
    pub audience: &'a str,
    /// To call which method; `None` for any, which few services take.
    pub method: Option<&'a Nsid>,
    /// Now, in seconds since 1970.
    pub now: i64,
    /// Until when, in seconds since 1970.
    pub expires: i64,
}

impl NewServiceAuth<'_> {
    /// Signs it with the key of the account.
    pub fn sign(&self, key: &Secp256k1Key) -> Result<String, JoseError> {
        let mut claims = json!({
            "iat": self.now,
            "iss": self.issuer.as_str(),
            "aud": self.audience,
            "exp": self.expires,
            "jti": random_token(),
        });
        if let (Some(method), Some(members)) = (self.method, claims.as_object_mut()) {
            members.insert("lxm".to_owned(), method.as_str().into());
        }
        sign("JWT", &claims, Signer::Secp256k1(key))
    }
}

/// A token of another server that was read. **Whose it is, is only true after [`ServiceAuth::verify`].**
#[derive(Debug, Clone)]
pub struct ServiceAuth<'a> {
    token: Token<'a>,
    issuer: Did,
    fragment: Option<String>,
}

impl<'a> ServiceAuth<'a> {
    /// Reads one that is for this audience and method now. `audiences` are all the names of the service that is called:
    /// its DID, and its DID with a fragment. Whoever asks still has to resolve the issuer's key and to call
    /// [`ServiceAuth::verify`].
    pub fn read(
        text: &'a str,
        audiences: &[&str],
        method: &Nsid,
        now: i64,
    ) -> Result<Self, JoseError> {
        let token = Token::parse(text)?;
        // Tokens of another kind, made with the same key, must not pass for these.
        if token
            .typ()
            .is_some_and(|typ| !typ.eq_ignore_ascii_case("jwt"))
        {
            return Err(JoseError::Claim("typ"));
        }
        let claims = token.claims();
        if !audiences
            .iter()
            .any(|name| claims.text("aud") == Some(*name))
        {
            return Err(JoseError::Claim("aud"));
        }
        if claims.text("lxm") != Some(method.as_str()) {
            return Err(JoseError::Claim("lxm"));
        }
        claims.check_times(now, SKEW_SECONDS)?;
        let end = claims.seconds("exp").ok_or(JoseError::Claim("exp"))?;
        if end > now.saturating_add(MAX_SERVICE_SECONDS + SKEW_SECONDS) {
            return Err(JoseError::Times);
        }
        let (issuer, fragment) = issuer(claims.text("iss").ok_or(JoseError::Claim("iss"))?)?;
        Ok(Self {
            token,
            issuer,
            fragment,
        })
    }

    /// Who says that they sent it.
    pub fn issuer(&self) -> &Did {
        &self.issuer
    }

    /// As which of their services; the key of that service signs. `None` for the account itself.
    pub fn fragment(&self) -> Option<&str> {
        self.fragment.as_deref()
    }

    /// Which token it is; one that was seen before is a replay. `None` when it does not say.
    pub fn id(&self) -> Option<&str> {
        self.token.claims().text("jti")
    }

    /// Until when it counts, in seconds since 1970.
    pub fn expires(&self) -> i64 {
        self.token.claims().seconds("exp").unwrap_or_default()
    }

    /// Whether this `did:key`, which is the issuer's, signed it.
    pub fn verify(&self, did_key: &str) -> Result<(), JoseError> {
        self.token.verify(&Key::DidKey(did_key))
    }
}

fn issuer(text: &str) -> Result<(Did, Option<String>), JoseError> {
    let (did, fragment) = match text.split_once('#') {
        Some((did, fragment)) => (did, Some(fragment)),
        None => (text, None),
    };
    let is_fragment = |fragment: &str| {
        !fragment.is_empty()
            && fragment.len() <= MAX_FRAGMENT_BYTES
            && fragment
                .bytes()
                .all(|c| c.is_ascii_alphanumeric() || b"_-.".contains(&c))
    };
    if fragment.is_some_and(|fragment| !is_fragment(fragment)) {
        return Err(JoseError::Claim("iss"));
    }
    let did = Did::parse(did).or(Err(JoseError::Claim("iss")))?;
    Ok((did, fragment.map(ToOwned::to_owned)))
}
