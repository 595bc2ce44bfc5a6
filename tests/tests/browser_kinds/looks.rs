//! What is in a file that somebody got: what it tells beside what it shows, and its colours.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value};

use crate::makes::{Colours, PLACE, SECRET};

/// What `exiftool` says of the make of a file, and nothing of who made it.
const STRUCTURE: [&str; 12] = [
    "SourceFile",
    "ExifTool:",
    "System:",
    "File:",
    "Composite:",
    "JFIF:",
    "PNG:",
    "MPEG:",
    "QuickTime:",
    "Track1:",
    "Track2:",
    "ICC",
];
/// Dates that are not set.
const NO_DATE: &str = "0000:00:00 00:00:00";

/// Nothing is in the file but what it takes to show it.
pub(crate) fn tells_nothing(path: &Path) -> Result<()> {
    let bytes = std::fs::read(path)?;
    for secret in [SECRET, PLACE] {
        let part = secret.as_bytes();
        let is_there = bytes.windows(part.len()).any(|window| window == part);
        ensure!(!is_there, "{secret} is in {}", path.display());
    }
    let mut command = Command::new("exiftool");
    let output = command
        .args(["-json", "-a", "-G1", "-s", "-ee"])
        .arg(path)
        .output()?;
    let said: Vec<Map<String, Value>> = serde_json::from_slice(&output.stdout)?;
    for (tag, value) in said.iter().flatten() {
        let is_known = STRUCTURE.iter().any(|known| tag.starts_with(known));
        ensure!(is_known, "{tag} is in {}: {value}", path.display());
        let is_date = tag.contains("Date") && !tag.starts_with("System:");
        ensure!(!tag.contains("GPS"), "{tag}: {value}");
        ensure!(
            !is_date || value == NO_DATE || tag.starts_with("ICC"),
            "{tag}: {value} in {}",
            path.display()
        );
    }
    ensure!(!said.is_empty(), "exiftool said nothing");
    Ok(())
}

/// The first picture in a file has these colours, and this size.
pub(crate) fn shows(path: &Path, colours: Colours, size: (u32, u32)) -> Result<()> {
    // Four places, far from where the colours meet.
    let mut command = Command::new("ffmpeg");
    command.args(["-v", "error", "-nostdin", "-i"]).arg(path);
    let spots = "scale=8:8:flags=area,format=rgb24";
    let output = command
        .args(["-frames:v", "1", "-vf", spots, "-f", "rawvideo", "-"])
        .output()?;
    let pixel = |x: usize, y: usize| {
        let place = (y * 8 + x) * 3;
        let bytes = output.stdout.get(place..place + 3).context("no pixels");
        bytes.and_then(|bytes| Ok(<[u8; 3]>::try_from(bytes)?))
    };
    let (red, blue) = ([255, 0, 0], [0, 0, 255]);
    let (first, second, one, other) = match colours {
        Colours::LeftRight => ((1, 4), (6, 4), red, blue),
        Colours::AboveBelow => ((4, 1), (4, 6), red, blue),
        // L* 55, a* -37, b* -50, as near as screens come.
        Colours::Cyan => ((1, 1), (6, 6), [0, 147, 215], [0, 147, 215]),
    };
    for ((x, y), wanted) in [(first, one), (second, other)] {
        let seen = pixel(x, y)?;
        let is_near = seen
            .into_iter()
            .zip(wanted)
            .all(|(seen, wanted)| seen.abs_diff(wanted) < 40);
        ensure!(is_near, "{seen:?}, not {wanted:?}, in {}", path.display());
    }
    let found = measured(path)?;
    ensure!(found == size, "{found:?}, not {size:?}: {}", path.display());
    Ok(())
}

/// What a player finds behind a list of sizes: it reads each of them.
pub(crate) fn sizes_of_list(url: &str) -> Result<Vec<(u32, u32)>> {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-select_streams", "v", "-of", "csv=p=0"])
        .args(["-show_entries", "program_stream=width,height", url])
        .output()?;
    let said = String::from_utf8(output.stdout)?;
    said.lines()
        .filter(|line| !line.is_empty())
        .map(size)
        .collect()
}

fn size(line: &str) -> Result<(u32, u32)> {
    let (width, height) = line.trim().split_once(',').context("no size")?;
    Ok((width.parse()?, height.trim_end_matches(',').parse()?))
}

/// How large a picture or a video is.
fn measured(path: &Path) -> Result<(u32, u32)> {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-select_streams", "v:0", "-of", "csv=p=0"])
        .args(["-show_entries", "stream=width,height"])
        .arg(path)
        .output()?;
    size(&String::from_utf8(output.stdout)?)
}
