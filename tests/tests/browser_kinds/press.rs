//! The colours of a printing press, as a profile says them (ICC.1:2022, sections 7 and 10.10).

/// What is on paper where inks lie over each other, in CIE L*a*b*: cyan, magenta, yellow and black, black changing
/// fastest. Coated paper, roughly.
const PAPER: [[i16; 3]; 16] = [
    [100, 0, 0],
    [16, 0, 0],
    [89, -5, 93],
    [14, 0, 0],
    [48, 74, -3],
    [12, 0, 0],
    [47, 68, 48],
    [10, 0, 0],
    [55, -37, -50],
    [12, 0, 0],
    [50, -68, 33],
    [10, 0, 0],
    [24, 22, -46],
    [8, 0, 0],
    [23, 0, 0],
    [6, 0, 0],
];

/// A profile for four inks.
pub(crate) fn profile() -> Vec<u8> {
    let table = table();
    let mut out = vec![0_u8; 128];
    let mut put = |place: usize, bytes: &[u8]| {
        out.splice(place..place + bytes.len(), bytes.iter().copied());
    };
    // Header, the number of tags, and one tag.
    put(8, &[2, 0x40, 0, 0]);
    put(12, b"prtrCMYKLab ");
    put(36, b"acsp");
    // The light that all profiles are seen in.
    put(68, &[0, 0, 0xf6, 0xd6, 0, 1, 0, 0, 0, 0, 0xd3, 0x2d]);
    out.extend(1_u32.to_be_bytes());
    out.extend(b"A2B0");
    out.extend(144_u32.to_be_bytes());
    out.extend(length(&table));
    out.extend(&table);
    let all = length(&out);
    out.splice(0..4, all);
    out
}

fn length(bytes: &[u8]) -> [u8; 4] {
    u32::try_from(bytes.len()).unwrap_or(0).to_be_bytes()
}

/// `lut8Type`: curves that change nothing, and a grid of two places for each ink.
fn table() -> Vec<u8> {
    let mut out = b"mft1\0\0\0\0\x04\x03\x02\0".to_vec();
    for place in 0..9 {
        let one: i32 = if place % 4 == 0 { 0x1_0000 } else { 0 };
        out.extend(one.to_be_bytes());
    }
    let straight: Vec<u8> = (0..=u8::MAX).collect();
    out.extend(straight.repeat(4));
    for [light, a, b] in PAPER {
        let light = light * 255 / 100;
        out.extend([light, a + 128, b + 128].map(|it| u8::try_from(it).unwrap_or(0)));
    }
    out.extend(straight.repeat(3));
    out
}
