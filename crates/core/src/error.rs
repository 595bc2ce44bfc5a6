//! What can go wrong in the core. It knows no HTTP: each adapter renders these once, in its dialect.

use std::time::Duration;

/// The core's result.
pub type Result<T> = std::result::Result<T, Error>;

/// Why the core refused. `Display` is written for the person in front of the screen; [`Error::Internal`] never tells.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is not there, or the viewer may not know that it is.
    #[error("{0} was not found")]
    NotFound(&'static str),
    /// A value cannot be accepted. `reason` reads after the field's name: "Username is reserved".
    #[error("{field} {reason}")]
    Invalid {
        /// Which input, in the words of the form: `username`, `email`, `text`.
        field: &'static str,
        /// A stable word for programs: `blank`, `too_long`, `taken`, `reserved`, `invalid`.
        code: &'static str,
        /// What is wrong and what to do, for people.
        reason: String,
    },
    /// Nobody is logged in, or the password is wrong.
    #[error("{0}")]
    Unauthenticated(&'static str),
    /// Somebody is, but may not.
    #[error("{0}")]
    Forbidden(&'static str),
    /// It collides with what is there.
    #[error("{0}")]
    Conflict(&'static str),
    /// It was there and was deleted.
    #[error("{0} was deleted")]
    Gone(&'static str),
    /// Too often.
    #[error("That was too often. Please wait a moment and try again.")]
    TooMany {
        /// When it may be tried again.
        retry: Duration,
    },
    /// Another server did not answer, or not in a way that can be used.
    #[error("{0} could not be reached. Please try again later.")]
    Unreachable(String),
    /// Something that this server needs does not work now. What it says is logged where it was found out.
    #[error("{0} Please try again in a few minutes.")]
    Unavailable(&'static str),
    /// Ours to mend. The source is for the log.
    #[error("Something went wrong on this server. It has been noted; please try again.")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// An invalid value.
    pub fn invalid(field: &'static str, code: &'static str, reason: impl Into<String>) -> Self {
        Self::Invalid {
            field,
            code,
            reason: reason.into(),
        }
    }

    /// A fault of ours.
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(source.into())
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::NotFound => Self::NotFound("That"),
            other => Self::Internal(Box::new(other)),
        }
    }
}

impl From<crypto::Error> for Error {
    fn from(error: crypto::Error) -> Self {
        Self::Internal(Box::new(error))
    }
}
