//! Keys, signatures, sealing and password hashes. Pure: knows no account and no protocol.
//!
//! Always true here: a type that holds a secret has a `Debug` that does not show it, every check of a
//! foreign key or signature answers `false` or an [`Error`] and never panics, and every input has a
//! largest size.

mod digest;
mod ed25519;
mod error;
pub mod multikey;
mod p256;
mod password;
mod pem;
mod random;
mod rsa;
mod secp256k1;
mod server_key;
mod web_push;

pub use digest::{constant_time_eq, hmac_sha256, sha256};
pub use ed25519::{Ed25519Key, verify_ed25519};
pub use error::{Error, Result};
pub use p256::{
    P256_PUBLIC_BYTES, P256Key, compress_p256, is_p256_public, verify_p256, verify_p256_compressed,
};
pub use password::{MAX_PASSWORD_BYTES, hash_password, verify_password};
pub use pem::{parse_public_key_pem, public_key_pem};
pub use random::{random_bytes, random_token};
pub use rsa::{RsaKey, verify_rsa_sha256};
pub use secp256k1::{Secp256k1Key, compress_secp256k1, verify_secp256k1, verify_secp256k1_any};
pub use server_key::ServerKey;
pub use web_push::{
    AUTH_BYTES, DraftMessage, MAX_MESSAGE_BYTES, push_token, seal_push, seal_push_draft,
};
