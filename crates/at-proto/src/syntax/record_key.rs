//! Record keys (<https://atproto.com/specs/record-key>).

use super::{SyntaxError, Tid, text};

/// The longest record key.
const MAX_BYTES: usize = 512;

/// The name of a record in its collection. Compared by the letter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordKey(String);

impl RecordKey {
    /// Checks a text: 1 to 512 letters, digits and `._:~-`, and neither `.` nor `..`.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        let well_formed = (1..=MAX_BYTES).contains(&text.len())
            && text
                .bytes()
                .all(|c| c.is_ascii_alphanumeric() || b"._:~-".contains(&c))
            && !matches!(text, "." | "..");
        if well_formed {
            Ok(Self(text.to_owned()))
        } else {
            Err(SyntaxError::RecordKey)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Tid> for RecordKey {
    fn from(tid: Tid) -> Self {
        Self(tid.to_string())
    }
}

text!(RecordKey);
