//! Public keys as text that says what it is: Multikey (multibase base58btc of a multicodec prefix and
//! the key) and `did:key` (<https://w3c-ccg.github.io/did-key-spec/>, FEP-521a, FEP-c390).

use crate::{Error, Result};

/// The longest text that is decoded. A signature of 64 bytes takes 88 characters, a key 48; the work
/// grows with the square of the length.
const MAX_CHARACTERS: usize = 128;

const DID_KEY: &str = "did:key:";

const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// Which kind of public key a Multikey holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `ed25519-pub`, 0xed01 before 32 bytes: texts that start with `z6Mk`.
    Ed25519,
    /// `secp256k1-pub`, 0xe701 before a compressed point of 33 bytes: texts that start with `zQ3s`.
    Secp256k1,
    /// `p256-pub`, 0x1200 (varint 0x8024) before a compressed point of 33 bytes: texts that start
    /// with `zDn`.
    P256,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Ed25519, Self::Secp256k1, Self::P256];

    /// The multicodec number, as an unsigned varint.
    fn prefix(self) -> [u8; 2] {
        match self {
            Self::Ed25519 => [0xed, 0x01],
            Self::Secp256k1 => [0xe7, 0x01],
            Self::P256 => [0x80, 0x24],
        }
    }

    fn key_length(self) -> usize {
        match self {
            Self::Ed25519 => 32,
            Self::Secp256k1 | Self::P256 => 33,
        }
    }
}

/// Writes an Ed25519 public key as Multikey (`z6Mk…`).
pub fn encode_ed25519(public: &[u8; 32]) -> String {
    encode(Kind::Ed25519, public)
}

/// Writes a compressed secp256k1 public key as Multikey (`zQ3s…`).
pub fn encode_secp256k1(public: &[u8; 33]) -> String {
    encode(Kind::Secp256k1, public)
}

/// Writes a compressed P-256 public key as Multikey (`zDn…`).
pub fn encode_p256(public: &[u8; 33]) -> String {
    encode(Kind::P256, public)
}

/// Writes an Ed25519 public key as `did:key:z6Mk…`.
pub fn did_key_ed25519(public: &[u8; 32]) -> String {
    format!("{DID_KEY}{}", encode_ed25519(public))
}

/// Writes a compressed secp256k1 public key as `did:key:zQ3s…`.
pub fn did_key_secp256k1(public: &[u8; 33]) -> String {
    format!("{DID_KEY}{}", encode_secp256k1(public))
}

/// Writes a compressed P-256 public key as `did:key:zDn…`.
pub fn did_key_p256(public: &[u8; 33]) -> String {
    format!("{DID_KEY}{}", encode_p256(public))
}

/// Writes bytes as multibase base58btc: `z` and the digits. For proof values and other short strings.
pub fn encode_multibase(bytes: &[u8]) -> String {
    format!("z{}", base58_encode(bytes))
}

/// Reads multibase base58btc of up to 128 characters. Other bases are [`Error::BadEncoding`].
pub fn decode_multibase(text: &str) -> Result<Vec<u8>> {
    base58_decode(text.strip_prefix('z').ok_or(Error::BadEncoding)?)
}

/// Reads a Multikey of a kind we know.
pub fn decode(text: &str) -> Result<(Kind, Vec<u8>)> {
    let bytes = decode_multibase(text)?;
    let (prefix, key) = bytes.split_first_chunk::<2>().ok_or(Error::BadEncoding)?;
    let kind = Kind::ALL
        .into_iter()
        .find(|kind| kind.prefix() == *prefix)
        .ok_or(Error::BadKey)?;
    if key.len() == kind.key_length() {
        Ok((kind, key.to_vec()))
    } else {
        Err(Error::BadKey)
    }
}

/// Reads a Multikey that must be Ed25519.
pub fn decode_ed25519(text: &str) -> Result<[u8; 32]> {
    match decode(text)? {
        (Kind::Ed25519, key) => key.try_into().map_err(|_length| Error::BadKey),
        (Kind::Secp256k1 | Kind::P256, _) => Err(Error::BadKey),
    }
}

/// Reads the key of a `did:key` of a kind we know. A fragment is not part of a DID and is refused.
pub fn decode_did_key(did: &str) -> Result<(Kind, Vec<u8>)> {
    decode(did.strip_prefix(DID_KEY).ok_or(Error::BadEncoding)?)
}

fn encode(kind: Kind, key: &[u8]) -> String {
    let mut bytes = kind.prefix().to_vec();
    bytes.extend_from_slice(key);
    encode_multibase(&bytes)
}

/// Base58 with the Bitcoin alphabet: the number in base 58, a `1` for each leading zero byte.
fn base58_encode(bytes: &[u8]) -> String {
    let mut digits: Vec<u8> = Vec::new();
    for &byte in bytes {
        let mut carry = u32::from(byte);
        for digit in &mut digits {
            carry += u32::from(*digit) << 8;
            *digit = low_byte(carry % 58);
            carry /= 58;
        }
        while carry > 0 {
            digits.push(low_byte(carry % 58));
            carry /= 58;
        }
    }
    let zeros = bytes.iter().take_while(|byte| **byte == 0).map(|_| 0);
    let digits = zeros.chain(digits.into_iter().rev());
    digits
        .filter_map(|digit| ALPHABET.get(usize::from(digit)))
        .map(|c| char::from(*c))
        .collect()
}

fn base58_decode(text: &str) -> Result<Vec<u8>> {
    if text.len() > MAX_CHARACTERS {
        return Err(Error::BadEncoding);
    }
    let mut bytes: Vec<u8> = Vec::new();
    for character in text.bytes() {
        let digit = ALPHABET
            .iter()
            .position(|c| *c == character)
            .ok_or(Error::BadEncoding)?;
        let mut carry = u32::try_from(digit).map_err(|_range| Error::BadEncoding)?;
        for byte in &mut bytes {
            carry += u32::from(*byte) * 58;
            *byte = low_byte(carry & 0xff);
            carry >>= 8;
        }
        while carry > 0 {
            bytes.push(low_byte(carry & 0xff));
            carry >>= 8;
        }
    }
    bytes.extend(text.bytes().take_while(|c| *c == b'1').map(|_| 0));
    bytes.reverse();
    Ok(bytes)
}

/// The lowest eight bits of a number.
fn low_byte(number: u32) -> u8 {
    let [byte, ..] = number.to_le_bytes();
    byte
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        Kind, base58_decode, base58_encode, decode, decode_did_key, decode_ed25519,
        did_key_ed25519, did_key_p256, did_key_secp256k1, encode_ed25519,
    };
    use crate::Error;

    /// The vectors of draft-msporny-base58-03 section 5.
    #[test]
    fn base58_is_that_of_the_draft() {
        let vectors: [(&[u8], &str); 3] = [
            (b"Hello World!", "2NEpo7TZRRrLZSi2U"),
            (
                b"The quick brown fox jumps over the lazy dog.",
                "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
            ),
            (&[0, 0, 0x28, 0x7f, 0xb4, 0xcd], "11233QC4"),
        ];
        for (bytes, text) in vectors {
            assert_eq!(base58_encode(bytes), text);
            assert_eq!(base58_decode(text).unwrap(), bytes);
        }
    }

    /// An identifier of the did:key specification.
    #[test]
    fn a_published_did_key_is_read_and_written_alike() {
        let did = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
        let (kind, key) = decode_did_key(did).unwrap();
        assert_eq!(kind, Kind::Ed25519);
        assert_eq!(did_key_ed25519(&key.try_into().unwrap()), did);
    }

    #[test]
    fn a_published_secp256k1_did_key_is_read_and_written_alike() {
        let did = "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme";
        let (kind, key) = decode_did_key(did).unwrap();
        assert_eq!(kind, Kind::Secp256k1);
        assert_eq!(did_key_secp256k1(&key.try_into().unwrap()), did);
        assert_eq!(
            decode_ed25519(did.trim_start_matches("did:key:")),
            Err(Error::BadKey)
        );
    }

    #[test]
    fn a_published_p256_did_key_is_read_and_written_alike() {
        let did = "did:key:zDnaeTiq1PdzvZXUaMdezchcMJQpBdH2VN4pgrrEhMCCbmwSb";
        let (kind, key) = decode_did_key(did).unwrap();
        assert_eq!(kind, Kind::P256);
        assert_eq!(did_key_p256(&key.try_into().unwrap()), did);
        assert!(decode_ed25519(did.trim_start_matches("did:key:")).is_err());
    }

    #[test]
    fn other_bases_and_other_keys_are_refused() {
        assert_eq!(decode("u7QF"), Err(Error::BadEncoding));
        assert_eq!(decode("z"), Err(Error::BadEncoding));
        assert_eq!(
            decode(&format!("z{}", base58_encode(&[0xed, 1, 5]))),
            Err(Error::BadKey)
        );
        assert_eq!(decode(&"z".repeat(10_000)), Err(Error::BadEncoding));
        assert!(decode_did_key("did:web:example.org").is_err());
    }

    proptest! {
        #[test]
        fn a_key_survives_its_text(key in any::<[u8; 32]>()) {
            prop_assert_eq!(decode_ed25519(&encode_ed25519(&key)).unwrap(), key);
        }

        #[test]
        fn bytes_survive_base58(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            prop_assert_eq!(base58_decode(&base58_encode(&bytes)).unwrap(), bytes);
        }

        #[test]
        fn any_text_is_answered_without_a_panic(text in ".{0,80}") {
            let _ = decode(&text);
            let _ = decode_did_key(&text);
        }
    }
}
