//! URIs of any scheme (<https://atproto.com/specs/lexicon>, `uri`; RFC 3986).

use super::{SyntaxError, begins_with_letter, text};

/// The longest URI.
const MAX_BYTES: usize = 8_192;

/// The longest scheme.
const MAX_SCHEME_BYTES: usize = 80;

/// A scheme, `:`, and something without spaces. Says nothing about whether it is safe to follow: it may
/// be `javascript:` as well.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uri(String);

impl Uri {
    /// Checks a text.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        let well_formed = text.len() <= MAX_BYTES
            && text
                .split_once(':')
                .is_some_and(|(scheme, rest)| is_scheme(scheme) && !rest.is_empty())
            && !text.chars().any(|c| c.is_whitespace() || c.is_control());
        if well_formed {
            Ok(Self(text.to_owned()))
        } else {
            Err(SyntaxError::Uri)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What comes before the first colon.
    pub fn scheme(&self) -> &str {
        self.0.split_once(':').map_or("", |(scheme, _)| scheme)
    }
}

/// RFC 3986 section 3.1.
fn is_scheme(scheme: &str) -> bool {
    scheme.len() <= MAX_SCHEME_BYTES
        && begins_with_letter(scheme)
        && scheme
            .bytes()
            .all(|c| c.is_ascii_alphanumeric() || b"+-.".contains(&c))
}

text!(Uri);
