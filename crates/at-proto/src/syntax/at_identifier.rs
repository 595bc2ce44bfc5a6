//! AT identifiers: whom a request is about (<https://atproto.com/specs/lexicon>, `at-identifier`).

use super::{Did, Handle, SyntaxError, text};

/// A DID or a handle.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AtIdentifier {
    /// A DID: lasting.
    Did(Did),
    /// A handle: must be resolved first.
    Handle(Handle),
}

impl AtIdentifier {
    /// Checks a text: what begins with `did:` must be a DID, everything else a handle.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        if text.starts_with("did:") {
            Did::parse(text).map(Self::Did)
        } else {
            Handle::parse(text).map(Self::Handle)
        }
        .map_err(|_reason| SyntaxError::AtIdentifier)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Did(did) => did.as_str(),
            Self::Handle(handle) => handle.as_str(),
        }
    }

    /// The DID, if it is one.
    pub fn did(&self) -> Option<&Did> {
        match self {
            Self::Did(did) => Some(did),
            Self::Handle(_) => None,
        }
    }
}

impl From<Did> for AtIdentifier {
    fn from(did: Did) -> Self {
        Self::Did(did)
    }
}

impl From<Handle> for AtIdentifier {
    fn from(handle: Handle) -> Self {
        Self::Handle(handle)
    }
}

text!(AtIdentifier);
