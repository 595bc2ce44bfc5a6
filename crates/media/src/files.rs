//! Where files are kept: by their SHA-256, each once, in a folder or (in tests) in memory.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

/// The SHA-256 of a file, as 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Digest(String);

impl Digest {
    /// Of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(HEXLOWER.encode(&Sha256::digest(bytes)))
    }

    /// One that was written down.
    pub fn parse(text: &str) -> Option<Self> {
        let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        (text.len() == 64 && text.bytes().all(is_hex)).then(|| Self(text.to_owned()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The place where files are kept. Cheap to clone. Everything here blocks.
#[derive(Debug, Clone)]
pub struct Files(Place);

#[derive(Debug, Clone)]
enum Place {
    Folder(PathBuf),
    Memory(Arc<Mutex<HashMap<Digest, Bytes>>>),
}

impl Files {
    /// In a folder, which is made with the first file.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self(Place::Folder(folder.into()))
    }

    /// In memory, for tests and for what may be forgotten.
    pub fn in_memory() -> Self {
        Self(Place::Memory(Arc::default()))
    }

    /// Keeps a file. It is there as a whole or not at all, however the program ends.
    pub fn put(&self, bytes: &Bytes) -> io::Result<Digest> {
        let digest = Digest::of(bytes);
        match &self.0 {
            Place::Folder(folder) => write_whole(&path(folder, &digest), bytes)?,
            Place::Memory(memory) => {
                lock(memory).insert(digest.clone(), bytes.clone());
            }
        }
        Ok(digest)
    }

    /// A file; `None` when it is not there.
    pub fn get(&self, digest: &Digest) -> io::Result<Option<Bytes>> {
        match &self.0 {
            Place::Folder(folder) => match fs::read(path(folder, digest)) {
                Ok(bytes) => Ok(Some(bytes.into())),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(error),
            },
            Place::Memory(memory) => Ok(lock(memory).get(digest).cloned()),
        }
    }

    /// Removes a file; that it is gone already is no error.
    pub fn remove(&self, digest: &Digest) -> io::Result<()> {
        match &self.0 {
            Place::Folder(folder) => match fs::remove_file(path(folder, digest)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            },
            Place::Memory(memory) => {
                lock(memory).remove(digest);
                Ok(())
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Two letters a folder, so that none grows too large.
fn path(folder: &Path, digest: &Digest) -> PathBuf {
    let first = digest.0.get(..2).unwrap_or("00");
    folder.join(first).join(&digest.0)
}

fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    let Some(folder) = path.parent() else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_kept_once_found_by_its_digest_and_gone_when_removed() {
        let folder = tempfile::tempdir().unwrap();
        for files in [
            Files::in_folder(folder.path().join("media")),
            Files::in_memory(),
        ] {
            let bytes = Bytes::from_static(b"a picture");
            let digest = files.put(&bytes).unwrap();
            assert_eq!(files.put(&bytes).unwrap(), digest);
            assert_eq!(Digest::parse(digest.as_str()), Some(digest.clone()));
            assert_eq!(files.get(&digest).unwrap(), Some(bytes));
            files.remove(&digest).unwrap();
            files.remove(&digest).unwrap();
            assert_eq!(files.get(&digest).unwrap(), None);
        }
    }

    #[test]
    fn what_is_no_digest_names_no_file() {
        assert_eq!(Digest::parse("../../server.key"), None);
        assert_eq!(Digest::parse(&"A".repeat(64)), None);
    }
}
