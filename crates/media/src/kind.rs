//! What a file is, by its first bytes.

use image::ImageFormat;

use crate::Refused;

/// What a file that we made is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A photo.
    Jpeg,
    /// A drawing, or anything one can see through.
    Png,
    /// A picture that moves.
    Gif,
}

impl Kind {
    /// What is said of it in HTTP.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
        }
    }

    /// How its name ends.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Gif => "gif",
        }
    }

    /// The kind whose names end like this.
    pub fn from_extension(extension: &str) -> Option<Self> {
        [Self::Jpeg, Self::Png, Self::Gif]
            .into_iter()
            .find(|kind| kind.extension() == extension)
    }
}

/// The format of a picture that somebody sent.
pub(crate) fn format(bytes: &[u8]) -> Result<ImageFormat, Refused> {
    if bytes.is_empty() {
        return Err(Refused::Empty);
    }
    if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        Ok(ImageFormat::Jpeg)
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Ok(ImageFormat::Png)
    } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        Ok(ImageFormat::Gif)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Ok(ImageFormat::WebP)
    } else if plays(bytes) {
        Err(Refused::NotYet)
    } else {
        Err(Refused::Unknown)
    }
}

/// Whether it is video or sound. A hint for people, nothing more: such a file is refused either way.
fn plays(bytes: &[u8]) -> bool {
    /// Pictures in the box of a video (ISO/IEC 23008-12).
    const STILL: [&[u8]; 4] = [b"avif", b"heic", b"heix", b"mif1"];
    let is_boxed = bytes.get(4..8) == Some(b"ftyp")
        && !STILL.iter().any(|brand| bytes.get(8..12) == Some(*brand));
    let starts: [&[u8]; 6] = [
        b"\x1a\x45\xdf\xa3",
        b"OggS",
        b"fLaC",
        b"ID3",
        b"\xff\xfb",
        b"\xff\xf3",
    ];
    let in_riff = bytes.starts_with(b"RIFF") && matches!(bytes.get(8..12), Some(b"WAVE" | b"AVI "));
    is_boxed || in_riff || starts.iter().any(|start| bytes.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_decide_and_what_plays_is_told_apart_from_rubbish() {
        assert_eq!(format(b"\xff\xd8\xff\xe0"), Ok(ImageFormat::Jpeg));
        assert_eq!(format(b"RIFF\0\0\0\0WEBPVP8 "), Ok(ImageFormat::WebP));
        assert_eq!(format(b"\0\0\0\x18ftypmp42"), Err(Refused::NotYet));
        assert_eq!(format(b"\0\0\0\x18ftypavif"), Err(Refused::Unknown));
        assert_eq!(format(b"ID3\x04"), Err(Refused::NotYet));
        assert_eq!(format(b"<svg onload=alert(1)>"), Err(Refused::Unknown));
        assert_eq!(format(b""), Err(Refused::Empty));
    }
}
