//! The smallest PNG there is: one palette, one byte a pixel (<https://www.w3.org/TR/png-3/>).

use super::colour::Rgb;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Eight bits a pixel, palette, deflate, adaptive filters, not interlaced.
const KIND: [u8; 5] = [8, 3, 0, 0, 0];
/// How hard to compress, 0–10.
const EFFORT: u8 = 6;

/// A picture of `width` × `height` pixels, each the number of a colour of the palette (at most 256).
pub(super) fn encode(width: u16, height: u16, palette: &[Rgb], pixels: &[u8]) -> Vec<u8> {
    let mut head = Vec::with_capacity(13);
    head.extend(u32::from(width).to_be_bytes());
    head.extend(u32::from(height).to_be_bytes());
    head.extend(KIND);
    let colours: Vec<u8> = palette.iter().flat_map(|colour| colour.0).collect();
    let mut lines = Vec::with_capacity(pixels.len() + usize::from(height));
    for line in pixels.chunks(usize::from(width).max(1)) {
        lines.push(0); // Each line names its filter: none.
        lines.extend(line);
    }
    let mut out = SIGNATURE.to_vec();
    push_chunk(&mut out, *b"IHDR", &head);
    push_chunk(&mut out, *b"PLTE", &colours);
    push_chunk(
        &mut out,
        *b"IDAT",
        &miniz_oxide::deflate::compress_to_vec_zlib(&lines, EFFORT),
    );
    push_chunk(&mut out, *b"IEND", &[]);
    out
}

fn push_chunk(out: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    out.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes());
    let start = out.len();
    out.extend(kind);
    out.extend(data);
    let sum = crc32(out.get(start..).unwrap_or_default());
    out.extend(sum.to_be_bytes());
}

/// CRC-32 as PNG wants it, bit by bit: these pictures are a few kilobytes.
fn crc32(bytes: &[u8]) -> u32 {
    let sum = bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 {
                (sum >> 1) ^ 0xedb8_8320
            } else {
                sum >> 1
            }
        })
    });
    !sum
}

#[cfg(test)]
mod tests {
    use super::crc32;

    #[test]
    fn the_checksum_is_that_of_the_standard() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b"IEND"), 0xae42_6082);
    }
}
