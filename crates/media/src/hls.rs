//! HLS (RFC 8216): lists of the pieces of a video, so that a player changes between sizes as the connection does.
//!
//! Each size is one file in fragmented MP4, which also plays by itself; its pieces are parts of it.

use std::fmt::Write as _;

use crate::Refused;

/// A part of a file, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    start: u64,
    length: u64,
}

/// Something that plays for a while.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Piece {
    seconds: f64,
    part: Part,
}

/// Where the pieces of a file are.
#[derive(Debug, Clone, PartialEq)]
pub struct Pieces {
    /// What has to be read before any of them.
    head: Part,
    all: Vec<Piece>,
}

/// A size of a video, as a player chooses by it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variant<'a> {
    /// The name of the list of its pieces.
    pub list: &'a str,
    /// Those pieces.
    pub pieces: &'a Pieces,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Frames a second.
    pub rate: f64,
    /// What it is coded with (RFC 6381).
    pub codecs: &'a str,
}

impl Pieces {
    /// Reads where the pieces are, of the beginning of a file in fragmented MP4 that says so in front of all of them:
    /// by its segment index (`sidx`, ISO/IEC 14496-12, 8.16.3).
    pub(crate) fn read(start: &[u8]) -> Result<Self, Refused> {
        let (mut at, mut index) = (0, None);
        while index.is_none() {
            let (name, length) = box_at(start, at).ok_or(Refused::Broken)?;
            if name == b"sidx" {
                index = Some((at, start.get(at + 8..at + length).ok_or(Refused::Broken)?));
            }
            at += length;
        }
        let (head, index) = index.ok_or(Refused::Broken)?;
        let all = pieces(index, at).filter(|all| !all.is_empty());
        let head = Part {
            start: 0,
            length: u64::try_from(head).or(Err(Refused::Broken))?,
        };
        let all = all.ok_or(Refused::Broken)?;
        Ok(Self { head, all })
    }

    /// The list of the pieces (section 4.3.3) of a file that is served, beside the list, under this name.
    pub fn list(&self, name: &str) -> String {
        let longest = self.all.iter().map(|piece| piece.seconds);
        let longest = longest.fold(1.0, f64::max).ceil();
        let mut list = format!(
            "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:{longest:.0}\n#EXT-X-PLAYLIST-TYPE:VOD\n\
             #EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-MAP:URI=\"{name}\",BYTERANGE=\"{}@{}\"\n",
            self.head.length, self.head.start
        );
        for Piece { seconds, part } in &self.all {
            // Writing into a text cannot fail.
            let _ = write!(
                list,
                "#EXTINF:{seconds:.6},\n#EXT-X-BYTERANGE:{}@{}\n{name}\n",
                part.length, part.start
            );
        }
        list + "#EXT-X-ENDLIST\n"
    }

    /// Bits a second: the most of any piece, and on average (section 4.3.4.2).
    pub fn bits(&self) -> (u64, u64) {
        let bytes: f64 = self.all.iter().map(|piece| float(piece.part.length)).sum();
        let seconds: f64 = self.all.iter().map(|piece| piece.seconds).sum();
        let most = self
            .all
            .iter()
            .map(|piece| float(piece.part.length) / piece.seconds)
            .fold(0.0, f64::max);
        (whole(most * 8.0), whole(bytes / seconds * 8.0))
    }
}

/// The name and the length of the box that begins there.
fn box_at(bytes: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let header = bytes.get(at..at.checked_add(8)?)?;
    let (length, name) = header.split_at_checked(4)?;
    let length = usize::try_from(u32::from_be_bytes(length.try_into().ok()?)).ok()?;
    (length >= 8).then_some((name, length))
}

/// The pieces that an index tells of, which ends at a place of its file.
fn pieces(index: &[u8], end: usize) -> Option<Vec<Piece>> {
    let number = |at: usize| {
        let bytes = index.get(at..at + 4)?.try_into().ok()?;
        Some(u64::from(u32::from_be_bytes(bytes)))
    };
    // A version and flags, which track, how many ticks make a second; when it begins and how far off.
    let is_long = *index.first()? != 0;
    let ticks = number(8)?;
    let (off, at) = if is_long {
        ((number(20)? << 32) | number(24)?, 28)
    } else {
        (number(16)?, 20)
    };
    let count = usize::try_from(number(at)? & 0xffff).ok()?;
    let mut start = u64::try_from(end).ok()?.checked_add(off)?;
    let mut all = Vec::new();
    for piece in 0..count {
        let at = at + 4 + piece * 12;
        // The highest bit says that it is not a piece but another index.
        let (length, long) = (number(at)?, number(at + 4)?);
        if length >> 31 != 0 || length == 0 || long == 0 || ticks == 0 {
            return None;
        }
        all.push(Piece {
            seconds: float(long) / float(ticks),
            part: Part { start, length },
        });
        start += length;
    }
    Some(all)
}

/// The list of all sizes (section 4.3.4).
pub fn choice(variants: &[Variant<'_>]) -> String {
    let mut list = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n".to_owned();
    for variant in variants {
        let (most, average) = variant.pieces.bits();
        // Writing into a text cannot fail.
        let _ = write!(
            list,
            "#EXT-X-STREAM-INF:BANDWIDTH={most},AVERAGE-BANDWIDTH={average},RESOLUTION={}x{},FRAME-RATE={:.3},CODECS=\"{}\"\n{}\n",
            variant.width, variant.height, variant.rate, variant.codecs, variant.list
        );
    }
    list
}

/// What a file in fragmented MP4 is coded with, by its head: H.264 of a profile and a level (RFC 6381, section 3.3),
/// and maybe AAC.
pub(crate) fn codecs(head: &[u8], has_sound: bool) -> Result<String, Refused> {
    const NAME: &[u8] = b"avcC";
    let place = head.windows(NAME.len()).position(|part| part == NAME);
    // ISO/IEC 14496-15, 5.3.3.1: a version, the profile, what it is compatible with, the level.
    let record = place.and_then(|place| head.get(place + NAME.len()..)?.get(..4));
    let Some([1, profile, compatible, level]) = record else {
        return Err(Refused::Broken);
    };
    let sound = if has_sound { ",mp4a.40.2" } else { "" };
    Ok(format!(
        "avc1.{profile:02x}{compatible:02x}{level:02x}{sound}"
    ))
}

#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "a file has fewer than 2^52 bytes"
)]
fn float(bytes: u64) -> f64 {
    bytes as f64
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a conversion from a float is bounded, and nothing here is below nought"
)]
fn whole(number: f64) -> u64 {
    number.ceil() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A head of 20 bytes, two pieces of 1000 and 1250 bytes, and who knows what after them.
    fn made(version: u8) -> Vec<u8> {
        let mut file = [
            &20_u32.to_be_bytes()[..],
            b"moov",
            b"avcC\x01\x64\x00\x1f.....",
        ]
        .concat();
        file.truncate(20);
        let times: &[u8] = if version == 0 { &[0; 8] } else { &[0; 16] };
        let index = [
            &[version, 0, 0, 0, 0, 0, 0, 1][..],
            &1_000_u32.to_be_bytes(),
            times,
            &[0, 0, 0, 2],
            &1_000_u32.to_be_bytes(),
            &4_000_u32.to_be_bytes(),
            &[0x90, 0, 0, 0],
            &1_250_u32.to_be_bytes(),
            &2_500_u32.to_be_bytes(),
            &[0x90, 0, 0, 0],
        ]
        .concat();
        let length = u32::try_from(index.len() + 8).unwrap();
        [
            file,
            length.to_be_bytes().to_vec(),
            b"sidx".to_vec(),
            index,
            vec![7; 9],
        ]
        .concat()
    }

    #[test]
    fn the_pieces_of_a_file_are_listed_with_the_name_that_it_is_served_by() {
        let pieces = Pieces::read(&made(0)).unwrap();
        assert_eq!(
            pieces.list("x.mp4"),
            "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:4\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-INDEPENDENT-SEGMENTS\n\
             #EXT-X-MAP:URI=\"x.mp4\",BYTERANGE=\"20@0\"\n#EXTINF:4.000000,\n#EXT-X-BYTERANGE:1000@76\nx.mp4\n\
             #EXTINF:2.500000,\n#EXT-X-BYTERANGE:1250@1076\nx.mp4\n#EXT-X-ENDLIST\n"
        );
        assert_eq!(pieces.bits(), (4000, 2770));
        assert!(
            Pieces::read(&made(1))
                .unwrap()
                .list("x")
                .contains("1000@84")
        );
    }

    #[test]
    fn all_sizes_are_listed_with_what_a_player_chooses_by() {
        let pieces = Pieces::read(&made(0)).unwrap();
        let small = Variant {
            list: "s.m3u8",
            pieces: &pieces,
            width: 426,
            height: 240,
            rate: 30.0,
            codecs: "avc1.64001f",
        };
        assert_eq!(
            choice(&[small]),
            "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-STREAM-INF:BANDWIDTH=4000,AVERAGE-BANDWIDTH=2770,\
             RESOLUTION=426x240,FRAME-RATE=30.000,CODECS=\"avc1.64001f\"\ns.m3u8\n"
        );
    }

    #[test]
    fn what_has_no_whole_index_in_front_is_refused() {
        let whole = made(0);
        for end in 0..76 {
            let cut = whole.get(..end).unwrap();
            assert_eq!(Pieces::read(cut), Err(Refused::Broken), "{end}");
        }
        let mut of_no_length = whole.clone();
        of_no_length[3] = 0;
        assert_eq!(Pieces::read(&of_no_length), Err(Refused::Broken));
        let mut of_no_time = whole;
        of_no_time[36..40].copy_from_slice(&[0; 4]);
        assert_eq!(Pieces::read(&of_no_time), Err(Refused::Broken));
    }

    #[test]
    fn codecs_are_named_by_the_head_of_a_file() {
        assert_eq!(codecs(&made(0), true).unwrap(), "avc1.64001f,mp4a.40.2");
        assert_eq!(codecs(&made(0), false).unwrap(), "avc1.64001f");
        assert_eq!(codecs(b"avcC\x02\x64\x00\x1f", true), Err(Refused::Broken));
        assert_eq!(codecs(b"avcC\x01\x64", true), Err(Refused::Broken));
    }
}
