//! Keys on the curve P-256, which web push wants: for agreement (RFC 8291) and for tokens (RFC 8292);
//! and the check of signatures that AT Protocol keys on that curve made.

use std::fmt;

use aws_lc_rs::agreement::{self, ECDH_P256, PrivateKey, UnparsedPublicKey};
use aws_lc_rs::encoding::{AsBigEndian, EcPrivateKeyBin};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair,
    UnparsedPublicKey as FixedVerifier,
};
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};

use crate::{Error, Result};

/// Bytes of a public key: `04`, x, y.
pub const P256_PUBLIC_BYTES: usize = 65;

/// Bytes of a compressed public key: `02` or `03`, x.
const P256_COMPRESSED_BYTES: usize = 33;

/// A private key on P-256.
pub struct P256Key {
    private: PrivateKey,
    public: [u8; P256_PUBLIC_BYTES],
}

impl P256Key {
    /// Makes a new key.
    pub fn generate() -> Result<Self> {
        let private = PrivateKey::generate(&ECDH_P256).or(Err(Error::BadKey))?;
        Self::of(private)
    }

    /// The key of these 32 bytes, big-endian.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let private = PrivateKey::from_private_key(&ECDH_P256, bytes).or(Err(Error::BadKey))?;
        Self::of(private)
    }

    fn of(private: PrivateKey) -> Result<Self> {
        let public = private.compute_public_key().or(Err(Error::BadKey))?;
        let public = public.as_ref().try_into().or(Err(Error::BadKey))?;
        Ok(Self { private, public })
    }

    /// The private key as 32 bytes, big-endian, to be sealed.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let bytes: EcPrivateKeyBin<'_> = self.private.as_be_bytes().or(Err(Error::BadKey))?;
        Ok(bytes.as_ref().to_vec())
    }

    /// The public key, uncompressed.
    pub const fn public(&self) -> &[u8; P256_PUBLIC_BYTES] {
        &self.public
    }

    /// The secret shared with the holder of another key.
    pub fn agree(&self, peer: &[u8]) -> Result<Vec<u8>> {
        agreement::agree(
            &self.private,
            UnparsedPublicKey::new(&ECDH_P256, peer),
            Error::BadKey,
            |secret| Ok(secret.to_vec()),
        )
    }

    /// A signature as JWS wants it (`ES256`): r, s.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        let pair = EcdsaKeyPair::from_private_key_and_public_key(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            &self.to_bytes()?,
            &self.public,
        )
        .or(Err(Error::BadKey))?;
        let signature = pair
            .sign(&SystemRandom::new(), message)
            .or(Err(Error::BadKey))?;
        Ok(signature.as_ref().to_vec())
    }
}

/// Whether a signature of [`P256Key::sign`] is right.
pub fn verify_p256(public: &[u8], message: &[u8], signature: &[u8]) -> bool {
    FixedVerifier::new(&ECDSA_P256_SHA256_FIXED, public)
        .verify(message, signature)
        .is_ok()
}

/// Whether an AT Protocol signature by a P-256 key is right
/// (<https://atproto.com/specs/cryptography>): the key is a compressed point, the signature r and s of
/// 32 bytes each, and one with s in the upper half is refused.
pub fn verify_p256_compressed(public_compressed: &[u8], message: &[u8], signature: &[u8]) -> bool {
    if public_compressed.len() != P256_COMPRESSED_BYTES {
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

/// The compressed form (33 bytes) of an uncompressed point; [`Error::BadKey`] when it is not on the curve.
pub fn compress_p256(public: &[u8; P256_PUBLIC_BYTES]) -> Result<[u8; P256_COMPRESSED_BYTES]> {
    let key = VerifyingKey::from_sec1_bytes(public).or(Err(Error::BadKey))?;
    let point = key.to_sec1_point(true);
    point.as_bytes().try_into().or(Err(Error::BadKey))
}

/// Whether these bytes are a public key, uncompressed: a point of the curve.
pub fn is_p256_public(bytes: &[u8]) -> bool {
    bytes.len() == P256_PUBLIC_BYTES
        && P256Key::generate().is_ok_and(|probe| probe.agree(bytes).is_ok())
}

impl fmt::Debug for P256Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("P256Key(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_back_from_its_bytes_and_signs_as_itself() {
        let key = P256Key::generate().unwrap();
        let again = P256Key::from_bytes(&key.to_bytes().unwrap()).unwrap();
        assert_eq!(key.public(), again.public());
        let signature = again.sign(b"message").unwrap();
        assert_eq!(signature.len(), 64);
        assert!(verify_p256(key.public(), b"message", &signature));
        assert!(!verify_p256(key.public(), b"messagf", &signature));
        assert!(!verify_p256(&[4; 65], b"message", &signature));
    }

    #[test]
    fn one_of_the_two_signatures_that_ecdsa_allows_is_refused() {
        let key = P256Key::generate().unwrap();
        let public = VerifyingKey::from_sec1_bytes(key.public())
            .unwrap()
            .to_sec1_point(true);
        let signature = Signature::from_slice(&key.sign(b"message").unwrap()).unwrap();
        let low = signature.normalize_s();
        let high = Signature::from_scalars(low.r(), -*low.s()).unwrap();
        let check = |signature: Signature| {
            verify_p256_compressed(public.as_bytes(), b"message", &signature.to_bytes())
        };
        assert!(check(low));
        assert!(!check(high));
        assert!(verify_p256(key.public(), b"message", &high.to_bytes()));
        assert!(!verify_p256_compressed(
            key.public(),
            b"message",
            &low.to_bytes()
        ));
    }

    #[test]
    fn a_point_has_a_short_form_and_a_wrong_one_has_none() {
        let key = P256Key::generate().unwrap();
        let short = compress_p256(key.public()).unwrap();
        let signature = Signature::from_slice(&key.sign(b"message").unwrap()).unwrap();
        let low = signature.normalize_s().to_bytes();
        assert!(verify_p256_compressed(&short, b"message", &low));
        assert!(compress_p256(&[4; 65]).is_err());
    }

    #[test]
    fn only_points_of_the_curve_are_public_keys() {
        assert!(is_p256_public(P256Key::generate().unwrap().public()));
        for wrong in [&[][..], &[4; 65], &[0; 65], &[4; 33]] {
            assert!(!is_p256_public(wrong));
        }
        assert!(P256Key::from_bytes(&[0; 32]).is_err());
        assert!(P256Key::from_bytes(&[1; 31]).is_err());
    }
}
