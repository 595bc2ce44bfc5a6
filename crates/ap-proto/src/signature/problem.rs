//! Why a request counts as unsigned.

/// What is wrong with a signature. [`SignatureProblem::code`] is stable and goes into the 401 answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureProblem {
    /// There is none.
    #[error("the request is not signed")]
    Missing,
    /// It cannot be read.
    #[error("the signature cannot be read: {0}")]
    Malformed(&'static str),
    /// It does not cover what it must, so that parts could be changed or the request sent elsewhere.
    #[error("the signature does not cover {0}")]
    Incomplete(&'static str),
    /// It is of a kind we do not verify.
    #[error("the signature is not supported: {0}")]
    Unsupported(&'static str),
    /// A header that must be there once is there more than once: two readers could take either.
    #[error("the header {0} is repeated")]
    Duplicated(&'static str),
    /// Made too long ago, in the future, or expired.
    #[error("the signature is too old, from the future, or expired")]
    Clock,
    /// The digest is not that of the body.
    #[error("the digest does not match the body")]
    DigestMismatch,
    /// The signature is not that of this key over this request.
    #[error("the signature does not fit the request and the key")]
    Invalid,
}

impl SignatureProblem {
    /// A short name that never changes.
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "signature_missing",
            Self::Malformed(_) => "signature_malformed",
            Self::Incomplete(_) => "signature_incomplete",
            Self::Unsupported(_) => "signature_unsupported",
            Self::Duplicated(_) => "header_duplicated",
            Self::Clock => "clock",
            Self::DigestMismatch => "digest_mismatch",
            Self::Invalid => "signature_invalid",
        }
    }
}
