//! Large photos: read at a half, a quarter or an eighth of their size, as JPEG allows, so that little memory is needed.
//! And photos for printing: what four inks look like is in their profile alone.

use image::{DynamicImage, GrayImage, RgbImage};
use jpeg_decoder::{Decoder, PixelFormat};
use moxcms::{ColorProfile, Layout, TransformOptions};

use crate::Refused;
use crate::picture::KEPT_PIXELS;

/// Smaller ones are read as they are.
const LARGE: u64 = 2 * KEPT_PIXELS;
/// What the decoder may take for what it gives back.
const MAX_MEMORY: usize = 160 * 1024 * 1024;
/// The largest profile of a printer that is read; those of printing houses have up to three.
const MAX_INKS: usize = 4 * 1024 * 1024;

/// How often a photo may go over its pixels. Cameras and programs make at most some dozen scans of one.
const MAX_SCANS: usize = 100;

/// Whether a JPEG goes over its pixels so often that reading it would take hours: each scan costs as much as the whole
/// picture and needs ten bytes (security row D2). What is no JPEG has none.
pub(crate) fn has_too_many_scans(bytes: &[u8]) -> bool {
    let (mut at, mut scans) = (2, 0);
    // Marker after marker (ITU T.81, B.1.1): `FF`, its kind and, for most, how long it is.
    while let Some([0xff, kind]) = bytes.get(at..at + 2) {
        at += match kind {
            // Filling, bytes of a scan, and markers that stand alone.
            0xff => 1,
            0x00 | 0x01 | 0xd0..=0xd8 => 2,
            0xd9 => return false,
            _ => match bytes.get(at + 2..at + 4) {
                Some([high, low]) => 2 + usize::from(u16::from_be_bytes([*high, *low])),
                _ => return false,
            },
        };
        if *kind == 0xda {
            scans += 1;
            if scans > MAX_SCANS {
                return true;
            }
        }
        // The bytes of a scan.
        let rest = bytes.get(at..).unwrap_or_default();
        at += rest
            .iter()
            .position(|byte| *byte == 0xff)
            .unwrap_or(rest.len());
    }
    false
}

/// A large photo, smaller, but not much smaller than what is kept of it, and a photo in four inks that says what they
/// look like, in the colours of screens (sRGB); `None` if it is neither.
pub(crate) fn read(bytes: &[u8]) -> Result<Option<DynamicImage>, Refused> {
    let mut decoder = Decoder::new(bytes);
    decoder.set_max_decoding_buffer_size(MAX_MEMORY);
    if decoder.read_info().is_err() {
        return Ok(None);
    }
    let Some(info) = decoder.info() else {
        return Ok(None);
    };
    let is_large = u64::from(info.width) * u64::from(info.height) > LARGE;
    let inks = if info.pixel_format == PixelFormat::CMYK32 {
        decoder.icc_profile().and_then(|profile| inks(&profile))
    } else {
        None
    };
    let is_plain = matches!(info.pixel_format, PixelFormat::L8 | PixelFormat::RGB24);
    if inks.is_none() && !(is_large && is_plain) {
        return Ok(None);
    }
    // The decoder takes the smallest size that is as large as this one.
    let (width, height) = if is_large {
        let (width, height) = kept(info.width, info.height);
        decoder.scale(width, height).or(Err(Refused::Broken))?
    } else {
        (info.width, info.height)
    };
    let pixels = decoder.decode().or(Err(Refused::Broken))?;
    let (width, height) = (u32::from(width), u32::from(height));
    let image = match info.pixel_format {
        PixelFormat::CMYK32 => {
            let colours = inks.and_then(|inks| seen(&inks, &pixels));
            colours
                .and_then(|colours| RgbImage::from_raw(width, height, colours))
                .map(DynamicImage::from)
        }
        PixelFormat::L8 => GrayImage::from_raw(width, height, pixels).map(DynamicImage::from),
        _ => RgbImage::from_raw(width, height, pixels).map(DynamicImage::from),
    };
    image.map(Some).ok_or(Refused::Broken)
}

/// What four inks look like; `None` for a profile of something else, or a damaged one.
fn inks(profile: &[u8]) -> Option<ColorProfile> {
    // The colours that it is of (ICC.1:2022, section 7.2.6).
    let is_of_inks = profile.len() <= MAX_INKS && profile.get(16..20) == Some(b"CMYK");
    let profile = is_of_inks.then(|| ColorProfile::new_from_slice(profile).ok())??;
    transform(&profile).is_some().then_some(profile)
}

fn transform(inks: &ColorProfile) -> Option<std::sync::Arc<moxcms::Transform8BitExecutor>> {
    let options = TransformOptions::default();
    inks.create_transform_8bit(
        Layout::Rgba,
        &ColorProfile::new_srgb(),
        Layout::Rgb,
        options,
    )
    .ok()
}

/// Pixels of four inks each in three colours each.
fn seen(inks: &ColorProfile, pixels: &[u8]) -> Option<Vec<u8>> {
    let mut colours = vec![0; pixels.len() / 4 * 3];
    transform(inks)?.transform(pixels, &mut colours).ok()?;
    Some(colours)
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
