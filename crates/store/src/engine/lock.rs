//! One process for one folder of data.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::Path;

use crate::error::{Error, Result};

/// The file that is locked while a store is open. It stays when the process ends; the lock does not,
/// however the process ends.
const NAME: &str = "folkmoot.lock";

/// Holds the folder of a database for this process.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
}

/// A program that is being started at this moment has a copy of the file until it is a program of its own: closing ours
/// would leave the lock to that.
impl Drop for Lock {
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

impl Lock {
    /// Locks a folder, or says who has it.
    pub(super) fn hold(folder: &Path) -> Result<Self> {
        let path = folder.join(NAME);
        let cannot = |error: std::io::Error| Error::Unavailable(Box::new(error));
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(&path).map_err(cannot)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(in_use(folder, &mut file)),
            Err(TryLockError::Error(error)) => return Err(cannot(error)),
        }
        file.set_len(0).map_err(cannot)?;
        write!(file, "{}", std::process::id()).map_err(cannot)?;
        Ok(Self { file })
    }
}

fn in_use(folder: &Path, file: &mut File) -> Error {
    let mut holder = String::new();
    let known = file
        .take(20)
        .read_to_string(&mut holder)
        .is_ok_and(|length| length > 0);
    let process = if known {
        format!(" (process {holder})")
    } else {
        String::new()
    };
    Error::InUse(format!("{}{process}", folder.display()))
}
