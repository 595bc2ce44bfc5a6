//! Handles (<https://atproto.com/specs/handle>).

use super::{SyntaxError, begins_with_letter, is_label, text};

/// The longest handle.
const MAX_BYTES: usize = 253;

/// Top-level domains under which no handle is real (the specification, "Additional Non-Syntax
/// Restrictions"). `.test` is for development and is not among them.
const DISALLOWED_TLDS: [&str; 8] = [
    "alt",
    "arpa",
    "example",
    "internal",
    "invalid",
    "local",
    "localhost",
    "onion",
];

/// A domain name of two labels or more, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle(String);

impl Handle {
    /// What is shown for an account whose handle does not lead back to it.
    pub const INVALID: &'static str = "handle.invalid";

    /// Checks a text and makes it lower-case.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        let well_formed = text.len() <= MAX_BYTES
            && text.split('.').all(is_label)
            && text
                .rsplit_once('.')
                .is_some_and(|(_, tld)| begins_with_letter(tld));
        if well_formed {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(SyntaxError::Handle)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last label.
    pub fn tld(&self) -> &str {
        self.0.rsplit_once('.').map_or("", |(_, tld)| tld)
    }

    /// Whether the handle is well-formed but can never be real, since of its top-level domain.
    pub fn has_disallowed_tld(&self) -> bool {
        DISALLOWED_TLDS.contains(&self.tld())
    }
}

text!(Handle);

#[cfg(test)]
mod tests {
    use super::Handle;

    #[test]
    fn a_handle_is_kept_in_lower_case() {
        let handle = Handle::parse("Alice.Example.COM").unwrap();
        assert_eq!(handle.as_str(), "alice.example.com");
        assert_eq!(handle.tld(), "com");
        assert_eq!(handle, Handle::parse("alice.example.com").unwrap());
    }

    #[test]
    fn some_top_level_domains_are_never_real() {
        for (text, disallowed) in [
            ("alice.local", true),
            ("alice.ONION", true),
            (Handle::INVALID, true),
            ("alice.test", false),
            ("local.alice.org", false),
        ] {
            assert_eq!(
                Handle::parse(text).unwrap().has_disallowed_tld(),
                disallowed,
                "{text}"
            );
        }
    }
}
