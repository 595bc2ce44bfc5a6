//! Large photos: read at a half, a quarter or an eighth of their size, as JPEG allows, so that little memory is needed.

use image::{DynamicImage, GrayImage, RgbImage};
use jpeg_decoder::{Decoder, PixelFormat};

use crate::Refused;
use crate::picture::KEPT_PIXELS;

/// Smaller ones are read as they are.
const LARGE: u64 = 2 * KEPT_PIXELS;
/// What the decoder may take for what it gives back.
const MAX_MEMORY: usize = 160 * 1024 * 1024;

/// A large photo, smaller, but not much smaller than what is kept of it; `None` if it is none.
pub(crate) fn smaller(bytes: &[u8]) -> Result<Option<DynamicImage>, Refused> {
    let mut decoder = Decoder::new(bytes);
    decoder.set_max_decoding_buffer_size(MAX_MEMORY);
    if decoder.read_info().is_err() {
        return Ok(None);
    }
    let Some(info) = decoder.info() else {
        return Ok(None);
    };
    let is_large = u64::from(info.width) * u64::from(info.height) > LARGE;
    if !is_large || !matches!(info.pixel_format, PixelFormat::L8 | PixelFormat::RGB24) {
        return Ok(None);
    }
    // The decoder takes the smallest size that is as large as this one.
    let (width, height) = kept(info.width, info.height);
    let (width, height) = decoder.scale(width, height).or(Err(Refused::Broken))?;
    let pixels = decoder.decode().or(Err(Refused::Broken))?;
    let (width, height) = (u32::from(width), u32::from(height));
    let image = match info.pixel_format {
        PixelFormat::L8 => GrayImage::from_raw(width, height, pixels).map(DynamicImage::from),
        _ => RgbImage::from_raw(width, height, pixels).map(DynamicImage::from),
    };
    image.map(Some).ok_or(Refused::Broken)
}

/// The size of what is kept, in its proportion.
fn kept(width: u16, height: u16) -> (u16, u16) {
    let most = u32::try_from(KEPT_PIXELS).map_or(f64::MAX, f64::from);
    let scale = (most / (f64::from(width) * f64::from(height))).sqrt();
    (scaled(width, scale), scaled(height, scale))
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a side made smaller is between 1 and what it was"
)]
fn scaled(side: u16, scale: f64) -> u16 {
    ((f64::from(side) * scale).round() as u16).clamp(1, side.max(1))
}
