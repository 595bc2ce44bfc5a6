//! The cache outside the checkout: one folder for each thing at one set of versions.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The file that marks a folder as filled to the end.
const COMPLETE: &str = ".complete";

/// `$XDG_CACHE_HOME/folkmoot`, else `~/.cache/folkmoot`.
pub(super) fn folder() -> Result<PathBuf> {
    let base = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache"));
    let base = base.filter(|path| path.is_absolute()).or_else(home);
    Ok(base
        .context("neither XDG_CACHE_HOME nor HOME is set")?
        .join("folkmoot"))
}

/// The folder for `name` at the versions that `pins` spells out, filled by `fill` if it is not yet.
///
/// A folder that was left half filled is emptied and filled anew.
pub(super) fn filled(
    cache: &Path,
    name: &str,
    pins: &str,
    fill: impl FnOnce(&Path) -> Result<(), String>,
) -> Result<PathBuf, String> {
    let mut hasher = DefaultHasher::new();
    pins.hash(&mut hasher);
    let folder = cache.join(format!("{name}-{:016x}", hasher.finish()));
    let mark = folder.join(COMPLETE);
    if mark.exists() {
        return Ok(folder);
    }
    let said = |error: std::io::Error| format!("{}: {error}", folder.display());
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(said)?;
    }
    std::fs::create_dir_all(&folder).map_err(said)?;
    fill(&folder)?;
    std::fs::write(&mark, "").map_err(said)?;
    Ok(folder)
}
