//! Sound: MP3, which every browser and every app plays. What came as MP3 or AAC is carried over as it is, since to
//! encode it again would only make it worse. Opus would be smaller, but older Safari plays none.

use super::probe::{Found, SoundTrack};
use super::{Bench, Failure, INPUT, NOTHING_ELSE, Played, What, silent, words};
use crate::kind::Container;
use crate::{Kind, Refused};

/// Three hours and a little: for a file that does not say how long it is.
const LONGEST: u32 = 10_900;
/// Samples a second of what is only measured.
const MEASURED: usize = 8_000;
/// Ten measures a second.
const SPAN: usize = MEASURED / 10;
/// How many of them are told.
const PEAKS: usize = 200;
/// The loudest.
const LOUDEST: u32 = 100;

const COVER: &str = "cover.jpg";

impl Bench<'_> {
    /// Makes a sound that plays everywhere.
    pub(super) fn sound(&self, found: &Found, track: &SoundTrack) -> Result<Played, Failure> {
        let (kind, container, how) = match (track.codec.as_str(), track.channels) {
            ("mp3", _) => (Kind::Mp3, Container::Mp3, "-c:a copy"),
            ("aac", 1 | 2) => (Kind::M4a, Container::Mov, "-c:a copy"),
            _ => (
                Kind::Mp3,
                Container::Mp3,
                "-c:a libmp3lame -q:a 2 -ar 44100 -ac 2",
            ),
        };
        let end = match kind {
            Kind::M4a => "-movflags +faststart -f mp4",
            // No ID3, of either version.
            _ => "-id3v2_version 0 -write_id3v1 0 -f mp3",
        };
        // AAC without a box around it tells in every frame what a box tells once.
        let rewrite = if self.container == Container::Aac {
            "-bsf:a aac_adtstoasc"
        } else {
            ""
        };
        let name = format!("sound.{}", kind.extension());
        let index = track.index;
        let arguments =
            format!("-map 0:{index} -vn {NOTHING_ELSE} {how} {rewrite} -t {LONGEST} {end} {name}");
        let seconds = found.seconds.unwrap_or(600.0);
        self.convert(self.container, INPUT, words(&arguments), seconds, silent)?;
        let made = self.probe(container, &name)?;
        let seconds = made.seconds.ok_or(Refused::Broken)?;
        Ok(Played {
            what: What::Sound,
            file: self.folder.join(&name),
            peaks: self.peaks(container, &name, seconds)?,
            poster: found.cover.and_then(|cover| self.cover(cover)),
            width: 0,
            height: 0,
            rate: 0.0,
            bits: made.bits.unwrap_or_default(),
            sizes: Vec::new(),
            kind,
            seconds,
        })
    }

    /// What is on the cover; a bad one is none.
    fn cover(&self, index: u32) -> Option<super::Poster> {
        let arguments = format!("-map 0:{index} -frames:v 1 -c:v mjpeg -q:v 2 -f image2 {COVER}");
        self.convert(self.container, INPUT, words(&arguments), 1.0, silent)
            .ok()?;
        self.poster(COVER)
    }

    /// How loud it is, from the beginning to the end.
    fn peaks(&self, container: Container, name: &str, seconds: f64) -> Result<Vec<u8>, Failure> {
        let mut meter = Meter::default();
        let arguments =
            format!("-map 0:a:0 -ac 1 -ar {MEASURED} -c:a pcm_s8 -f s8 -t {LONGEST} pipe:1");
        self.convert(container, name, words(&arguments), seconds, |part| {
            meter.hear(part);
            true
        })?;
        Ok(meter.peaks())
    }
}

/// Measures sound that comes in pieces, in signed samples of eight bits.
#[derive(Default)]
struct Meter {
    spans: Vec<u8>,
    loudest: u8,
    heard: usize,
}

impl Meter {
    fn hear(&mut self, samples: &[u8]) {
        for sample in samples {
            self.loudest = self.loudest.max(sample.cast_signed().unsigned_abs());
            self.heard += 1;
            if self.heard == SPAN {
                self.spans.push(self.loudest);
                (self.heard, self.loudest) = (0, 0);
            }
        }
    }

    /// As few numbers as are told, against the loudest of all.
    fn peaks(mut self) -> Vec<u8> {
        if self.heard > 0 {
            self.spans.push(self.loudest);
        }
        let group = self.spans.len().div_ceil(PEAKS).max(1);
        let most = u32::from(self.spans.iter().copied().max().unwrap_or(0)).max(1);
        let told = self.spans.chunks(group).map(|spans| {
            let loudest = u32::from(spans.iter().copied().max().unwrap_or(0));
            u8::try_from(loudest * LOUDEST / most).unwrap_or(u8::MAX)
        });
        told.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_that_grows_louder_is_seen_to() {
        let mut meter = Meter::default();
        for second in 0..100_u8 {
            meter.hear(&vec![0_u8.wrapping_sub(second); MEASURED]);
        }
        let peaks = meter.peaks();
        assert_eq!(peaks.len(), PEAKS);
        assert_eq!((peaks[0], peaks[199]), (0, 100));
        assert!(peaks.is_sorted());
        assert_eq!(Meter::default().peaks(), Vec::<u8>::new());
    }
}
