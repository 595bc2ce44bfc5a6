//! Why a document was not accepted.

/// The reason a document from outside is refused. [`Refusal::code`] is stable and goes into answers,
/// logs and counters; the message is for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// More bytes than are read.
    #[error("the document is larger than {limit} bytes")]
    TooLarge {
        /// The largest size in bytes.
        limit: usize,
    },
    /// Not JSON, or JSON beyond our bounds.
    #[error("the document is not acceptable JSON: {0}")]
    BadJson(String),
    /// JSON, but no object.
    #[error("expected a JSON object")]
    NotAnObject,
    /// A property without which the document means nothing.
    #[error("the property “{0}” is missing")]
    Missing(&'static str),
    /// A property whose value cannot be used.
    #[error("the property “{field}” {reason}")]
    BadField {
        /// The name of the property.
        field: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A list longer than is read.
    #[error("the property “{field}” has more than {limit} entries")]
    TooMany {
        /// The name of the property.
        field: &'static str,
        /// The longest list.
        limit: usize,
    },
    /// A document of another type than the one asked for.
    #[error("expected {expected}, found the type “{found}”")]
    WrongType {
        /// What was asked for.
        expected: &'static str,
        /// The type the document names, cut to 64 bytes.
        found: String,
    },
    /// A document that speaks for another server (FEP-fe34).
    #[error("“{field}” belongs to another server than the one that speaks")]
    ForeignOrigin {
        /// The property that names the other server.
        field: &'static str,
    },
    /// A key that does not belong to the actor that presents it.
    #[error("the key does not belong to the actor")]
    KeyOwnerMismatch,
}

impl Refusal {
    /// A short name that never changes.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "too_large",
            Self::BadJson(_) => "bad_json",
            Self::NotAnObject => "not_an_object",
            Self::Missing(_) => "missing_field",
            Self::BadField { .. } => "bad_field",
            Self::TooMany { .. } => "too_many",
            Self::WrongType { .. } => "wrong_type",
            Self::ForeignOrigin { .. } => "foreign_origin",
            Self::KeyOwnerMismatch => "key_owner_mismatch",
        }
    }

    /// A [`Refusal::WrongType`] that quotes at most 64 bytes of what was found.
    pub(crate) fn wrong_type(expected: &'static str, found: Option<&str>) -> Self {
        let found = crate::value::cut(found.unwrap_or("none"), 64).to_owned();
        Self::WrongType { expected, found }
    }
}
