//! The npm packages that the client and browser tests import.

use std::path::Path;
use std::process::Command;

use super::{Found, cache};

/// The folder with package.json and its lock file.
const PACKAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/clients");

/// The `node_modules` folder with what tests/clients/package-lock.json names.
pub(super) fn modules(cache: &Path, node: &Path) -> Found {
    let lock = Path::new(PACKAGES).join("package-lock.json");
    let pins = std::fs::read_to_string(lock).map_err(|error| error.to_string())?;
    let folder = cache::filled(cache, "node", &pins, |folder| fill(folder, node))?;
    Ok(folder.join("node_modules"))
}

fn fill(folder: &Path, node: &Path) -> Result<(), String> {
    println!("installing with npm into {}", folder.display());
    for name in ["package.json", "package-lock.json"] {
        let from = Path::new(PACKAGES).join(name);
        std::fs::copy(&from, folder.join(name)).map_err(|error| error.to_string())?;
    }
    let bin = node.parent().ok_or("node has no folder")?;
    let npm = bin
        .with_file_name("lib")
        .join("node_modules/npm/bin/npm-cli.js");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::iter::once(bin.to_owned()).chain(std::env::split_paths(&path));
    let path = std::env::join_paths(path).map_err(|error| error.to_string())?;
    let mut command = Command::new(node);
    command
        .arg(npm)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    let status = command.current_dir(folder).env("PATH", path).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("npm ended with {status}")),
        Err(error) => Err(format!("npm: {error}")),
    }
}
