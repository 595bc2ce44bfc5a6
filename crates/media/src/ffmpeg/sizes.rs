//! A video in several sizes, in pieces, for connections of several speeds.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::PathBuf;

use super::probe::{Found, whole};
use super::{Bench, Failure, NOTHING_ELSE, Refused, silent, words};
use crate::hls::{self, Pieces, Variant};
use crate::kind::Container;

/// A smaller video is there soon on any connection, in bytes.
const LARGE: u64 = 8 * 1024 * 1024;
/// Sizes that are made of a larger one: the shorter side in pixels, and bits a second of pictures.
const LADDER: [(u32, u64); 3] = [(720, 2_500_000), (480, 1_000_000), (240, 350_000)];
/// A size that is nearer to the next larger one than this is not worth its bytes.
const STEP: f64 = 0.8;
/// How long a piece plays, in seconds.
pub(super) const PIECE: u32 = 4;
/// What is read of a file to find its pieces, in bytes: each has twelve, three hours of them some thousand.
const START: u64 = 256 * 1024;

/// A video in one of several sizes: it plays by itself, and in pieces.
#[derive(Debug)]
pub struct Size {
    /// Where it lies, in the folder that was given: fragmented MP4.
    pub file: PathBuf,
    /// Where its pieces are.
    pub pieces: Pieces,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Frames a second.
    pub rate: f64,
    /// What it is coded with (RFC 6381).
    pub codecs: String,
}

impl Size {
    /// What a player chooses it by; the list of its pieces is served as `list`.
    pub fn variant<'a>(&'a self, list: &'a str) -> Variant<'a> {
        Variant {
            list,
            pieces: &self.pieces,
            width: self.width,
            height: self.height,
            rate: self.rate,
            codecs: &self.codecs,
        }
    }
}

impl Bench<'_> {
    /// The sizes of the video in `file`, the largest first; none if it is small anyway.
    pub(super) fn sizes(&self, file: &str, found: &Found) -> Result<Vec<Size>, Failure> {
        let length = fs::metadata(self.folder.join(file))?.len();
        let Some(track) = found.video.as_ref().filter(|_| length > LARGE) else {
            return Ok(Vec::new());
        };
        let smaller = smaller(track.width.min(track.height));
        if smaller.is_empty() {
            return Ok(Vec::new());
        }
        // The video itself comes first, as it is.
        let mut sizes = vec![self.size(file, found, "whole", words("-c copy"))?];
        for (side, bits) in smaller {
            let scale = if track.width < track.height {
                format!("{side}:-2")
            } else {
                format!("-2:{side}")
            };
            let coded = words(&format!(
                "-vf scale={scale}:flags=bicubic,setsar=1,format=yuv420p -c:v libx264 -threads 1 -preset veryfast -profile:v high \
                 -crf 23 -maxrate {bits} -bufsize {} -force_key_frames expr:gte(t,n_forced*{PIECE}) -c:a copy",
                bits * 2
            ));
            sizes.push(self.size(file, found, &side.to_string(), coded)?);
        }
        Ok(sizes)
    }

    /// One of them, coded as `coded` says.
    fn size(
        &self,
        file: &str,
        found: &Found,
        name: &str,
        coded: Vec<String>,
    ) -> Result<Size, Failure> {
        let output = format!("{name}.mp4");
        let mut arguments = words("-map 0:v:0 -map 0:a:0?");
        arguments.extend(words(NOTHING_ELSE));
        arguments.extend(coded);
        arguments.extend(words(&format!(
            "-bsf:v filter_units=remove_types=6 -movflags +frag_keyframe+empty_moov+default_base_moof+global_sidx \
             -min_frag_duration {}000000 -f mp4 {output}",
            PIECE - 1
        )));
        let seconds = found.seconds.unwrap_or_default();
        self.convert(Container::Mov, file, arguments, seconds, silent)?;
        let made = self.probe(Container::Mov, &output)?;
        let track = made.video.ok_or(Refused::Broken)?;
        let file = self.folder.join(output);
        let mut start = Vec::new();
        File::open(&file)?.take(START).read_to_end(&mut start)?;
        Ok(Size {
            pieces: Pieces::read(&start)?,
            codecs: hls::codecs(&start, made.sound.is_some())?,
            width: track.width,
            height: track.height,
            rate: track.rate,
            file,
        })
    }
}

/// What is made beside a video whose shorter side is so long.
fn smaller(side: u32) -> Vec<(u32, u64)> {
    let most = whole(f64::from(side) * STEP);
    LADDER
        .into_iter()
        .filter(|(side, _)| *side <= most)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_made_down_to_the_smallest() {
        let sides = |side| {
            smaller(side)
                .into_iter()
                .map(|(side, _)| side)
                .collect::<Vec<_>>()
        };
        assert_eq!(sides(1080), [720, 480, 240]);
        assert_eq!(sides(720), [480, 240]);
        assert_eq!(sides(480), [240]);
        assert_eq!(sides(288), Vec::<u32>::new());
    }
}
