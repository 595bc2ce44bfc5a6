use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageEncoder, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use super::*;

/// Left half red, right half blue.
fn halves(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| {
        if x < width / 2 {
            Rgb([255, 0, 0])
        } else {
            Rgb([0, 0, 255])
        }
    })
}

fn written(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image.into().write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// A JPEG of a camera that was held upright: turned by EXIF, with a place in it.
fn turned() -> Vec<u8> {
    let exif = b"II*\0\x08\0\0\0\x02\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\
        \x25\x88\x04\0\x01\0\0\0\x26\0\0\0\0\0\0\0GPS-SECRET";
    let mut out = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut out, 90);
    encoder.set_exif_metadata(exif.to_vec()).unwrap();
    let image = halves(80, 40);
    encoder
        .write_image(&image, 80, 40, image::ExtendedColorType::Rgb8)
        .unwrap();
    assert!(holds(&out, b"GPS-SECRET"));
    out
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn a_photo_is_turned_upright_and_tells_no_place() {
    let made = picture(&turned()).unwrap();
    assert_eq!((made.whole.width, made.whole.height), (40, 80));
    for rendition in [&made.whole, &made.preview] {
        assert_eq!(rendition.kind, Kind::Jpeg);
        assert!(!holds(&rendition.bytes, b"GPS-SECRET"));
        assert!(!holds(&rendition.bytes, b"Exif"));
    }
    let image = image::load_from_memory(&made.whole.bytes)
        .unwrap()
        .to_rgb8();
    let (top, bottom) = (image.get_pixel(20, 5), image.get_pixel(20, 75));
    assert!(top.0[0] > 200 && bottom.0[2] > 200, "{top:?} {bottom:?}");
}

#[test]
fn a_large_picture_is_made_smaller_and_its_preview_smaller_still() {
    let made = picture(&written(halves(4_000, 3_000), ImageFormat::Png)).unwrap();
    let pixels = |r: &Rendition| u64::from(r.width) * u64::from(r.height);
    assert!(pixels(&made.whole) <= KEPT_PIXELS + 4_000);
    assert!(pixels(&made.preview) <= PREVIEW_PIXELS + 640);
    assert!((made.whole.width * 3).abs_diff(made.whole.height * 4) <= 4);
    assert_eq!(made.blurhash.len(), 28);
}

#[test]
fn a_photo_of_48_million_pixels_is_taken_in() {
    let mut photo = Vec::new();
    let pixels = image::GrayImage::from_fn(8_000, 6_000, |x, _| {
        image::Luma([u8::from(x < 4_000) * 255])
    });
    JpegEncoder::new(&mut photo).encode_image(&pixels).unwrap();
    let made = picture(&photo).unwrap();
    assert!((made.whole.width * 3).abs_diff(made.whole.height * 4) <= 8);
    assert!(
        (3_000..3_500).contains(&made.whole.width),
        "{}",
        made.whole.width
    );
    let image = image::load_from_memory(&made.whole.bytes)
        .unwrap()
        .to_rgb8();
    let (left, right) = (
        image.get_pixel(100, 100),
        image.get_pixel(made.whole.width - 100, 100),
    );
    assert!(left.0[0] > 200 && right.0[0] < 50, "{left:?} {right:?}");
}

#[test]
fn sixteen_bits_a_colour_become_eight() {
    let deep = image::ImageBuffer::from_pixel(40, 30, image::Rgb([65_535_u16, 0, 32_768]));
    let made = picture(&written(DynamicImage::ImageRgb16(deep), ImageFormat::Png)).unwrap();
    let image = image::load_from_memory(&made.whole.bytes).unwrap();
    assert_eq!(image.color(), image::ColorType::Rgb8);
    assert_eq!(image.to_rgb8().get_pixel(5, 5).0, [255, 0, 128]);
}

#[test]
fn the_four_inks_of_a_printer_become_three_colours() {
    // No ink but cyan, as Photoshop writes it: turned round.
    let inks = [0_u8, 255, 255, 255].repeat(64 * 48);
    let mut jpeg = Vec::new();
    jpeg_encoder::Encoder::new(&mut jpeg, 95)
        .encode(&inks, 64, 48, jpeg_encoder::ColorType::Cmyk)
        .unwrap();
    let made = picture(&jpeg).unwrap();
    assert_eq!((made.whole.kind, made.whole.width), (Kind::Jpeg, 64));
    assert_eq!(
        image::load_from_memory(&made.whole.bytes).unwrap().color(),
        image::ColorType::Rgb8
    );
}

#[test]
fn what_can_be_seen_through_stays_so_in_every_format() {
    let glass = RgbaImage::from_pixel(20, 20, Rgba([0, 255, 0, 128]));
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let made = picture(&written(glass.clone(), format)).unwrap();
        assert_eq!(made.whole.kind, Kind::Png, "{format:?}");
        let image = image::load_from_memory(&made.whole.bytes).unwrap();
        assert_eq!(image.to_rgba8().get_pixel(3, 3).0[3], 128);
    }
    let solid = picture(&written(halves(20, 20), ImageFormat::WebP)).unwrap();
    assert_eq!(solid.whole.kind, Kind::Jpeg);
}

#[test]
fn a_moving_picture_keeps_moving_and_its_preview_stands_still() {
    let mut gif = Vec::new();
    {
        let mut encoder = GifEncoder::new(&mut gif);
        for shade in [0, 100, 200] {
            let frame = RgbaImage::from_pixel(16, 16, Rgba([shade, 0, 0, 255]));
            encoder.encode_frame(image::Frame::new(frame)).unwrap();
        }
    }
    let made = picture(&gif).unwrap();
    assert_eq!((made.whole.kind, made.preview.kind), (Kind::Gif, Kind::Png));
    let decoder = image::codecs::gif::GifDecoder::new(Cursor::new(&made.whole.bytes)).unwrap();
    assert_eq!(image::AnimationDecoder::into_frames(decoder).count(), 3);
    let still = picture(&written(halves(16, 16), ImageFormat::Gif)).unwrap();
    assert_eq!(still.whole.kind, Kind::Png);
}

#[test]
fn an_avatar_is_the_middle_in_the_right_shape_and_never_blown_up() {
    let shape = Shape {
        width: 400,
        height: 400,
    };
    let made = cropped(&written(halves(900, 450), ImageFormat::Png), shape).unwrap();
    assert_eq!((made.width, made.height), (400, 400));
    let small = cropped(&written(halves(30, 50), ImageFormat::Png), shape).unwrap();
    assert_eq!((small.width, small.height), (30, 30));
}

#[test]
fn a_bomb_is_refused_before_it_is_decoded() {
    // A PNG that says it has 30000 × 30000 pixels and holds none.
    let mut bomb = written(halves(2, 2), ImageFormat::Png);
    bomb[16..20].copy_from_slice(&30_000_u32.to_be_bytes());
    bomb[20..24].copy_from_slice(&30_000_u32.to_be_bytes());
    assert!(picture(&bomb).is_err());
    // 204 million bytes, once it is decoded.
    let wide = written(DynamicImage::new_luma16(10_200, 10_000), ImageFormat::Png);
    assert!(wide.len() < MAX_BYTES);
    assert!(picture(&wide) == Err(Refused::TooManyPixels));
    assert_eq!(picture(&vec![0xff; MAX_BYTES + 1]), Err(Refused::TooLarge));
}

#[test]
fn a_photo_that_is_gone_over_too_often_is_refused_at_once() {
    let good = written(halves(64, 64), ImageFormat::Jpeg);
    assert!(picture(&good).is_ok());
    let scan = good.windows(2).position(|two| two == [0xff, 0xda]).unwrap();
    let (head, scan) = good[..good.len() - 2].split_at(scan);
    let often = |count| [head, &scan.repeat(count), &[0xff, 0xd9]].concat();
    assert!(picture(&often(3)) != Err(Refused::TooSlow));
    assert_eq!(picture(&often(10_000)), Err(Refused::TooSlow));
    // Markers in the metadata are no scans.
    let mut notes = vec![0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff];
    notes.extend([0xff, 0xda].repeat(32_766));
    notes.push(0);
    notes.extend_from_slice(&good[2..]);
    assert!(picture(&notes).is_ok());
}

#[test]
fn a_moving_picture_of_a_hundred_thousand_frames_is_refused() {
    let mut gif = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new_with_speed(&mut gif, 30);
    let frame = || image::Frame::new(image::RgbaImage::from_pixel(1, 1, image::Rgba([9; 4])));
    encoder.encode_frame(frame()).unwrap();
    encoder.encode_frame(frame()).unwrap();
    drop(encoder);
    let block = gif.windows(2).rposition(|two| two == [0x21, 0xf9]).unwrap();
    let (head, last) = gif[..gif.len() - 1].split_at(block);
    let many = [head, &last.repeat(100_000), &[0x3b]].concat();
    assert!(many.len() < MAX_BYTES);
    assert_eq!(picture(&many), Err(Refused::TooManyPixels));
}

#[test]
fn rubbish_and_what_is_cut_off_is_refused_and_never_a_panic() {
    let whole = written(halves(60, 60), ImageFormat::Png);
    assert_eq!(picture(b"GIF89a"), Err(Refused::Broken));
    assert_eq!(picture(b"\xff\xd8\xff"), Err(Refused::Broken));
    for end in 8..whole.len() - 12 {
        assert!(picture(&whole[..end]).is_err(), "cut at {end}");
    }
}

#[test]
fn nothing_is_left_of_a_page_hidden_in_a_picture() {
    let mut polyglot = written(halves(30, 30), ImageFormat::Png);
    polyglot.extend_from_slice(b"<script>alert(1)</script>");
    let made = picture(&polyglot).unwrap();
    assert!(!holds(&made.whole.bytes, b"<script>"));
}
