//! Whether two servers agree on who follows somebody (FEP-8fcf): the `Collection-Synchronization` header, which goes along
//! with a delivery, and the digest in it.
//!
//! The digest is over the ids of those followers who are of the receiving server: SHA-256 of each, with exclusive or of all.

use data_encoding::HEXLOWER;

use crate::parameters::parameters;
use crate::value::http_url;

/// The header's name.
pub const HEADER: &str = "collection-synchronization";

/// The longest header that is read.
const MAX_BYTES: usize = 8 * 1024;

/// What the sender of a delivery says of their followers on the server it goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionSynchronization {
    /// The collection of all followers.
    pub collection_id: String,
    /// Where those of the receiving server are told, to that server alone.
    pub url: String,
    /// The digest of these: 64 hexadecimal digits in lower case.
    pub digest: String,
}

impl CollectionSynchronization {
    /// Reads the header. `None` when it is none, or leaves something out.
    pub fn parse(header: &str) -> Option<Self> {
        let all = parameters(header).filter(|_| header.len() <= MAX_BYTES)?;
        let one = |wanted: &str| {
            let mut values = all.iter().filter(|(name, _)| *name == wanted);
            let (_, value) = values.next()?;
            values.next().is_none().then_some(*value)
        };
        Some(Self {
            collection_id: http_url(one("collectionId")?)?.to_owned(),
            url: http_url(one("url")?)?.to_owned(),
            digest: one("digest")?.to_ascii_lowercase(),
        })
    }
}

impl std::fmt::Display for CollectionSynchronization {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            collection_id,
            url,
            digest,
        } = self;
        write!(
            f,
            "collectionId=\"{collection_id}\", url=\"{url}\", digest=\"{digest}\""
        )
    }
}

/// The digest of some followers, in any order: 64 hexadecimal digits, all `0` for nobody.
pub fn digest<'a>(followers: impl IntoIterator<Item = &'a str>) -> String {
    let mut all = [0; 32];
    for follower in followers {
        for (sum, byte) in all.iter_mut().zip(crypto::sha256(follower.as_bytes())) {
            *sum ^= byte;
        }
    }
    HEXLOWER.encode(&all)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of FEP-8fcf.
    #[test]
    fn the_digest_is_that_of_the_specification() {
        let (one, two) = (
            "https://testing.example.org/users/1",
            "https://testing.example.org/users/2",
        );
        let both = "c33f48cd341ef046a206b8a72ec97af65079f9a3a9b90eef79c5920dce45c61f";
        assert_eq!(digest([one, two]), both);
        assert_eq!(digest([two, one]), both);
        assert_eq!(digest([]), "0".repeat(64));
    }

    #[test]
    fn the_header_is_read_as_it_is_written() {
        let said = CollectionSynchronization {
            collection_id: "https://a.example/users/1/followers".into(),
            url: "https://a.example/users/1/followers_synchronization".into(),
            digest: digest(["https://b.example/users/1"]),
        };
        assert_eq!(
            CollectionSynchronization::parse(&said.to_string()),
            Some(said)
        );
    }

    #[test]
    fn half_a_header_is_none() {
        for header in [
            "",
            "nonsense",
            "collectionId=\"https://a.example/f\"",
            "collectionId=\"https://a.example/f\", url=\"javascript:1\", digest=\"00\"",
            "collectionId=\"https://a.example/f\", url=\"https://a.example/s\", digest=\"00\", digest=\"01\"",
        ] {
            assert_eq!(CollectionSynchronization::parse(header), None, "{header}");
        }
        let long = format!("{}=\"1\",", "x".repeat(MAX_BYTES));
        assert_eq!(CollectionSynchronization::parse(&long), None);
    }
}
