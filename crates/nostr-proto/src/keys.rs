//! Keys: who somebody is there, for ever. There is no changing of keys, and no way back to a lost one.

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;
use secp256k1::schnorr::Signature;
use secp256k1::{Keypair, SECP256K1, SecretKey, XOnlyPublicKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Error, Result};

/// Who somebody is: the x coordinate of a point (BIP 340). Whether it is on the curve is only known when a signature of
/// theirs was verified.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey(pub [u8; 32]);

impl PublicKey {
    /// The bytes of a slice of 32. [`Error::BadKey`] for any other length.
    pub fn from_slice(bytes: &[u8]) -> Result<Self> {
        bytes.try_into().map(Self).or(Err(Error::BadKey))
    }

    /// Whether it is a point of the curve, so that somebody can have it.
    pub fn is_possible(&self) -> bool {
        XOnlyPublicKey::from_slice(&self.0).is_ok()
    }

    /// Whether a signature over a digest is theirs.
    pub(crate) fn has_signed(&self, digest: &[u8; 32], signature: &[u8; 64]) -> bool {
        let Ok(key) = XOnlyPublicKey::from_slice(&self.0) else {
            return false;
        };
        let signature = Signature::from_slice(signature);
        signature.is_ok_and(|signature| SECP256K1.verify_schnorr(&signature, digest, &key).is_ok())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for PublicKey {
    type Err = Error;

    /// 64 lowercase hexadecimal digits.
    fn from_str(text: &str) -> Result<Self> {
        from_hex(text).map(Self).ok_or(Error::BadKey)
    }
}

impl Serialize for PublicKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        hex_of(deserializer).map(Self)
    }
}

/// A key pair. Its secret is in no debug output.
#[derive(Clone)]
pub struct Keys {
    pair: Keypair,
    public: PublicKey,
}

impl Keys {
    /// Makes new ones.
    pub fn generate() -> Result<Self> {
        // A random number is no scalar of the curve once in 2^128 draws: a second draw is enough.
        Self::from_secret(&crypto::random_bytes())
            .or_else(|_| Self::from_secret(&crypto::random_bytes()))
    }

    /// Those of a secret scalar, big-endian. [`Error::BadKey`] for zero and for numbers beyond the order of the curve.
    pub fn from_secret(secret: &[u8; 32]) -> Result<Self> {
        let secret = SecretKey::from_slice(secret).or(Err(Error::BadKey))?;
        let pair = secret.keypair(SECP256K1);
        let public = PublicKey(pair.x_only_public_key().0.serialize());
        Ok(Self { pair, public })
    }

    /// The secret scalar. Secret: seal it before it is stored.
    pub fn secret(&self) -> [u8; 32] {
        self.pair.secret_bytes()
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        self.public
    }

    /// A signature over a digest (BIP 340), with fresh randomness beside the key.
    pub(crate) fn sign(&self, digest: &[u8; 32]) -> [u8; 64] {
        SECP256K1
            .sign_schnorr_with_aux_rand(digest, &self.pair, &crypto::random_bytes())
            .to_byte_array()
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys({})", self.public)
    }
}

/// Bytes of lowercase hexadecimal digits: nothing else is the same thing twice.
pub(crate) fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

/// The same, of something that is read.
pub(crate) fn hex_of<'de, const N: usize, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<[u8; N], D::Error> {
    let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
    from_hex(&text)
        .ok_or_else(|| serde::de::Error::custom("not lowercase hexadecimal of the right length"))
}
