//! What cargo knows about this workspace.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use cargo_metadata::{Metadata, MetadataCommand, Package};

/// The root of this workspace.
pub(crate) const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Asks cargo about the workspace that this task belongs to, without its dependencies.
pub(crate) fn load() -> Result<Metadata> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let mut command = MetadataCommand::new();
    command.manifest_path(manifest).no_deps();
    command
        .exec()
        .context("cargo can't describe this workspace")
}

/// A crate's name in this house: its package name without the prefix that the registry needs.
pub(crate) fn room(package: &Package) -> &str {
    short(&package.name)
}

/// Takes the `folkmoot-` off a package name; other names stay as they are.
pub(crate) fn short(name: &str) -> &str {
    name.strip_prefix("folkmoot-").unwrap_or(name)
}

/// A cargo command that runs at the root of this workspace, by the cargo that started this task.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.args(arguments).current_dir(ROOT);
    command
}
