//! secp256k1 keys: the curve of AT Protocol repositories and of Nostr.

use std::fmt;

use k256::SecretKey;
use k256::ecdsa::signature::{Signer, Verifier};
use k256::ecdsa::{Signature, SigningKey, VerifyingKey};
use k256::elliptic_curve::sec1::ToSec1Point;

use crate::{Error, Result, random_bytes};

/// A secp256k1 key pair.
pub struct Secp256k1Key {
    secret: [u8; 32],
    public: [u8; 33],
    signing: SigningKey,
}

impl Secp256k1Key {
    /// Makes a new key.
    pub fn generate() -> Result<Self> {
        // A random number is no scalar of the curve once in 2^128 draws: a second draw is enough.
        Self::from_secret(&random_bytes()).or_else(|_| Self::from_secret(&random_bytes()))
    }

    /// The key of a secret scalar, big-endian; zero and numbers beyond the order of the curve are
    /// refused.
    pub fn from_secret(secret: &[u8; 32]) -> Result<Self> {
        let scalar = SecretKey::from_slice(secret).map_err(|_malformed| Error::BadKey)?;
        let point = scalar.public_key().to_sec1_point(true);
        let public = point
            .as_bytes()
            .try_into()
            .map_err(|_length| Error::BadKey)?;
        Ok(Self {
            secret: *secret,
            public,
            signing: SigningKey::from(&scalar),
        })
    }

    /// The secret scalar. Secret: seal it before it is stored.
    pub fn secret(&self) -> [u8; 32] {
        self.secret
    }

    /// The public point, SEC 1 compressed: what `did:key` and `did:plc` hold.
    pub fn public_compressed(&self) -> [u8; 33] {
        self.public
    }

    /// The x coordinate of the public point (BIP 340): what Nostr calls the public key.
    pub fn public_xonly(&self) -> [u8; 32] {
        let [_parity, x @ ..] = self.public;
        x
    }

    /// An ECDSA signature over the SHA-256 of a message, as AT Protocol wants it: r and s of 32 bytes
    /// each, s in the lower half (<https://atproto.com/specs/cryptography>).
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        let signature: Signature = self.signing.sign(message);
        signature.normalize_s().to_bytes().into()
    }
}

/// Whether a signature of [`Secp256k1Key::sign`] is right. The key is a compressed point; a signature
/// of another length (DER), or with s in the upper half, is refused: it would be a second valid one.
pub fn verify_secp256k1(public_compressed: &[u8], message: &[u8], signature: &[u8]) -> bool {
    if public_compressed.len() != 33 {
        return false;
    }
    let (Ok(key), Ok(signature)) = (
        VerifyingKey::from_sec1_bytes(public_compressed),
        Signature::from_slice(signature),
    ) else {
        return false;
    };
    signature.normalize_s() == signature && key.verify(message, &signature).is_ok()
}

/// Whether an ECDSA signature over the SHA-256 of a message is right, in either of the two forms that ECDSA allows: for
/// JSON Web Signatures (RFC 8812), which ask for neither. The key is an uncompressed point.
pub fn verify_secp256k1_any(public: &[u8; 65], message: &[u8], signature: &[u8]) -> bool {
    let (Ok(key), Ok(signature)) = (
        VerifyingKey::from_sec1_bytes(public),
        Signature::from_slice(signature),
    ) else {
        return false;
    };
    key.verify(message, &signature.normalize_s()).is_ok()
}

/// The compressed form of an uncompressed point (`04`, x, y); [`Error::BadKey`] when it is not on the curve.
pub fn compress_secp256k1(public: &[u8; 65]) -> Result<[u8; 33]> {
    let key = VerifyingKey::from_sec1_bytes(public).or(Err(Error::BadKey))?;
    let point = key.to_sec1_point(true);
    point.as_bytes().try_into().or(Err(Error::BadKey))
}

impl fmt::Debug for Secp256k1Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secp256k1Key").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;
    use proptest::prelude::*;

    use super::{Secp256k1Key, compress_secp256k1, verify_secp256k1, verify_secp256k1_any};
    use crate::Error;

    /// The generator of the curve (SEC 2 section 2.4.1) is the public key of the scalar one.
    #[test]
    fn the_scalar_one_gives_the_generator() {
        let mut one = [0; 32];
        one[31] = 1;
        let key = Secp256k1Key::from_secret(&one).unwrap();
        let x = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
        assert_eq!(HEXLOWER.encode(&key.public_xonly()), x);
        assert_eq!(HEXLOWER.encode(&key.public_compressed()), format!("02{x}"));
    }

    #[test]
    fn a_point_has_a_short_form_and_a_wrong_one_has_none() {
        let mut long = [0; 65];
        let generator = "0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798\
                         483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8";
        long.copy_from_slice(&HEXLOWER.decode(generator.as_bytes()).unwrap());
        let mut one = [0; 32];
        one[31] = 1;
        let key = Secp256k1Key::from_secret(&one).unwrap();
        assert_eq!(compress_secp256k1(&long).unwrap(), key.public_compressed());
        assert!(verify_secp256k1_any(
            &long,
            b"message",
            &key.sign(b"message")
        ));
        assert!(!verify_secp256k1_any(
            &long,
            b"massage",
            &key.sign(b"message")
        ));
        assert!(compress_secp256k1(&[4; 65]).is_err());
    }

    #[test]
    fn zero_and_too_large_scalars_are_refused() {
        assert_eq!(
            Secp256k1Key::from_secret(&[0; 32]).err(),
            Some(Error::BadKey)
        );
        assert_eq!(
            Secp256k1Key::from_secret(&[0xff; 32]).err(),
            Some(Error::BadKey)
        );
    }

    #[test]
    fn two_new_keys_differ_and_debug_shows_neither() {
        let (one, two) = (
            Secp256k1Key::generate().unwrap(),
            Secp256k1Key::generate().unwrap(),
        );
        assert_ne!(one.secret(), two.secret());
        assert_eq!(format!("{one:?}"), "Secp256k1Key { .. }");
    }

    #[test]
    fn a_signature_holds_for_its_key_and_message_only() {
        let (key, other) = (
            Secp256k1Key::from_secret(&[7; 32]).unwrap(),
            Secp256k1Key::from_secret(&[8; 32]).unwrap(),
        );
        let (public, signature) = (key.public_compressed(), key.sign(b"message"));
        assert!(verify_secp256k1(&public, b"message", &signature));
        assert!(!verify_secp256k1(&public, b"messagf", &signature));
        assert!(!verify_secp256k1(
            &other.public_compressed(),
            b"message",
            &signature
        ));
        assert!(!verify_secp256k1(&public, b"message", &signature[..63]));
        assert!(!verify_secp256k1(&public[..32], b"message", &signature));
        assert!(!verify_secp256k1(&[4; 33], b"message", &signature));
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered_without_a_panic(
            public in proptest::collection::vec(any::<u8>(), 0..40),
            signature in proptest::collection::vec(any::<u8>(), 0..80),
        ) {
            prop_assert!(!verify_secp256k1(&public, b"message", &signature));
        }

        #[test]
        fn every_signature_has_a_low_s(message in proptest::collection::vec(any::<u8>(), 0..80)) {
            let key = Secp256k1Key::from_secret(&[7; 32]).unwrap();
            let signature = key.sign(&message);
            prop_assert!(signature[32] < 0x80);
            prop_assert!(verify_secp256k1(&key.public_compressed(), &message, &signature));
        }

        #[test]
        fn a_key_survives_its_secret(secret in any::<[u8; 32]>()) {
            if let Ok(key) = Secp256k1Key::from_secret(&secret) {
                let again = Secp256k1Key::from_secret(&key.secret()).unwrap();
                prop_assert_eq!(again.public_compressed(), key.public_compressed());
            }
        }
    }
}
