//! Why a file is not taken, in words for the person who sent it.

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// There is nothing in it.
    #[error("is empty")]
    Empty,
    /// Too many bytes.
    #[error("is too large: a picture may have 16 MB")]
    TooLarge,
    /// Too many pixels, or too many frames of them.
    #[error("has too many pixels: a picture may have 40 million")]
    TooManyPixels,
    /// A kind that comes later.
    #[error("is video or sound, which this server cannot take yet; pictures can be attached")]
    NotYet,
    /// No kind we know.
    #[error("is not a picture this server can read: send a JPEG, PNG, WebP or GIF")]
    Unknown,
    /// A kind we know, but the bytes make no picture.
    #[error("is damaged: it cannot be read as the picture it says it is")]
    Broken,
}
