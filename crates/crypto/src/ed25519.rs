//! Ed25519 (RFC 8032): the signature of object proofs and `did:key` identities.

use std::fmt;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};

use crate::{Error, Result, random_bytes};

/// An Ed25519 key pair, kept as its 32-byte seed.
pub struct Ed25519Key {
    pair: Ed25519KeyPair,
    seed: [u8; 32],
}

impl Ed25519Key {
    /// Makes a new key.
    pub fn generate() -> Result<Self> {
        Self::from_seed(&random_bytes())
    }

    /// The key of a 32-byte seed (the private key of RFC 8032). Any seed makes a key.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_rejected| Error::BadKey)?;
        Ok(Self { pair, seed: *seed })
    }

    /// The seed. Secret: seal it before it is stored.
    pub fn seed(&self) -> [u8; 32] {
        self.seed
    }

    /// The public key.
    pub fn public(&self) -> [u8; 32] {
        fixed(self.pair.public_key().as_ref())
    }

    /// Signs a message.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        fixed(self.pair.sign(message).as_ref())
    }
}

impl fmt::Debug for Ed25519Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ed25519Key").finish_non_exhaustive()
    }
}

/// Whether `signature` is the key's Ed25519 signature of `message`. Wrong lengths answer `false`.
pub fn verify_ed25519(public: &[u8], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public)
        .verify(message, signature)
        .is_ok()
}

/// Copies a slice whose length the algorithm fixes.
fn fixed<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut array = [0_u8; N];
    for (to, from) in array.iter_mut().zip(bytes) {
        *to = *from;
    }
    array
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;
    use proptest::prelude::*;

    use super::{Ed25519Key, verify_ed25519};

    /// RFC 8032 section 7.1, test 2.
    #[test]
    fn the_standard_vector_holds() {
        let seed = HEXLOWER
            .decode(b"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
            .unwrap();
        let key = Ed25519Key::from_seed(&seed.try_into().unwrap()).unwrap();
        assert_eq!(
            HEXLOWER.encode(&key.public()),
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
        );
        assert_eq!(
            HEXLOWER.encode(&key.sign(&[0x72])),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
             085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        );
    }

    #[test]
    fn debug_shows_no_key() {
        let key = Ed25519Key::generate().unwrap();
        assert_eq!(format!("{key:?}"), "Ed25519Key { .. }");
    }

    proptest! {
        #[test]
        fn what_was_signed_verifies_and_nothing_else(
            seed in any::<[u8; 32]>(),
            message in proptest::collection::vec(any::<u8>(), 0..100),
        ) {
            let key = Ed25519Key::from_seed(&seed).unwrap();
            prop_assert_eq!(key.seed(), seed);
            let mut signature = key.sign(&message);
            prop_assert!(verify_ed25519(&key.public(), &message, &signature));
            signature[0] ^= 1;
            prop_assert!(!verify_ed25519(&key.public(), &message, &signature));
        }

        #[test]
        fn garbage_is_answered_with_no(
            key in proptest::collection::vec(any::<u8>(), 0..40),
            signature in proptest::collection::vec(any::<u8>(), 0..70),
        ) {
            prop_assert!(!verify_ed25519(&key, b"message", &signature));
        }
    }
}
