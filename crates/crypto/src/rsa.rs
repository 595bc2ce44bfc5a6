//! RSA with PKCS#1 v1.5 and SHA-256: the one signature every server of the Fediverse understands.

use std::fmt;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{
    KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey,
};

use crate::{Error, Result};

/// An RSA key pair. Ours have 2048 bits, the size every peer accepts.
pub struct RsaKey {
    pair: KeyPair,
    pkcs8: Vec<u8>,
    spki: Vec<u8>,
}

impl RsaKey {
    /// Makes a new key of 2048 bits. Slow (tens to hundreds of milliseconds): run it off the async
    /// threads.
    pub fn generate() -> Result<Self> {
        let pair =
            KeyPair::generate(KeySize::Rsa2048).map_err(|_unspecified| Error::KeyGeneration)?;
        Self::from_pair(pair)
    }

    /// Reads an unencrypted PKCS#8 document (RFC 5208) of 2048 to 8192 bits.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self> {
        Self::from_pair(KeyPair::from_pkcs8(der).map_err(|_rejected| Error::BadKey)?)
    }

    fn from_pair(pair: KeyPair) -> Result<Self> {
        let pkcs8: Pkcs8V1Der<'_> = pair.as_der().map_err(|_unspecified| Error::BadKey)?;
        let spki: PublicKeyX509Der<'_> = pair
            .public_key()
            .as_der()
            .map_err(|_unspecified| Error::BadKey)?;
        let (pkcs8, spki) = (pkcs8.as_ref().to_vec(), spki.as_ref().to_vec());
        Ok(Self { pair, pkcs8, spki })
    }

    /// The private key as PKCS#8 DER. Secret: seal it before it is stored.
    pub fn to_pkcs8(&self) -> Vec<u8> {
        self.pkcs8.clone()
    }

    /// The public key as `SubjectPublicKeyInfo` DER (RFC 5280).
    pub fn public_spki_der(&self) -> Vec<u8> {
        self.spki.clone()
    }

    /// Signs a message: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 8.2).
    pub fn sign_sha256(&self, message: &[u8]) -> Result<Vec<u8>> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                message,
                &mut signature,
            )
            .map_err(|_unspecified| Error::Signing)?;
        Ok(signature)
    }
}

impl fmt::Debug for RsaKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RsaKey").finish_non_exhaustive()
    }
}

/// Whether `signature` is the key's PKCS#1 v1.5 SHA-256 signature of `message`.
///
/// The key is DER, either `SubjectPublicKeyInfo` or the older `RSAPublicKey` of PKCS#1, and has 2048
/// to 8192 bits; any other key verifies nothing.
pub fn verify_rsa_sha256(spki_der: &[u8], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, spki_der)
        .verify(message, signature)
        .is_ok()
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use aws_lc_rs::signature::KeyPair as _;
    use proptest::prelude::*;

    use super::{RsaKey, verify_rsa_sha256};

    static KEY: LazyLock<RsaKey> = LazyLock::new(|| RsaKey::generate().unwrap());

    #[test]
    fn a_signature_verifies_under_its_own_key_only() {
        let signature = KEY.sign_sha256(b"hello").unwrap();
        assert!(verify_rsa_sha256(
            &KEY.public_spki_der(),
            b"hello",
            &signature
        ));
        assert!(!verify_rsa_sha256(
            &KEY.public_spki_der(),
            b"hullo",
            &signature
        ));
        let other = RsaKey::generate().unwrap();
        assert!(!verify_rsa_sha256(
            &other.public_spki_der(),
            b"hello",
            &signature
        ));
    }

    #[test]
    fn a_pkcs1_public_key_is_tolerated() {
        let signature = KEY.sign_sha256(b"hello").unwrap();
        let pkcs1 = KEY.pair.public_key().as_ref();
        assert_ne!(pkcs1, KEY.public_spki_der());
        assert!(verify_rsa_sha256(pkcs1, b"hello", &signature));
    }

    #[test]
    fn a_key_survives_pkcs8() {
        let again = RsaKey::from_pkcs8(&KEY.to_pkcs8()).unwrap();
        assert_eq!(again.public_spki_der(), KEY.public_spki_der());
        assert_eq!(
            again.sign_sha256(b"x").unwrap(),
            KEY.sign_sha256(b"x").unwrap()
        );
    }

    #[test]
    fn debug_shows_no_key() {
        assert_eq!(format!("{:?}", *KEY), "RsaKey { .. }");
    }

    proptest! {
        #[test]
        fn garbage_never_verifies_and_never_panics(
            key in proptest::collection::vec(any::<u8>(), 0..400),
            signature in proptest::collection::vec(any::<u8>(), 0..300),
        ) {
            prop_assert!(!verify_rsa_sha256(&key, b"message", &signature));
            prop_assert!(!verify_rsa_sha256(&KEY.public_spki_der(), b"message", &signature));
            prop_assert!(RsaKey::from_pkcs8(&key).is_err());
        }
    }
}
