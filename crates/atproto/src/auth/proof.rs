//! Proofs that somebody holds a key, with this server's newest word in them (RFC 9449, sections 8 and 9). The words are made
//! of the time and of a secret: nothing is kept of them.

use at_proto::jose::{JoseError, ProofRequest, check_proof};
use axum::extract::OriginalUri;
use crypto::{constant_time_eq, hmac_sha256};
use data_encoding::BASE64URL_NOPAD;
use http::HeaderMap;
use http::request::Parts;

use super::Auth;
use crate::xrpc::XrpcError;

/// How long a word is the newest, in seconds. The one before is taken as well.
const NONCE_LASTS: i64 = 180;
/// The header of proofs.
pub(crate) const PROOF: &str = "dpop";

/// Somebody who holds a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Proven {
    /// The digest of the key.
    pub(crate) thumbprint: String,
}

impl Auth {
    /// This server's newest word.
    pub(crate) fn nonce(&self) -> String {
        self.nonce_of(self.seconds().div_euclid(NONCE_LASTS))
    }

    fn nonce_of(&self, window: i64) -> String {
        let mark = hmac_sha256(&self.0.nonce_secret, &window.to_be_bytes());
        BASE64URL_NOPAD.encode(mark.first_chunk::<18>().unwrap_or(&[0; 18]))
    }

    fn is_fresh(&self, nonce: &str) -> bool {
        let window = self.seconds().div_euclid(NONCE_LASTS);
        [window, window.saturating_sub(1)]
            .iter()
            .any(|window| constant_time_eq(self.nonce_of(*window).as_bytes(), nonce.as_bytes()))
    }

    /// The key that was proven to be held, for this request; with a token, for that token. A proof without this server's word
    /// is answered `use_dpop_nonce`, and the word is in the answer.
    pub(crate) fn check_proof(
        &self,
        parts: &Parts,
        token: Option<&str>,
    ) -> Result<Proven, XrpcError> {
        let path = parts
            .extensions
            .get::<OriginalUri>()
            .map_or_else(|| parts.uri.path(), |uri| uri.0.path());
        self.check_proof_of(&parts.headers, parts.method.as_str(), path, token)
    }

    pub(crate) fn check_proof_of(
        &self,
        headers: &HeaderMap,
        method: &str,
        path: &str,
        token: Option<&str>,
    ) -> Result<Proven, XrpcError> {
        let mut all = headers.get_all(PROOF).iter();
        let text = all.next().and_then(|value| value.to_str().ok());
        let text = text
            .filter(|_| all.next().is_none())
            .ok_or_else(|| self.bad_proof("One DPoP proof is needed."))?;
        let request = ProofRequest {
            method,
            url: &self.social().url(path),
            access_token: token,
            now: self.seconds(),
        };
        let proof = check_proof(text, &request).map_err(|error| match error {
            JoseError::Nonce => self.use_nonce(),
            other => self.bad_proof(&other.to_string()),
        })?;
        if !proof
            .nonce
            .as_deref()
            .is_some_and(|nonce| self.is_fresh(nonce))
        {
            return Err(self.use_nonce());
        }
        // Only now: what is refused above must not fill the memory.
        if !self
            .replays()
            .is_first(&proof.thumbprint, &proof.id, self.seconds())
        {
            return Err(self.bad_proof("This DPoP proof was used before."));
        }
        Ok(Proven {
            thumbprint: proof.thumbprint,
        })
    }

    fn bad_proof(&self, message: &str) -> XrpcError {
        XrpcError::dpop("invalid_dpop_proof", message).with_nonce(&self.nonce())
    }

    fn use_nonce(&self) -> XrpcError {
        let message = "The DPoP proof must carry the nonce of this server.";
        XrpcError::dpop("use_dpop_nonce", message).with_nonce(&self.nonce())
    }
}
