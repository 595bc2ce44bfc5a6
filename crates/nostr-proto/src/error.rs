//! The one error of this crate.

/// What is wrong with something that came from a stranger, in words that may be told to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It is no JSON of the form that is asked for, or has something twice, too much or too long.
    #[error("{0}")]
    Malformed(&'static str),
    /// The id is not the hash of what it names.
    #[error("the id is not the hash of this event")]
    WrongId,
    /// The signature is not the author's.
    #[error("the signature is not the author's")]
    WrongSignature,
    /// Not 32 bytes in lowercase hexadecimal, or no point of the curve.
    #[error("this is no key")]
    BadKey,
    /// A name in Bech32 that cannot be read, or names something else.
    #[error("this is no name that is known here")]
    BadName,
    /// What was encrypted cannot be read with this key.
    #[error("this cannot be decrypted")]
    Opening,
}

/// A result with this crate's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;
