//! Who has signed something (<https://atproto.com/specs/cryptography>).

use crypto::multikey::{self, Kind};
use crypto::{verify_p256_compressed, verify_secp256k1};

/// Whether a key, as `did:key`, has made a signature over a message. Keys of kinds that the protocol does not know have
/// signed nothing.
pub fn has_signed(key: &str, message: &[u8], signature: &[u8]) -> bool {
    match multikey::decode_did_key(key) {
        Ok((Kind::Secp256k1, key)) => verify_secp256k1(&key, message, signature),
        Ok((Kind::P256, key)) => verify_p256_compressed(&key, message, signature),
        Ok((Kind::Ed25519, _)) | Err(_) => false,
    }
}
