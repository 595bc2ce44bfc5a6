//! Signed tokens (JSON Web Tokens, RFC 7519, in the compact form of RFC 7515) as the AT Protocol uses them: for sessions,
//! between servers (<https://atproto.com/specs/xrpc#inter-service-authentication-jwt>) and as proofs that somebody holds a
//! key (DPoP, RFC 9449).
//!
//! Always true here:
//! - A token has 8 kB at most, is base64url without padding or stray bits, and its objects name nothing twice.
//! - The key decides the algorithm, the token never does: `none` and `HS256` under somebody's public key are nothing.
//! - A header that says that it must be understood (`crit`) is refused: there is nothing here to understand.

mod dpop;
mod json;
mod jwk;
mod service_auth;
mod token;

#[cfg(test)]
mod tests;

pub use dpop::{Proof, ProofRequest, check_proof};
pub use json::read_json;
pub use jwk::Jwk;
pub use service_auth::{MAX_SERVICE_SECONDS, NewServiceAuth, ServiceAuth};
pub use token::{Algorithm, Claims, Key, MAX_TOKEN_BYTES, Signer, Token, sign, sign_with_header};

/// The most seconds by which two clocks may differ.
pub const SKEW_SECONDS: i64 = 30;

/// Why a token is not good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JoseError {
    /// More than [`MAX_TOKEN_BYTES`].
    #[error("the token is too large")]
    TooLarge,
    /// Not three parts, not base64url, not JSON, or something is named twice.
    #[error("the token is malformed")]
    Malformed,
    /// Not the algorithm of the key, or one that is not known.
    #[error("the algorithm is not accepted")]
    Algorithm,
    /// A key that is none, or that says its private half.
    #[error("the key is not accepted")]
    Key,
    /// Made by somebody else, or changed.
    #[error("the signature is wrong")]
    Signature,
    /// It ended.
    #[error("the token has expired")]
    Expired,
    /// It begins later, or lasts longer than it may.
    #[error("the times of the token are not accepted")]
    Times,
    /// A statement that is missing or says something else; which one.
    #[error("the token says something else about {0}")]
    Claim(&'static str),
    /// The proof was made without the server's newest word, or with one too old.
    #[error("the proof must carry the nonce of this server")]
    Nonce,
    /// A token could not be signed.
    #[error("the token could not be signed")]
    Signing,
}
