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
    /// Video: H.264 with AAC.
    Mp4,
    /// Sound that came as AAC, as it came.
    M4a,
    /// Any other sound.
    Mp3,
    /// What is said in video or sound, to be read along.
    Vtt,
    /// The list of the sizes of a video, or of the pieces of one (HLS, RFC 8216).
    Playlist,
    /// A file as it was sent, kept until something was made of it. It is served to nobody.
    Raw,
}

impl Kind {
    /// What is served.
    const SERVED: [Self; 8] = [
        Self::Jpeg,
        Self::Png,
        Self::Gif,
        Self::Mp4,
        Self::M4a,
        Self::Mp3,
        Self::Vtt,
        Self::Playlist,
    ];

    /// What is said of it in HTTP.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::Mp4 => "video/mp4",
            Self::M4a => "audio/mp4",
            Self::Mp3 => "audio/mpeg",
            Self::Vtt => "text/vtt; charset=utf-8",
            Self::Playlist => "application/vnd.apple.mpegurl",
            Self::Raw => "application/octet-stream",
        }
    }

    /// How its name ends.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Gif => "gif",
            Self::Mp4 => "mp4",
            Self::M4a => "m4a",
            Self::Mp3 => "mp3",
            Self::Vtt => "vtt",
            Self::Playlist => "m3u8",
            Self::Raw => "raw",
        }
    }

    /// The kind whose names end like this.
    pub fn from_extension(extension: &str) -> Option<Self> {
        Self::SERVED
            .into_iter()
            .find(|kind| kind.extension() == extension)
    }
}

/// What somebody sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A picture that is read here.
    Picture(ImageFormat),
    /// A picture that another program must read: HEIC, AVIF.
    Foreign,
    /// Video or sound.
    Playing(Container),
}

/// What holds video or sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// MP4, MOV, M4A, 3GP.
    Mov,
    /// `WebM`, MKV.
    Matroska,
    /// Vorbis, Opus, Theora.
    Ogg,
    /// MPEG-1 layer III.
    Mp3,
    /// AAC without a box around it.
    Aac,
    /// Lossless sound.
    Flac,
    /// Plain sound.
    Wav,
    /// Pictures that move.
    Gif,
    /// Pictures that move, as they are written here of those that `FFmpeg` cannot read.
    Apng,
}

impl Container {
    /// Whether pictures that move are never in it.
    pub const fn is_for_sound(self) -> bool {
        matches!(self, Self::Mp3 | Self::Aac | Self::Flac | Self::Wav)
    }
}

/// How many bytes of a file [`Format::of`] wants to see.
pub const HEAD: usize = 4096;

/// Pictures in the box of a video (ISO/IEC 23008-12).
const STILL: [&[u8]; 8] = [
    b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1",
];
/// The boxes that a MOV of before 2001 may begin with.
const OLD_MOV: [&[u8]; 5] = [b"moov", b"mdat", b"wide", b"free", b"skip"];

impl Format {
    /// By the first [`HEAD`] bytes of a file, or all of it.
    pub fn of(bytes: &[u8]) -> Result<Self, Refused> {
        let starts = |start: &[u8]| bytes.starts_with(start);
        let has = |place: usize, part: &[u8]| {
            bytes
                .get(place..)
                .is_some_and(|rest| rest.starts_with(part))
        };
        let of_box = |names: &[&[u8]], place: usize| names.iter().any(|name| has(place, name));
        Ok(if bytes.is_empty() {
            return Err(Refused::Empty);
        } else if starts(&[0xff, 0xd8, 0xff]) {
            Self::Picture(ImageFormat::Jpeg)
        } else if starts(b"\x89PNG\r\n\x1a\n") {
            Self::Picture(ImageFormat::Png)
        } else if starts(b"GIF87a") || starts(b"GIF89a") {
            Self::Picture(ImageFormat::Gif)
        } else if starts(b"RIFF") && has(8, b"WEBP") {
            Self::Picture(ImageFormat::WebP)
        } else if has(4, b"ftyp") && of_box(&STILL, 8) {
            Self::Foreign
        } else if has(4, b"ftyp") || of_box(&OLD_MOV, 4) {
            Self::Playing(Container::Mov)
        } else {
            return plain(bytes).map(Self::Playing).ok_or(Refused::Unknown);
        })
    }
}

fn plain(bytes: &[u8]) -> Option<Container> {
    let starts: [(&[u8], Container); 4] = [
        (b"\x1a\x45\xdf\xa3", Container::Matroska),
        (b"OggS", Container::Ogg),
        (b"fLaC", Container::Flac),
        (b"ID3", Container::Mp3),
    ];
    if let Some((_, container)) = starts.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Some(*container);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WAVE") {
        return Some(Container::Wav);
    }
    // Eleven set bits, then the version and the layer (ISO/IEC 11172-3, 13818-7).
    match bytes {
        [0xff, 0xf0 | 0xf1 | 0xf8 | 0xf9, ..] => Some(Container::Aac),
        [0xff, second, ..] if second & 0xe6 == 0xe2 => Some(Container::Mp3),
        _ => None,
    }
}

/// The format of a picture that is read here.
pub(crate) fn format(bytes: &[u8]) -> Result<ImageFormat, Refused> {
    match Format::of(bytes)? {
        Format::Picture(format) => Ok(format),
        Format::Foreign => Err(Refused::NeedsHeif),
        Format::Playing(_) => Err(Refused::NoPicture),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_decide_and_what_plays_is_told_apart_from_rubbish() {
        let plays = |container| Ok(Format::Playing(container));
        for (bytes, format) in [
            (
                b"\xff\xd8\xff\xe0".as_slice(),
                Ok(Format::Picture(ImageFormat::Jpeg)),
            ),
            (
                b"RIFF\0\0\0\0WEBPVP8 ",
                Ok(Format::Picture(ImageFormat::WebP)),
            ),
            (b"\0\0\0\x18ftypmp42", plays(Container::Mov)),
            (b"\0\0\0\x08wide\0\0\0\0mdat", plays(Container::Mov)),
            (b"\0\0\0\x18ftypavif", Ok(Format::Foreign)),
            (b"\0\0\0\x18ftypheic", Ok(Format::Foreign)),
            (b"ID3\x04", plays(Container::Mp3)),
            (b"\xff\xfb\x90", plays(Container::Mp3)),
            (b"\xff\xf1\x50", plays(Container::Aac)),
            (b"RIFF\0\0\0\0WAVEfmt ", plays(Container::Wav)),
            (b"#EXTM3U\nfile:///etc/passwd", Err(Refused::Unknown)),
            (
                b"ffconcat version 1.0\nfile /etc/passwd",
                Err(Refused::Unknown),
            ),
            (b"<svg onload=alert(1)>", Err(Refused::Unknown)),
            (b"", Err(Refused::Empty)),
        ] {
            assert_eq!(Format::of(bytes), format, "{bytes:?}");
        }
    }

    #[test]
    fn a_name_ends_as_its_kind_and_in_no_other_way() {
        for kind in Kind::SERVED {
            assert_eq!(Kind::from_extension(kind.extension()), Some(kind));
        }
        assert_eq!(Kind::from_extension("html"), None);
        assert_eq!(Kind::from_extension(Kind::Raw.extension()), None);
    }
}
