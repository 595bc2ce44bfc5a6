//! The one error of this crate. It never carries secret bytes, nor the reason a seal did not open.

/// What went wrong with a key, a seal or a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A key that cannot be read, or whose size or kind is not accepted.
    #[error("the key is malformed or of a kind that is not accepted")]
    BadKey,
    /// A text encoding (PEM, multibase, `did:key`) that cannot be read.
    #[error("the encoding of the key is malformed")]
    BadEncoding,
    /// A key could not be made.
    #[error("a key could not be generated")]
    KeyGeneration,
    /// A signature could not be made.
    #[error("the message could not be signed")]
    Signing,
    /// The plain text could not be sealed.
    #[error("the value could not be sealed")]
    Sealing,
    /// Wrong server key, wrong context, or a damaged value: deliberately one answer for all three.
    #[error("the sealed value cannot be opened with this server key")]
    Opening,
    /// A password longer than [`crate::MAX_PASSWORD_BYTES`].
    #[error("the password is too long")]
    PasswordTooLong,
    /// The password hash could not be computed.
    #[error("the password could not be hashed")]
    PasswordHash,
}

/// A result with this crate's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;
