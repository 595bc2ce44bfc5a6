//! Writing pictures anew.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ImageEncoder};

use crate::picture::Rendition;
use crate::{Kind, Refused};

const QUALITY: u8 = 88;

/// A picture in the given kind, with its colour profile.
pub(crate) fn encode(
    image: &DynamicImage,
    kind: Kind,
    profile: Option<&[u8]>,
) -> Result<Rendition, Refused> {
    let mut bytes = Vec::new();
    let written = if kind == Kind::Jpeg {
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
        // A profile that cannot be written is left out; the colours are then only a little off.
        let _ = profile.map(|profile| encoder.set_icc_profile(profile.to_vec()));
        let rgb = image.to_rgb8();
        encoder.write_image(
            &rgb,
            rgb.width(),
            rgb.height(),
            image::ExtendedColorType::Rgb8,
        )
    } else {
        let (speed, filter) = (CompressionType::Default, FilterType::Adaptive);
        let mut encoder = PngEncoder::new_with_quality(&mut bytes, speed, filter);
        let _ = profile.map(|profile| encoder.set_icc_profile(profile.to_vec()));
        if image.color().has_alpha() {
            let rgba = image.to_rgba8();
            encoder.write_image(
                &rgba,
                rgba.width(),
                rgba.height(),
                image::ExtendedColorType::Rgba8,
            )
        } else {
            let rgb = image.to_rgb8();
            encoder.write_image(
                &rgb,
                rgb.width(),
                rgb.height(),
                image::ExtendedColorType::Rgb8,
            )
        }
    };
    written.or(Err(Refused::Broken))?;
    let kind = if kind == Kind::Jpeg {
        Kind::Jpeg
    } else {
        Kind::Png
    };
    Ok(Rendition {
        bytes: bytes.into(),
        kind,
        width: image.width(),
        height: image.height(),
    })
}

/// Whether anything of it can be seen through.
pub(crate) fn is_see_through(image: &DynamicImage) -> bool {
    image.color().has_alpha() && image.to_rgba8().pixels().any(|pixel| pixel.0[3] < u8::MAX)
}
