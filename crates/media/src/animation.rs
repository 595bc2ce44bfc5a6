//! Pictures that move: read frame by frame and written anew.

use std::io::Cursor;

use image::codecs::gif::{GifDecoder, GifEncoder, Repeat};
use image::{AnimationDecoder, ImageDecoder};

use crate::picture::{Rendition, bounds};
use crate::{Kind, Refused};

/// Pixels of all frames together, about ten seconds of 480 × 270.
const MAX_MOVING_PIXELS: u64 = 40_000_000;
const MAX_FRAMES: u64 = 1_000;
/// The fastest at which colours still look right.
const SPEED: i32 = 30;

/// Whether a GIF has more than one frame. Two are looked at.
pub fn moves(bytes: &[u8]) -> bool {
    let Ok(mut decoder) = GifDecoder::new(Cursor::new(bytes)) else {
        return false;
    };
    if decoder.set_limits(bounds()).is_err() {
        return false;
    }
    decoder.into_frames().take(2).flatten().count() == 2
}

/// A GIF that moves, written anew; `None` for one that stands still.
pub(crate) fn moving(bytes: &[u8]) -> Result<Option<Rendition>, Refused> {
    let mut decoder = GifDecoder::new(Cursor::new(bytes)).or(Err(Refused::Broken))?;
    decoder
        .set_limits(bounds())
        .or(Err(Refused::TooManyPixels))?;
    let (width, height) = decoder.dimensions();
    let each = u64::from(width) * u64::from(height);
    let mut out = Vec::new();
    let mut count = 0_u64;
    {
        let mut encoder = GifEncoder::new_with_speed(&mut out, SPEED);
        encoder
            .set_repeat(Repeat::Infinite)
            .or(Err(Refused::Broken))?;
        let mut first = None;
        for frame in decoder.into_frames() {
            let frame = frame.or(Err(Refused::Broken))?;
            count += 1;
            if count > MAX_FRAMES || count.saturating_mul(each) > MAX_MOVING_PIXELS {
                return Err(Refused::TooManyPixels);
            }
            // One frame is no movement: it is only written when a second comes.
            match (count, first.take()) {
                (1, _) => first = Some(frame),
                (_, Some(before)) => {
                    encoder.encode_frame(before).or(Err(Refused::Broken))?;
                    encoder.encode_frame(frame).or(Err(Refused::Broken))?;
                }
                (_, None) => encoder.encode_frame(frame).or(Err(Refused::Broken))?,
            }
        }
    }
    Ok((count > 1).then(|| Rendition {
        bytes: out.into(),
        kind: Kind::Gif,
        width,
        height,
    }))
}
