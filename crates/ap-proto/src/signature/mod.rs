//! HTTP signatures, one module a scheme: draft-cavage-12 and RFC 9421.
//!
//! Verification is in two steps, since the key must be fetched in between. [`Claim::read`] checks all
//! that needs no key: one signature, complete coverage, the digest of the body, the clock. Only what
//! passed costs a fetch. [`Claim::verify`] then checks the signature itself. That the key belongs to
//! the actor in the body is the caller's third step: [`crate::actor::Actor::key`] and
//! [`crate::origin::same_origin`].

mod cavage;
pub(crate) mod clock;
mod digest;
mod fields;
mod problem;
mod request;
mod rfc9421;
mod sign;

use jiff::Timestamp;

use crate::key::PublicKey;

pub use self::problem::SignatureProblem;
pub use self::request::Request;
pub use self::sign::{Outgoing, Signer, accept_signature, sign_cavage, sign_rfc9421};

/// How a request is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// draft-cavage-http-signatures-12.
    Cavage,
    /// RFC 9421 with RFC 9530 digests.
    Rfc9421,
}

/// The algorithm a signature says it uses. Which one counts is decided by the key (RFC 9421 section
/// 3.2); a claim that contradicts the key is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Algorithm {
    /// Not said.
    OfKey,
    Rsa,
    Ed25519,
}

/// A signature that is complete and timely; whether it is genuine is not yet known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The id of the key, an http or https URL.
    pub key_id: String,
    /// How the request is signed.
    pub scheme: Scheme,
    algorithm: Algorithm,
    /// The texts that may have been signed; more than one where peers differ harmlessly.
    signed: Vec<String>,
    signature: Vec<u8>,
}

impl Claim {
    /// Reads the signature of a request. With both schemes present, RFC 9421 counts.
    pub fn read(request: &Request<'_>, now: Timestamp) -> Result<Self, SignatureProblem> {
        if request.headers.contains_key(rfc9421::INPUT) {
            rfc9421::claim(request, now)
        } else {
            cavage::claim(request, now)
        }
    }

    /// Whether the request was signed by this key.
    pub fn verify(&self, key: &PublicKey) -> Result<(), SignatureProblem> {
        let fits = |text: &String| match (key, self.algorithm) {
            (PublicKey::Rsa(spki), Algorithm::Rsa | Algorithm::OfKey) => Ok(
                crypto::verify_rsa_sha256(spki, text.as_bytes(), &self.signature),
            ),
            (PublicKey::Ed25519(public), Algorithm::Ed25519 | Algorithm::OfKey) => Ok(
                crypto::verify_ed25519(public, text.as_bytes(), &self.signature),
            ),
            _ => Err(SignatureProblem::Unsupported(
                "the algorithm is not that of the key",
            )),
        };
        for text in &self.signed {
            if fits(text)? {
                return Ok(());
            }
        }
        Err(SignatureProblem::Invalid)
    }
}

/// A key id must be something that can be fetched.
fn check_key_id(key_id: &str) -> Result<String, SignatureProblem> {
    crate::value::http_url(key_id)
        .map(str::to_owned)
        .ok_or(SignatureProblem::Malformed("the key id is no web address"))
}

#[cfg(test)]
mod tests;
