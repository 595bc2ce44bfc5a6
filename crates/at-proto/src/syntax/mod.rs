//! Names: DIDs, handles, NSIDs, record keys, TIDs, AT URIs, and dates (<https://atproto.com/specs>).
//!
//! Always true here: a value of one of these types is well-formed, however it was made, and prints as
//! it was written; only handles are made lower-case. What a name points at is not asked.

mod at_identifier;
mod at_uri;
mod datetime;
mod did;
mod handle;
mod language;
mod nsid;
mod record_key;
mod tid;
mod uri;

pub use at_identifier::AtIdentifier;
pub use at_uri::AtUri;
pub use datetime::Datetime;
pub use did::Did;
pub use handle::Handle;
pub use language::Language;
pub use nsid::Nsid;
pub use record_key::RecordKey;
pub use tid::Tid;
pub use uri::Uri;

/// Which rule a text does not keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SyntaxError {
    /// Not `did:method:identifier`.
    #[error("the text is not a DID")]
    Did,
    /// Not a domain name of at least two labels.
    #[error("the text is not a handle")]
    Handle,
    /// Neither a DID nor a handle.
    #[error("the text is neither a DID nor a handle")]
    AtIdentifier,
    /// Not a reversed domain name and a name.
    #[error("the text is not an NSID")]
    Nsid,
    /// Empty, too long, `.` or `..`, or with a character that is not allowed.
    #[error("the text is not a record key")]
    RecordKey,
    /// Not 13 digits of base32-sortable.
    #[error("the text is not a TID")]
    Tid,
    /// Not `at://` and one, two or three well-formed parts.
    #[error("the text is not an AT URI")]
    AtUri,
    /// Not RFC 3339 as AT Protocol narrows it.
    #[error("the text is not a datetime")]
    Datetime,
    /// Written like a datetime, but there is no such moment (month 13), or it is before the year 0.
    #[error("the datetime names no moment that exists")]
    NoSuchMoment,
    /// Not a well-formed BCP 47 tag, or one that repeats a variant or an extension.
    #[error("the text is not a language tag")]
    Language,
    /// Not a scheme and something after it, or longer than 8 KiB.
    #[error("the text is not a URI")]
    Uri,
}

/// What every name can do once it has `parse` and `as_str`.
macro_rules! text {
    ($name:ident) => {
        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::syntax::SyntaxError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}
use text;

/// Whether a label of a domain name keeps the rules that handles and NSIDs share: 1 to 63 letters,
/// digits and hyphens, no hyphen at either end.
fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label
            .bytes()
            .all(|c| c.is_ascii_alphanumeric() || c == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// Whether a text begins with an ASCII letter.
fn begins_with_letter(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::{Did, Handle, Nsid};

    #[test]
    fn names_are_checked_when_they_are_read_from_json() {
        let did: Did = serde_json::from_str("\"did:web:a.example\"").unwrap();
        assert_eq!(
            serde_json::to_string(&did).unwrap(),
            "\"did:web:a.example\""
        );
        assert!(serde_json::from_str::<Did>("\"did:web:\"").is_err());
        assert!(serde_json::from_str::<Handle>("7").is_err());
        assert!("a.b".parse::<Nsid>().is_err());
    }
}
