//! HEIC and AVIF: another program makes a JPEG or PNG of them, and from there on they are as any picture.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::child::Task;
use super::confine::Allowance;
use super::{Failure, INPUT, judge, silent, words};
use crate::picture::{Picture, converted};

const PROCESSOR: u64 = 60;
const PATIENCE: Duration = Duration::from_mins(2);
/// A photo of 50 million pixels, and some of its working copies.
const MEMORY: u64 = 1024 * 1024 * 1024;
const MAX_WRITTEN: u64 = 128 * 1024 * 1024;
/// The names of AVIF (AV1 Image File Format, section 6.2).
const AVIF: [&[u8]; 2] = [b"avif", b"avis"];

/// Reads the file in the folder with `heif-convert`, which turns it upright.
pub(super) fn picture(
    program: &Path,
    folder: &Path,
    stop: &AtomicBool,
) -> Result<Picture, Failure> {
    let mut head = [0; 12];
    fs::File::open(folder.join(INPUT))?.read_exact(&mut head)?;
    let is_avif = AVIF.iter().any(|brand| head.ends_with(brand));
    // HEIC is for photos; AVIF may be anything, also see-through.
    let output = if is_avif { "still.png" } else { "still.jpg" };
    let task = Task {
        program,
        arguments: words(&format!("-q 95 {INPUT} {output}")),
        folder,
        allowance: Allowance {
            processor: PROCESSOR,
            memory: MEMORY,
            file: MAX_WRITTEN,
        },
        patience: PATIENCE,
        stop,
    };
    judge(task.run(silent)?)?;
    let bytes = fs::read(folder.join(output)).or(Err(crate::Refused::Broken))?;
    Ok(converted(&bytes)?)
}
