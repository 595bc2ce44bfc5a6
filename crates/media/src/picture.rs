//! From the bytes that somebody sent to the pictures that everybody gets.

use std::io::Cursor;

use bytes::Bytes;
use fast_image_resize::{ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::encode::{encode, is_see_through};
use crate::{Kind, Refused, animation, kind, photo};

/// The most bytes of a picture.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;
/// The most pixels of a photo, whatever its sides. Of other pictures fewer fit into the memory that there is for one.
pub const MAX_PIXELS: u64 = 100_000_000;
/// No side may be longer.
const MAX_SIDE: u32 = 20_000;
/// What a decoder may take: 48 million pixels of 8 bits a colour, 24 million of 16.
pub(crate) const MAX_MEMORY: u64 = 192 * 1024 * 1024;
/// What is kept of a large picture.
pub(crate) const KEPT_PIXELS: u64 = 3_840 * 2_160;
/// What is shown in a feed.
const PREVIEW_PIXELS: u64 = 640 * 480;
/// The longest colour profile that is kept; those of cameras have some hundred bytes.
const MAX_PROFILE: usize = 16 * 1024;
/// A blurred picture needs no more to start from.
const BLUR_SIDE: u32 = 64;

/// A file as it is kept and served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendition {
    /// The file.
    pub bytes: Bytes,
    /// What it is.
    pub kind: Kind,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// What is made of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The picture.
    pub whole: Rendition,
    /// A small one, standing still.
    pub preview: Rendition,
    /// A blurred one, <https://blurha.sh>.
    pub blurhash: String,
}

/// The size that a cropped picture has at most; the sides keep this proportion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// What a decoder may do.
pub(crate) fn bounds() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    limits
}

/// Makes all that is kept of a picture. Slow: call it where blocking is allowed.
pub fn picture(bytes: &[u8]) -> Result<Picture, Refused> {
    if bytes.len() > MAX_BYTES {
        return Err(Refused::TooLarge);
    }
    let read = read(bytes)?;
    let moving = animation::moving(bytes)?;
    let kind = read.kind();
    made(read, kind, moving)
}

/// The same of a PNG or JPEG that another program made of a picture.
pub(crate) fn converted(bytes: &[u8]) -> Result<Picture, Refused> {
    let read = read(bytes)?;
    let kind = if is_see_through(&read.image) {
        Kind::Png
    } else {
        Kind::Jpeg
    };
    made(read, kind, None)
}

fn made(read: Read, kind: Kind, moving: Option<Rendition>) -> Result<Picture, Refused> {
    let profile = read.profile;
    // What follows is made of the smaller picture; the larger one is gone by then.
    let image = within(read.image, KEPT_PIXELS)?;
    let whole = match moving {
        Some(moving) => moving,
        None => encode(&image, kind, profile.as_deref())?,
    };
    let small = within(image, PREVIEW_PIXELS)?;
    Ok(Picture {
        whole,
        preview: encode(&small, kind, profile.as_deref())?,
        blurhash: blurhash(&small)?,
    })
}

/// The middle of a picture in the proportion of `shape` and no larger, standing still.
pub fn cropped(bytes: &[u8], shape: Shape) -> Result<Rendition, Refused> {
    if bytes.len() > MAX_BYTES {
        return Err(Refused::TooLarge);
    }
    let read = read(bytes)?;
    let (width, height) = (read.image.width(), read.image.height());
    let shape = if width < shape.width || height < shape.height {
        shrunk(shape, width, height)
    } else {
        shape
    };
    let middle = ResizeOptions::new().fit_into_destination(None);
    let image = resized(&read.image, (shape.width, shape.height), &middle)?;
    encode(&image, read.kind(), read.profile.as_deref())
}

/// How often a picture is made smaller, by half of its pixels, until it is given up.
const HALVINGS: usize = 8;

/// The picture, standing still, in as many pixels as fit into `most` bytes: a photo unless one can see through it.
pub fn fitted(bytes: &[u8], most: usize) -> Result<Rendition, Refused> {
    if bytes.len() > MAX_BYTES {
        return Err(Refused::TooLarge);
    }
    let Read { image, profile, .. } = read(bytes)?;
    let kind = if is_see_through(&image) {
        Kind::Png
    } else {
        Kind::Jpeg
    };
    let mut image = within(image, KEPT_PIXELS)?;
    for _ in 0..HALVINGS {
        let made = encode(&image, kind, profile.as_deref())?;
        if made.bytes.len() <= most {
            return Ok(made);
        }
        let pixels = u64::from(image.width()) * u64::from(image.height());
        image = within(image, pixels / 2)?;
    }
    Err(Refused::TooLarge)
}

/// The largest size of the same proportion that fits into a small picture.
fn shrunk(shape: Shape, width: u32, height: u32) -> Shape {
    let scale = (f64::from(width) / f64::from(shape.width))
        .min(f64::from(height) / f64::from(shape.height));
    Shape {
        width: scaled(shape.width, scale),
        height: scaled(shape.height, scale),
    }
}

/// A picture as it was read, upright.
#[derive(Debug)]
struct Read {
    image: DynamicImage,
    format: ImageFormat,
    profile: Option<Vec<u8>>,
}

impl Read {
    /// Photos stay photos; what can be seen through must stay so; drawings stay sharp.
    fn kind(&self) -> Kind {
        match self.format {
            ImageFormat::Jpeg => Kind::Jpeg,
            ImageFormat::WebP if !is_see_through(&self.image) => Kind::Jpeg,
            _ => Kind::Png,
        }
    }
}

fn read(bytes: &[u8]) -> Result<Read, Refused> {
    let format = kind::format(bytes)?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(bounds());
    let mut decoder = reader.into_decoder().map_err(|error| refused(&error))?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(Refused::Broken);
    }
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Refused::TooManyPixels);
    }
    if format == ImageFormat::Jpeg && photo::has_too_many_scans(bytes) {
        return Err(Refused::TooSlow);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten().filter(|p| is_kept(p));
    let by_itself = if format == ImageFormat::Jpeg {
        photo::read(bytes)?
    } else {
        None
    };
    let mut image = match by_itself {
        Some(image) => image,
        None if decoder.total_bytes() > MAX_MEMORY => return Err(Refused::TooManyPixels),
        None => DynamicImage::from_decoder(decoder).map_err(|error| refused(&error))?,
    };
    image.apply_orientation(orientation);
    Ok(Read {
        image,
        format,
        profile,
    })
}

/// A profile for the colours we write (ICC.1:2022, section 7.2.6), and not a letter in disguise.
fn is_kept(profile: &[u8]) -> bool {
    profile.len() <= MAX_PROFILE && profile.get(16..20) == Some(b"RGB ")
}

fn refused(error: &image::ImageError) -> Refused {
    match error {
        image::ImageError::Limits(_) => Refused::TooManyPixels,
        _ => Refused::Broken,
    }
}

/// The picture with at most so many pixels, in its proportion.
fn within(image: DynamicImage, most: u64) -> Result<DynamicImage, Refused> {
    let pixels = u64::from(image.width()) * u64::from(image.height());
    if pixels <= most {
        return Ok(image);
    }
    let ratio = |pixels: u64| u32::try_from(pixels).map_or(f64::MAX, f64::from);
    let scale = (ratio(most) / ratio(pixels)).sqrt();
    let size = (scaled(image.width(), scale), scaled(image.height(), scale));
    resized(&image, size, &ResizeOptions::new())
}

/// The picture in another size. The default filter is Lanczos3.
fn resized(
    image: &DynamicImage,
    (width, height): (u32, u32),
    options: &ResizeOptions,
) -> Result<DynamicImage, Refused> {
    let mut small = DynamicImage::new(width, height, image.color());
    Resizer::new()
        .resize(image, &mut small, options)
        .or(Err(Refused::Broken))?;
    Ok(small)
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a side made smaller is between 1 and what it was"
)]
fn scaled(side: u32, scale: f64) -> u32 {
    ((f64::from(side) * scale).round() as u32).clamp(1, side.max(1))
}

fn blurhash(image: &DynamicImage) -> Result<String, Refused> {
    let small = image.thumbnail_exact(image.width().min(BLUR_SIDE), image.height().min(BLUR_SIDE));
    let rgba = small.to_rgba8();
    blurhash::encode(4, 3, rgba.width(), rgba.height(), &rgba).or(Err(Refused::Broken))
}

#[cfg(test)]
mod tests;
