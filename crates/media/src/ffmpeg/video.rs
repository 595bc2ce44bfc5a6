//! Video: H.264 with AAC in an MP4 that begins to play before it is there as a whole.

use super::probe::{Found, SoundTrack, VideoTrack, whole};
use super::sizes::PIECE;
use super::{Bench, Failure, NOTHING_ELSE, Played, What, silent, words};
use crate::kind::Container;
use crate::{Kind, Refused};

/// What is made: a frame lies within this, or within it turned.
const BOX: (f64, f64) = (1280.0, 720.0);
/// Frames a second of what is made.
const RATE: u32 = 30;
/// Bits a second of pictures in what is made.
const MAX_BITS: u64 = 2_500_000;
/// Below this nothing can be seen.
const MIN_BITS: u64 = 400_000;
/// What is as good already is carried over as it is: pixels a side, long and short, frames and bits a second.
const KEPT: (u32, u32, f64, u64) = (1920, 1080, 60.5, 5_000_000);
/// Three hours and a little: for a file that does not say how long it is.
const LONGEST: f64 = 10_900.0;
/// How long a picture that moves may do so.
const LONGEST_LOOP: f64 = 120.0;

const OUTPUT: &str = "video.mp4";
const POSTER: &str = "poster.jpg";

impl Bench<'_> {
    /// Makes a video that plays everywhere.
    pub(super) fn video(&self, found: &Found, track: &VideoTrack) -> Result<Played, Failure> {
        let what = if matches!(self.container, Container::Gif | Container::Apng) {
            What::Loop
        } else {
            What::Video
        };
        let length = if what == What::Loop {
            LONGEST_LOOP
        } else {
            LONGEST
        };
        let mut arguments = words(&format!("-map 0:{}", track.index));
        if let Some(sound) = &found.sound {
            arguments.extend(words(&format!("-map 0:{}", sound.index)));
        }
        arguments.extend(words(NOTHING_ELSE));
        if is_fine(self.container, found, track) {
            arguments.extend(words("-c copy"));
        } else {
            arguments.extend(pictures(found, track));
            arguments.extend(found.sound.as_ref().map(sounds).unwrap_or_default());
        }
        // Messages that the encoder, or whoever sent it, hides between the frames (ITU-T H.264, annex D).
        arguments.extend(words("-bsf:v filter_units=remove_types=6"));
        arguments.extend(words(&format!(
            "-t {length} -movflags +faststart -f mp4 {OUTPUT}"
        )));
        let seconds = found.seconds.unwrap_or(600.0);
        self.convert(self.container, super::INPUT, arguments, seconds, silent)?;
        self.finished(what)
    }

    /// Looks at what was made, not at what was sent.
    fn finished(&self, what: What) -> Result<Played, Failure> {
        let made = self.probe(Container::Mov, OUTPUT)?;
        let sizes = match what {
            What::Video => self.sizes(OUTPUT, &made),
            _ => Ok(Vec::new()),
        };
        let sizes = match sizes {
            // It plays all the same, in the size that it has.
            Err(Failure::Refused(refused)) => {
                tracing::warn!(%refused, "a video is not had in several sizes");
                Vec::new()
            }
            sizes => sizes?,
        };
        let track = made.video.ok_or(Refused::Broken)?;
        let seconds = made.seconds.ok_or(Refused::Broken)?;
        // A little after the beginning, which is often black.
        let place = (seconds / 10.0).min(1.0);
        let arguments =
            format!("-ss {place:.3} -frames:v 1 -map 0:v:0 -c:v mjpeg -q:v 2 -f image2 {POSTER}");
        self.convert(Container::Mov, OUTPUT, words(&arguments), 1.0, silent)?;
        let file = self.folder.join(OUTPUT);
        Ok(Played {
            what,
            bits: made.bits.unwrap_or_default(),
            poster: self.poster(POSTER),
            kind: Kind::Mp4,
            width: track.width,
            height: track.height,
            rate: track.rate,
            peaks: Vec::new(),
            sizes,
            seconds,
            file,
        })
    }
}

/// Whether it can be carried over without loss.
fn is_fine(container: Container, found: &Found, track: &VideoTrack) -> bool {
    let (long, short, rate, bits) = KEPT;
    let sides = (track.width.max(track.height), track.width.min(track.height));
    container == Container::Mov
        && track.codec == "h264"
        && track.pixels == "yuv420p"
        && track.is_plain
        && sides.0 <= long
        && sides.1 <= short
        && track.rate <= rate
        && found.bits.is_some_and(|found| found <= bits)
        && found
            .sound
            .as_ref()
            .is_none_or(|sound| sound.codec == "aac" && sound.channels <= 2)
}

fn pictures(found: &Found, track: &VideoTrack) -> Vec<String> {
    let (width, height) = size(track.width, track.height);
    // A little more than came in, and never more than is sensible.
    let bits = found
        .bits
        .map_or(MAX_BITS, |bits| bits.saturating_mul(3) / 2);
    let bits = bits.clamp(MIN_BITS, MAX_BITS);
    words(&format!(
        "-vf scale={width}:{height}:flags=bicubic,setsar=1,format=yuv420p -fpsmax {RATE} \
         -c:v libx264 -threads 1 -preset veryfast -profile:v high -crf 23 -maxrate {bits} -bufsize {} \
         -force_key_frames expr:gte(t,n_forced*{PIECE})",
        bits * 2
    ))
}

pub(super) fn sounds(track: &SoundTrack) -> Vec<String> {
    let mut arguments = words("-c:a aac -b:a 128k -ar 48000");
    if track.channels > 2 {
        arguments.extend(words("-ac 2"));
    }
    arguments
}

/// The size of what is made: within the box, in proportion, with even sides.
fn size(width: u32, height: u32) -> (u32, u32) {
    let (width, height) = (f64::from(width), f64::from(height));
    let (long, short) = if width >= height { BOX } else { (BOX.1, BOX.0) };
    let scale = (long / width).min(short / height).min(1.0);
    let even = |side: f64| whole(side * scale / 2.0) * 2;
    (even(width), even(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_video_fits_into_the_box_and_has_even_sides() {
        assert_eq!(size(3840, 2160), (1280, 720));
        assert_eq!(size(1080, 1920), (720, 1280));
        assert_eq!(size(4096, 2), (1280, 2));
        assert_eq!(size(33, 21), (34, 22));
        assert_eq!(size(1, 1), (2, 2));
    }
}
