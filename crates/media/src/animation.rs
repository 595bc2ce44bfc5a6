//! Pictures that move: read frame by frame and written anew.

use std::fs::File;
use std::io::{BufWriter, Cursor, Write};

use image::codecs::gif::{GifDecoder, GifEncoder, Repeat};
use image::codecs::webp::WebPDecoder;
use image::{AnimationDecoder, Frame, Frames, ImageDecoder, ImageFormat};
use png::{BitDepth, ColorType, Compression, Encoder};

use crate::picture::{MAX_MEMORY, Rendition, bounds};
use crate::{Kind, Refused, kind};

/// Pixels of all frames together of what stays a GIF, about ten seconds of 480 × 270.
const MAX_MOVING_PIXELS: u64 = 40_000_000;
/// The same of what becomes a video.
const MAX_READ_PIXELS: u64 = 120_000_000;
const MAX_FRAMES: u32 = 1_000;
/// The fastest at which colours still look right.
const SPEED: i32 = 30;
/// Below 20 ms browsers believe no frame, and show it for 100 (milliseconds).
const DELAY: (u32, u32) = (20, 100);
/// The longest that a frame is shown (milliseconds).
const LONGEST: u32 = 60_000;

/// The frames of a picture that may move, each as large as the whole.
struct Reel<'a> {
    width: u32,
    height: u32,
    frames: Frames<'a>,
}

/// `None` for what cannot move.
fn reel(bytes: &[u8]) -> Result<Option<Reel<'_>>, Refused> {
    fn of<'a, D: ImageDecoder + AnimationDecoder<'a>>(mut decoder: D) -> Result<Reel<'a>, Refused> {
        decoder
            .set_limits(bounds())
            .or(Err(Refused::TooManyPixels))?;
        let (width, height) = decoder.dimensions();
        // Four bytes a pixel, in the frame before and in this one.
        if u64::from(width) * u64::from(height) * 8 > MAX_MEMORY {
            return Err(Refused::TooManyPixels);
        }
        Ok(Reel {
            width,
            height,
            frames: decoder.into_frames(),
        })
    }
    match kind::format(bytes)? {
        ImageFormat::Gif => {
            let decoder = GifDecoder::new(Cursor::new(bytes)).or(Err(Refused::Broken))?;
            of(decoder).map(Some)
        }
        ImageFormat::WebP => {
            let decoder = WebPDecoder::new(Cursor::new(bytes)).or(Err(Refused::Broken))?;
            decoder.has_animation().then(|| of(decoder)).transpose()
        }
        _ => Ok(None),
    }
}

impl Reel<'_> {
    /// Gives every frame to `show`, as long as there are not too many.
    fn run(
        self,
        most: u64,
        mut show: impl FnMut(Frame) -> Result<(), Refused>,
    ) -> Result<u32, Refused> {
        let each = u64::from(self.width) * u64::from(self.height);
        let mut count = 0;
        for frame in self.frames {
            let frame = frame.or(Err(Refused::Broken))?;
            count += 1;
            if count > MAX_FRAMES || u64::from(count).saturating_mul(each) > most {
                return Err(Refused::TooManyPixels);
            }
            show(frame)?;
        }
        Ok(count)
    }
}

/// Whether a picture has more than one frame. Two are looked at.
pub fn moves(bytes: &[u8]) -> bool {
    let reel = reel(bytes).ok().flatten();
    reel.is_some_and(|reel| reel.frames.take(2).flatten().count() == 2)
}

/// A picture that moves, as a GIF written anew; `None` for one that stands still.
pub(crate) fn moving(bytes: &[u8]) -> Result<Option<Rendition>, Refused> {
    let Some(reel) = reel(bytes)? else {
        return Ok(None);
    };
    let (width, height) = (reel.width, reel.height);
    let mut out = Vec::new();
    let count = {
        let mut encoder = GifEncoder::new_with_speed(&mut out, SPEED);
        encoder
            .set_repeat(Repeat::Infinite)
            .or(Err(Refused::Broken))?;
        let mut first = None;
        let mut is_alone = true;
        reel.run(MAX_MOVING_PIXELS, |frame| {
            // One frame is no movement: it is only written when a second comes.
            if std::mem::replace(&mut is_alone, false) {
                first = Some(frame);
                return Ok(());
            }
            for frame in first.take().into_iter().chain([frame]) {
                encoder.encode_frame(frame).or(Err(Refused::Broken))?;
            }
            Ok(())
        })?
    };
    Ok((count > 1).then(|| Rendition {
        bytes: out.into(),
        kind: Kind::Gif,
        width,
        height,
    }))
}

/// Writes a WebP that moves as a PNG that moves, without loss, on white: the first is read by no `FFmpeg`, the second
/// by each. It is read twice, because how many frames there are stands at the beginning.
pub(crate) fn unrolled(bytes: &[u8], to: File) -> Result<(), Refused> {
    let count = reel(bytes)?
        .ok_or(Refused::Broken)?
        .run(MAX_READ_PIXELS, |_| Ok(()))?;
    let reel = reel(bytes)?.ok_or(Refused::Broken)?;
    let mut out = BufWriter::new(to);
    let mut encoder = Encoder::new(&mut out, reel.width, reel.height);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Fast);
    encoder.set_animated(count, 0).or(Err(Refused::Broken))?;
    let mut writer = encoder.write_header().or(Err(Refused::Broken))?;
    reel.run(MAX_READ_PIXELS, |frame| {
        let delay = u16::try_from(delay(&frame)).unwrap_or(u16::MAX);
        writer
            .set_frame_delay(delay, 1_000)
            .or(Err(Refused::Broken))?;
        writer
            .write_image_data(&on_white(&frame))
            .or(Err(Refused::Broken))
    })?;
    writer.finish().or(Err(Refused::Broken))?;
    out.flush().or(Err(Refused::Broken))
}

/// How long a frame is shown, in milliseconds.
fn delay(frame: &Frame) -> u32 {
    let (above, below) = frame.delay().numer_denom_ms();
    let wanted = above.checked_div(below).unwrap_or(0);
    let (least, otherwise) = DELAY;
    if wanted < least {
        otherwise
    } else {
        wanted.min(LONGEST)
    }
}

/// The colours of a frame, three bytes a pixel, as they look on white paper.
fn on_white(frame: &Frame) -> Vec<u8> {
    let mut colours = Vec::with_capacity(frame.buffer().len() / 4 * 3);
    for pixel in frame.buffer().pixels() {
        let [red, green, blue, seen] = pixel.0;
        let seen = u32::from(seen);
        let mixed = |colour: u8| {
            let sum = u32::from(colour) * seen + 255 * (255 - seen);
            u8::try_from((sum + 127) / 255).unwrap_or(u8::MAX)
        };
        colours.extend([mixed(red), mixed(green), mixed(blue)]);
    }
    colours
}
