//! The one error of this crate.

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The core said so.
    #[error(transparent)]
    Core(#[from] social::Error),
    /// What came is not what it should be.
    #[error(transparent)]
    Proto(#[from] nostr_proto::Error),
    /// Somebody elsewhere did not answer as they should.
    #[error("{0}")]
    Elsewhere(String),
}

/// A result with this crate's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

impl From<Error> for social::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Core(error) => error,
            other => Self::internal(other),
        }
    }
}
