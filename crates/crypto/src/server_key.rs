//! The key kept outside the database, under which every secret in the database is sealed.
//!
//! A sealed value is one version byte, a nonce of 12 bytes, then AES-256-GCM cipher text and tag
//! (NIST SP 800-38D). Nonces are random: good for 2^32 values under one key, far more than a
//! community ever holds.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};

use crate::{Error, Result, hmac_sha256, random_bytes};

/// The only format so far. Another number is another format, never a longer one.
const VERSION: u8 = 1;

/// The key that seals secrets at rest.
#[derive(Clone)]
pub struct ServerKey([u8; 32]);

impl ServerKey {
    /// Makes a new key.
    pub fn generate() -> Self {
        Self(random_bytes())
    }

    /// The key made of these bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes of the key, for the file it is kept in and nothing else.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0
    }

    /// Seals a secret. `context` says what it is and whose (`"rsa:1234"`): it is not stored, and the
    /// seal opens under the very same context only, so that values cannot be swapped between rows.
    pub fn seal(&self, plain: &[u8], context: &str) -> Result<Vec<u8>> {
        let mut cipher = plain.to_vec();
        let nonce = self
            .cipher()
            .ok_or(Error::Sealing)?
            .seal_in_place_append_tag(Aad::from(context.as_bytes()), &mut cipher)
            .map_err(|_unspecified| Error::Sealing)?;
        let mut sealed = Vec::with_capacity(1 + NONCE_LEN + cipher.len());
        sealed.push(VERSION);
        sealed.extend_from_slice(nonce.as_ref());
        sealed.extend_from_slice(&cipher);
        Ok(sealed)
    }

    /// Opens what [`Self::seal`] made under the same context.
    pub fn open(&self, sealed: &[u8], context: &str) -> Result<Vec<u8>> {
        let [VERSION, rest @ ..] = sealed else {
            return Err(Error::Opening);
        };
        let (nonce, cipher) = rest
            .split_first_chunk::<NONCE_LEN>()
            .ok_or(Error::Opening)?;
        let mut plain = cipher.to_vec();
        let length = self
            .cipher()
            .ok_or(Error::Opening)?
            .open_in_place(
                Nonce::from(nonce),
                Aad::from(context.as_bytes()),
                &mut plain,
            )
            .map_err(|_unspecified| Error::Opening)?
            .len();
        plain.truncate(length);
        Ok(plain)
    }

    /// A mark that only this server can make (HMAC-SHA-256, RFC 2104), for what it gives out and wants to know again.
    /// Marks of one `context` say nothing about those of another.
    pub fn mark(&self, context: &str, message: &[u8]) -> [u8; 32] {
        hmac_sha256(&hmac_sha256(&self.0, context.as_bytes()), message)
    }

    fn cipher(&self) -> Option<RandomizedNonceKey> {
        RandomizedNonceKey::new(&AES_256_GCM, &self.0).ok()
    }
}

impl fmt::Debug for ServerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::ServerKey;
    use crate::Error;

    #[test]
    fn the_same_secret_is_sealed_differently_each_time() {
        let key = ServerKey::generate();
        assert_ne!(
            key.seal(b"secret", "c").unwrap(),
            key.seal(b"secret", "c").unwrap()
        );
    }

    #[test]
    fn a_seal_opens_under_its_own_key_and_context_only() {
        let key = ServerKey::generate();
        let sealed = key.seal(b"secret", "rsa:1").unwrap();
        assert_eq!(key.open(&sealed, "rsa:1").unwrap(), b"secret");
        assert_eq!(key.open(&sealed, "rsa:2"), Err(Error::Opening));
        assert_eq!(
            ServerKey::generate().open(&sealed, "rsa:1"),
            Err(Error::Opening)
        );
    }

    #[test]
    fn a_mark_belongs_to_one_key_one_context_and_one_message() {
        let key = ServerKey::from_bytes([7; 32]);
        let mark = key.mark("far", b"a");
        assert_eq!(mark, key.mark("far", b"a"));
        assert_ne!(mark, key.mark("far", b"b"));
        assert_ne!(mark, key.mark("fa", b"ra"));
        assert_ne!(mark, ServerKey::from_bytes([8; 32]).mark("far", b"a"));
    }

    #[test]
    fn an_unknown_version_is_refused() {
        let key = ServerKey::generate();
        let mut sealed = key.seal(b"secret", "c").unwrap();
        sealed[0] = 2;
        assert_eq!(key.open(&sealed, "c"), Err(Error::Opening));
    }

    #[test]
    fn debug_shows_no_key() {
        assert_eq!(
            format!("{:?}", ServerKey::from_bytes([7; 32])),
            "ServerKey(..)"
        );
    }

    proptest! {
        #[test]
        fn every_secret_survives_and_every_flipped_bit_is_noticed(
            bytes in any::<[u8; 32]>(),
            plain in proptest::collection::vec(any::<u8>(), 0..200),
            context in ".{0,20}",
            place in any::<prop::sample::Index>(),
        ) {
            let key = ServerKey::from_bytes(bytes);
            prop_assert_eq!(key.to_bytes(), bytes);
            let mut sealed = key.seal(&plain, &context).unwrap();
            prop_assert_eq!(key.open(&sealed, &context).unwrap(), plain);
            let at = place.index(sealed.len());
            sealed[at] ^= 1;
            prop_assert!(key.open(&sealed, &context).is_err());
        }

        #[test]
        fn garbage_does_not_open(sealed in proptest::collection::vec(any::<u8>(), 0..60)) {
            prop_assert!(ServerKey::from_bytes([0; 32]).open(&sealed, "").is_err());
        }
    }
}
