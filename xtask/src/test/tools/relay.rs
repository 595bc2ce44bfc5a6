//! The relay that ours is measured beside.

use std::path::Path;
use std::process::Command;

use super::{Found, apt, cache};

const PACKAGE: &str = "nostr-rs-relay";
const VERSION: &str = "0.8.12";

/// The program, built from the registry if need be: minutes.
pub(super) fn program(cache: &Path) -> Found {
    let compiler = Command::new("protoc").arg("--version").output();
    if compiler.is_err() {
        apt::install(&["protobuf-compiler"])?;
    }
    let folder = cache::filled(cache, PACKAGE, VERSION, build)?;
    Ok(folder.join("bin").join(PACKAGE))
}

fn build(folder: &Path) -> Result<(), String> {
    println!("building {PACKAGE} {VERSION} in {}", folder.display());
    let scratch = folder.join("target");
    let status = Command::new("cargo")
        .args([
            "install",
            PACKAGE,
            "--version",
            VERSION,
            "--quiet",
            "--root",
        ])
        .arg(folder)
        .env("CARGO_TARGET_DIR", &scratch)
        .status()
        .map_err(|error| error.to_string())?;
    if !status.success() {
        return Err(format!("cargo install ended with {status}"));
    }
    std::fs::remove_dir_all(&scratch).map_err(|error| error.to_string())
}
