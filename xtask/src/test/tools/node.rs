//! The npm packages that the client and browser tests import.

use std::path::Path;
use std::process::Command;

use super::{Found, cache};

/// The folder with the sets of packages.
const TESTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests");

/// A package.json with its lock file, and what it becomes in the cache.
#[derive(Debug)]
pub(super) struct Packages {
    folder: &'static str,
    cached_as: &'static str,
    /// The package whose C or C++ has to be compiled; no other package may run a script when it is installed.
    compiled: Option<&'static str>,
}

/// Clients and the browser's driver.
pub(super) const CLIENTS: Packages = Packages {
    folder: "clients",
    cached_as: "node",
    compiled: None,
};

/// The AT Protocol's own programs, as far as they install quickly.
pub(super) const AT: Packages = Packages {
    folder: "scripts/at",
    cached_as: "at",
    compiled: None,
};

/// Nostr's own libraries, and the schemas of its messages.
pub(super) const NOSTR: Packages = Packages {
    folder: "scripts/nostr",
    cached_as: "nostr",
    compiled: None,
};

/// The reference PDS, whose SQLite takes a minute or two to compile.
pub(super) const AT_PDS: Packages = Packages {
    folder: "scripts/at/pds",
    cached_as: "at-pds",
    compiled: Some("better-sqlite3"),
};

/// A whole network with Bluesky's `AppView`: half a gigabyte.
pub(super) const AT_NETWORK: Packages = Packages {
    folder: "scripts/at/network",
    cached_as: "at-network",
    compiled: Some("better-sqlite3"),
};

/// The `node_modules` folder with what the lock file of the set names.
pub(super) fn modules(cache: &Path, node: &Path, packages: &Packages) -> Found {
    let lock = Path::new(TESTS)
        .join(packages.folder)
        .join("package-lock.json");
    let pins = std::fs::read_to_string(lock).map_err(|error| error.to_string())?;
    let folder = cache::filled(cache, packages.cached_as, &pins, |folder| {
        fill(folder, node, packages)
    })?;
    Ok(folder.join("node_modules"))
}

fn fill(folder: &Path, node: &Path, packages: &Packages) -> Result<(), String> {
    println!("installing with npm into {}", folder.display());
    for name in ["package.json", "package-lock.json"] {
        let from = Path::new(TESTS).join(packages.folder).join(name);
        std::fs::copy(&from, folder.join(name)).map_err(|error| error.to_string())?;
    }
    npm(
        folder,
        node,
        &["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
    )?;
    match packages.compiled {
        Some(name) => npm(folder, node, &["rebuild", name, "--build-from-source"]),
        None => Ok(()),
    }
}

fn npm(folder: &Path, node: &Path, arguments: &[&str]) -> Result<(), String> {
    let bin = node.parent().ok_or("node has no folder")?;
    let npm = bin
        .with_file_name("lib")
        .join("node_modules/npm/bin/npm-cli.js");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::iter::once(bin.to_owned()).chain(std::env::split_paths(&path));
    let path = std::env::join_paths(path).map_err(|error| error.to_string())?;
    let mut command = Command::new(node);
    command.arg(npm).args(arguments).env("PATH", path);
    // The headers that a compiler needs lie beside the program.
    command.env("npm_config_nodedir", bin.parent().unwrap_or(bin));
    let status = command.current_dir(folder).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("npm ended with {status}")),
        Err(error) => Err(format!("npm: {error}")),
    }
}
