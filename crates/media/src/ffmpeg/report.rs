//! What the host has to read files with, and what that means; for those who run the server.

use std::path::Path;
use std::process::{Command, Stdio};

use landlock::{
    ABI, Access as _, AccessFs, CompatLevel, Compatible as _, Ruleset, RulesetAttr as _,
};
use seccompiler::TargetArch;

use super::Tools;

/// What renditions are written with, and what for.
const ENCODERS: [(&str, &str); 4] = [
    ("libx264", "video"),
    ("aac", "the sound of video"),
    ("libmp3lame", "sound"),
    ("mjpeg", "posters"),
];

/// What the host has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// `FFmpeg`, when it is there.
    pub ffmpeg: Option<FfmpegReport>,
    /// Whether `heif-convert` is there.
    pub heif: bool,
    /// How these programs are kept from everything else.
    pub walls: Walls,
}

/// What is known of `FFmpeg`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FfmpegReport {
    /// As it says: `5.1.6-0+deb12u1`; empty when it cannot be run.
    pub version: String,
    /// What it cannot write, and what that is needed for.
    pub missing: Vec<(&'static str, &'static str)>,
}

/// What keeps programs that read strangers' files from everything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Walls {
    /// Whether the kernel keeps them from other files (Landlock, Linux 5.13).
    pub files: bool,
    /// Whether it keeps them from the network (seccomp).
    pub network: bool,
}

impl Walls {
    /// Those of this machine.
    pub fn here() -> Self {
        Self {
            files: has_landlock(),
            network: has_seccomp(),
        }
    }
}

impl Tools {
    /// What there is. Runs the programs, so it takes a moment.
    pub fn report(&self) -> Report {
        Report {
            ffmpeg: self.ffmpeg.as_ref().map(|(ffmpeg, _)| ask(ffmpeg)),
            heif: self.has_heif(),
            walls: Walls::here(),
        }
    }
}

fn ask(ffmpeg: &Path) -> FfmpegReport {
    let version = said(ffmpeg, "-version");
    let version = version.strip_prefix("ffmpeg version ").unwrap_or_default();
    let version = version.split_whitespace().next().unwrap_or_default();
    let encoders = said(ffmpeg, "-encoders");
    // ` V....D libx264              libx264 H.264 …`
    let known: Vec<&str> = encoders
        .lines()
        .filter_map(|line| line.split_whitespace().nth(1))
        .collect();
    let missing = ENCODERS
        .into_iter()
        .filter(|(name, _)| !known.contains(name));
    FfmpegReport {
        version: version.to_owned(),
        missing: missing.collect(),
    }
}

fn said(program: &Path, question: &str) -> String {
    let answer = Command::new(program)
        .args(["-hide_banner", question])
        .env_clear()
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output();
    answer.map_or_else(
        |_| String::new(),
        |answer| String::from_utf8_lossy(&answer.stdout).into_owned(),
    )
}

/// Asks for a wall that is then not put up.
fn has_landlock() -> bool {
    Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(ABI::V1))
        .and_then(Ruleset::create)
        .is_ok()
}

fn has_seccomp() -> bool {
    let is_known = TargetArch::try_from(std::env::consts::ARCH).is_ok();
    is_known && Path::new("/proc/sys/kernel/seccomp").exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_is_told() {
        let none = Tools::default().report();
        assert_eq!((none.ffmpeg, none.heif), (None, false));
        let odd = ask(Path::new("/bin/true"));
        assert_eq!(
            (odd.version.as_str(), odd.missing.len()),
            ("", ENCODERS.len())
        );
    }

    #[test]
    fn a_whole_ffmpeg_lacks_nothing() {
        let Some(ffmpeg) = Tools::find().report().ffmpeg else {
            println!("SKIPPED: no ffmpeg on this machine");
            return;
        };
        assert!(
            ffmpeg
                .version
                .starts_with(|c: char| c.is_ascii_alphanumeric())
        );
        assert_eq!(ffmpeg.missing, []);
    }
}
