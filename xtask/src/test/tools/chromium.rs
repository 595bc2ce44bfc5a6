//! A Chromium that runs, and the fonts that pages in other scripts need.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Found, apt};

/// Debian's first. Ubuntu's packages of these names only point to a snap, which may not run here.
const PROGRAMS: [&str; 4] = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
];

const FONTS: &str = "/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf";

/// The program, installed if need be.
pub(super) fn program() -> Found {
    if !Path::new(FONTS).exists()
        && let Err(why) = apt::install(&["fonts-noto-core", "fonts-noto-color-emoji"])
    {
        println!("screenshots in other scripts will show boxes: fonts {why}");
    }
    if let Some(program) = working() {
        return Ok(program);
    }
    apt::install(&["chromium"])?;
    working().ok_or_else(|| "was installed and does not start".to_owned())
}

fn working() -> Option<PathBuf> {
    let starts = |program: &&str| {
        Command::new(program)
            .arg("--version")
            .output()
            .is_ok_and(|output| output.status.success())
    };
    PROGRAMS.into_iter().find(starts).map(PathBuf::from)
}
