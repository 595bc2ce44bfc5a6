//! What the OAuth of the AT Protocol is made of, without a network (<https://atproto.com/specs/oauth>): who an app says that
//! it is, what it may ask for, and how it proves that it is the same one.
//!
//! Always true here: what an app says of itself is only what stands at the address that is its name, and of that only what
//! was checked is kept.

mod assertion;
mod client;
mod client_id;
mod keys;
mod pkce;
mod redirect;
pub mod scope;

#[cfg(test)]
mod tests;

pub use assertion::{Assertion, check_assertion};
pub use client::{Authentication, ClientKeys, ClientMetadata, MAX_METADATA_BYTES};
pub use client_id::ClientId;
pub use keys::{Jwks, MAX_JWKS_BYTES};
pub use pkce::{is_challenge, is_challenge_met};
pub use scope::{Permission, Scopes};

/// Why an app, or what it asks for, is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OAuthError {
    /// Not the address of a document, nor `http://localhost`.
    #[error("the client_id is not the https address of a document")]
    ClientId,
    /// The document is too large, or not JSON.
    #[error("the client metadata cannot be read")]
    Unreadable,
    /// Something in the document; which member.
    #[error("the client metadata says something about {0} that is not accepted")]
    Metadata(&'static str),
    /// An address that the app did not register, or may not.
    #[error("the redirect_uri is not accepted")]
    Redirect,
    /// A scope that does not exist, is malformed, or is not complete without `atproto`.
    #[error("the scope is not accepted")]
    Scope,
}
