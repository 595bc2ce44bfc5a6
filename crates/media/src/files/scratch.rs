//! Folders for work in progress. Each is locked by the program that works in it; the lock goes with the program,
//! however it ends, so that what is left behind can be told from what is in use.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;

use tempfile::TempDir;

/// How the names of these folders begin; nothing else is ever removed.
const PREFIX: &str = "work-";

/// An empty folder of one's own, removed when it is dropped.
#[derive(Debug)]
pub struct Scratch {
    folder: TempDir,
    /// Held for as long as the folder is in use.
    _lock: File,
}

impl Scratch {
    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn new(parent: &Path) -> io::Result<Self> {
        fs::create_dir_all(parent)?;
        let _gate = gate(parent)?;
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent)?;
        let lock = File::open(folder.path())?;
        lock.lock()?;
        Ok(Self {
            folder,
            _lock: lock,
        })
    }
}

/// Removes the folders in which nobody works any more; says how many there were.
pub(super) fn clear(parent: &Path) -> io::Result<usize> {
    if !parent.is_dir() {
        return Ok(0);
    }
    let _gate = gate(parent)?;
    let mut cleared = 0;
    for entry in fs::read_dir(parent)? {
        let entry = entry?;
        let is_one = entry.file_name().to_string_lossy().starts_with(PREFIX);
        if !is_one || !entry.file_type()?.is_dir() {
            continue;
        }
        match File::open(entry.path()).map(|folder| (folder.try_lock(), folder)) {
            Ok((Ok(()), _held)) => {
                fs::remove_dir_all(entry.path())?;
                cleared += 1;
            }
            Ok((Err(TryLockError::WouldBlock), _)) => {}
            // Its owner was faster.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Ok((Err(TryLockError::Error(error)), _)) | Err(error) => return Err(error),
        }
    }
    Ok(cleared)
}

/// Held while a folder is made and locked, so that nobody takes it for one that was left.
fn gate(parent: &Path) -> io::Result<File> {
    let gate = File::open(parent)?;
    gate.lock()?;
    Ok(gate)
}
