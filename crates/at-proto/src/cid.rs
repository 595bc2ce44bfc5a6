//! Content identifiers: what a block is called, by its bytes (<https://atproto.com/specs/data-model#link-and-cid-formats>).

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE32_NOPAD;
use ipld_core::cid::Cid as Link;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// How many bytes one has.
pub const CID_BYTES: usize = 36;
/// Version 1; then the codec; then that what follows is SHA-256 of 32 bytes.
const VERSION: u8 = 1;
const SHA_256: u8 = 0x12;
const DIGEST_BYTES: u8 = 32;

/// What the bytes are that are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Codec {
    /// A blob: any bytes.
    Raw,
    /// A record, a node or a commit: DAG-CBOR.
    DagCbor,
}

impl Codec {
    const fn code(self) -> u8 {
        match self {
            Self::Raw => 0x55,
            Self::DagCbor => 0x71,
        }
    }
}

/// The name of some bytes, of the one kind that the protocol uses: version 1, SHA-256, DAG-CBOR or raw.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cid {
    codec: Codec,
    digest: [u8; 32],
}

/// What is no name of this kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no CID of version 1 with SHA-256 of DAG-CBOR or raw bytes")]
pub struct NoCid;

impl Cid {
    /// The name of DAG-CBOR.
    pub fn of_cbor(bytes: &[u8]) -> Self {
        Self {
            codec: Codec::DagCbor,
            digest: crypto::sha256(bytes),
        }
    }

    /// The name of a blob.
    pub fn of_blob(bytes: &[u8]) -> Self {
        Self::of_blob_digest(crypto::sha256(bytes))
    }

    /// The name of a blob whose SHA-256 is known.
    pub const fn of_blob_digest(digest: [u8; 32]) -> Self {
        Self {
            codec: Codec::Raw,
            digest,
        }
    }

    /// What the bytes are.
    pub const fn codec(&self) -> Codec {
        self.codec
    }

    /// The SHA-256 of the bytes.
    pub const fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// Whether it is the name of these bytes.
    pub fn is_of(&self, bytes: &[u8]) -> bool {
        self.digest == crypto::sha256(bytes)
    }

    /// As it stands in a CAR file.
    pub fn to_bytes(&self) -> [u8; CID_BYTES] {
        let mut bytes = [0; CID_BYTES];
        let (head, digest) = bytes.split_at_mut(4);
        head.copy_from_slice(&[VERSION, self.codec.code(), SHA_256, DIGEST_BYTES]);
        digest.copy_from_slice(&self.digest);
        bytes
    }

    /// Reads what [`Self::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NoCid> {
        let (head, digest) = bytes.split_first_chunk::<4>().ok_or(NoCid)?;
        let digest = digest.try_into().or(Err(NoCid))?;
        let codec = match head {
            [VERSION, 0x55, SHA_256, DIGEST_BYTES] => Codec::Raw,
            [VERSION, 0x71, SHA_256, DIGEST_BYTES] => Codec::DagCbor,
            _ => return Err(NoCid),
        };
        Ok(Self { codec, digest })
    }

    /// Reads it as it is written in JSON: `b` and base32 in lower case.
    pub fn parse(text: &str) -> Result<Self, NoCid> {
        let digits = text.strip_prefix('b').ok_or(NoCid)?;
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        if digits.len() > 2 * CID_BYTES || !digits.bytes().all(is_plain) {
            return Err(NoCid);
        }
        let bytes = BASE32_NOPAD.decode(digits.to_ascii_uppercase().as_bytes());
        Self::from_bytes(&bytes.or(Err(NoCid))?)
    }
}

impl fmt::Display for Cid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = BASE32_NOPAD.encode(&self.to_bytes());
        write!(f, "b{}", digits.to_ascii_lowercase())
    }
}

impl fmt::Debug for Cid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cid({self})")
    }
}

impl FromStr for Cid {
    type Err = NoCid;

    fn from_str(text: &str) -> Result<Self, NoCid> {
        Self::parse(text)
    }
}

impl TryFrom<&Link> for Cid {
    type Error = NoCid;

    fn try_from(link: &Link) -> Result<Self, NoCid> {
        Self::from_bytes(&link.to_bytes())
    }
}

impl From<Cid> for Link {
    fn from(cid: Cid) -> Self {
        // Every name of ours is one.
        Self::try_from(&cid.to_bytes()[..]).unwrap_or_default()
    }
}

/// A link in DAG-CBOR (tag 42), and its text in what people read: JSON, a query.
impl Serialize for Cid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return serializer.collect_str(self);
        }
        Link::from(*self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Cid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            return Self::parse(&text).map_err(de::Error::custom);
        }
        Self::try_from(&Link::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// Whether a text may be meant as a CID of any kind, as the string format `cid` of lexicons asks.
pub fn is_cid_text(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'=');
    // Version 0 has no prefix for its base.
    (8..=256).contains(&text.len()) && text.bytes().all(is_plain) && !text.starts_with("Qmb")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn it_is_a_text_in_json_and_a_link_in_cbor() {
        let cid = Cid::of_cbor(b"hello");
        let json = serde_json::to_value(cid).unwrap();
        assert_eq!(json, serde_json::json!(cid.to_string()));
        assert_eq!(serde_json::from_value::<Cid>(json).unwrap(), cid);
        assert!(serde_json::from_str::<Cid>("\"bafy\"").is_err());
        let cbor = serde_ipld_dagcbor::to_vec(&cid).unwrap();
        assert_eq!(&cbor[..2], [0xd8, 42]);
        assert_eq!(serde_ipld_dagcbor::from_slice::<Cid>(&cbor).unwrap(), cid);
    }

    #[test]
    fn the_name_of_a_blob_is_that_of_its_bytes() {
        let cid = Cid::of_blob(b"hello");
        let text = "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq";
        assert_eq!(cid.to_string(), text);
        assert_eq!(Cid::parse(text), Ok(cid));
        assert!(cid.is_of(b"hello") && !cid.is_of(b"hellp"));
    }

    #[test]
    fn other_kinds_of_names_are_refused() {
        for text in [
            "",
            "b",
            "QmbWqxBEKC3P8tqsKc98xmWNzrzDtRLMiMPL8wBuTGsMnR",
            "zdj7WWeQ43G6JJvLWQWZpyHuAMq6uYWRjkBXFad11vE2LHhQ7",
            // UnixFS, in upper case, with padding, cut.
            "bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi",
            "bAFKREIBM6JG3UX5QUMHCN2B3FLC3TYU6DMLB4XA7U5BF44YEGNRJHC4YEQ",
            "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq======",
            "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4ye",
        ] {
            assert_eq!(Cid::parse(text), Err(NoCid), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_name_survives_its_bytes_and_its_text(bytes in any::<Vec<u8>>()) {
            for cid in [Cid::of_blob(&bytes), Cid::of_cbor(&bytes)] {
                prop_assert_eq!(Cid::from_bytes(&cid.to_bytes()), Ok(cid));
                prop_assert_eq!(Cid::parse(&cid.to_string()), Ok(cid));
                prop_assert_eq!(Cid::try_from(&Link::from(cid)), Ok(cid));
            }
        }

        #[test]
        fn any_text_is_answered_without_a_panic(text in ".{0,80}") {
            let _ = Cid::parse(&text);
            is_cid_text(&text);
        }
    }
}
