//! DIDs (<https://atproto.com/specs/did>).

use super::{SyntaxError, text};

/// The longest DID.
const MAX_BYTES: usize = 2_048;

/// `did:`, a method of lower-case letters, `:`, an identifier. Any method is well-formed; AT Protocol
/// resolves `did:plc` and `did:web` only. Compared by the letter, never normalised.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Did(String);

impl Did {
    /// Checks a text against the generic syntax.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        let well_formed = text.len() <= MAX_BYTES
            && text
                .strip_prefix("did:")
                .and_then(|rest| rest.split_once(':'))
                .is_some_and(|(method, identifier)| is_method(method) && is_identifier(identifier));
        if well_formed {
            Ok(Self(text.to_owned()))
        } else {
            Err(SyntaxError::Did)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The method: `plc`, `web`.
    pub fn method(&self) -> &str {
        self.parts().0
    }

    /// What comes after the method.
    pub fn identifier(&self) -> &str {
        self.parts().1
    }

    fn parts(&self) -> (&str, &str) {
        self.0
            .strip_prefix("did:")
            .and_then(|rest| rest.split_once(':'))
            .unwrap_or_default()
    }
}

fn is_method(method: &str) -> bool {
    !method.is_empty() && method.bytes().all(|c| c.is_ascii_lowercase())
}

fn is_identifier(identifier: &str) -> bool {
    identifier
        .bytes()
        .all(|c| c.is_ascii_alphanumeric() || b"._:%-".contains(&c))
        && !identifier.is_empty()
        && !identifier.ends_with([':', '%'])
}

text!(Did);

#[cfg(test)]
mod tests {
    use super::Did;

    #[test]
    fn a_did_falls_into_its_method_and_its_identifier() {
        let did = Did::parse("did:web:localhost%3A1234").unwrap();
        assert_eq!(did.method(), "web");
        assert_eq!(did.identifier(), "localhost%3A1234");
    }
}
