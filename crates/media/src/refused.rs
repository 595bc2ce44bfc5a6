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
    #[error("has too many pixels for this server: send a smaller picture")]
    TooManyPixels,
    /// What is not a picture, where a picture is wanted.
    #[error("is video or sound; only a picture can be used here")]
    NoPicture,
    /// There is no `FFmpeg`.
    #[error(
        "is video or sound, for which this server lacks a program: its host can install FFmpeg (apt install ffmpeg); pictures can be attached"
    )]
    NeedsFfmpeg,
    /// There is no reader for HEIC or AVIF.
    #[error(
        "is a HEIC or AVIF picture, for which this server lacks a program: its host can install it (apt install libheif-examples); a JPEG or PNG can be attached"
    )]
    NeedsHeif,
    /// No kind we know.
    #[error(
        "is not a picture, video or sound this server can read: send a JPEG, PNG, WebP, GIF, MP4, WebM, MP3, Ogg, FLAC or WAV"
    )]
    Unknown,
    /// A kind we know, but the bytes make no picture.
    #[error("is damaged: it cannot be read as what it says it is")]
    Broken,
    /// Video with too long sides.
    #[error("is too wide or too high: a video may have 4096 pixels a side")]
    TooWide,
    /// It would never end.
    #[error("is too long: video and sound may last 3 hours")]
    TooLong,
    /// Too many tracks.
    #[error("has too many tracks: 8 are allowed")]
    TooManyTracks,
    /// Captions that cannot be read.
    #[error(
        "are no WebVTT that can be read: the file begins with WEBVTT, and each caption with its times, as 00:01.000 --> 00:02.500"
    )]
    NoCaptions,
    /// Too large, or too many of them.
    #[error("are too many: a file with captions may have 1 MB and 20,000 of them")]
    TooManyWords,
    /// Too much work.
    #[error("takes this server too long to read: send a shorter or smaller one")]
    TooSlow,
}
