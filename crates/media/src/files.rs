//! Where files are kept: by their SHA-256, each once: in a folder, elsewhere, or (in tests) in memory.
//!
//! Always true here:
//! - A file is there as a whole or not at all, however the program ends.
//! - What is read as a whole is what was kept, or an error of the kind [`io::ErrorKind::InvalidData`].
//! - Large files pass through in pieces: [`Files::put_file`] and [`Files::read_range`] never hold one in memory.

mod arrived;
mod digest;
mod folder;
mod parts;
mod remote;
mod scratch;

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;

pub use self::arrived::{Arrived, Spool};
pub use self::digest::{Digest, Hasher};
pub use self::parts::Parts;
pub use self::remote::Remote;
pub use self::scratch::Scratch;

/// The place where files are kept. Cheap to clone. Everything here blocks.
#[derive(Debug, Clone)]
pub struct Files(Place);

#[derive(Debug, Clone)]
enum Place {
    Folder(PathBuf),
    Memory(Arc<Mutex<HashMap<Digest, Bytes>>>),
    Remote(Arc<dyn Remote>, PathBuf),
}

impl Files {
    /// In a folder, which is made with the first file.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self(Place::Folder(folder.into()))
    }

    /// Elsewhere. Work in progress is in a folder of this machine.
    pub fn remote(place: Arc<dyn Remote>, scratch: impl Into<PathBuf>) -> Self {
        Self(Place::Remote(place, scratch.into()))
    }

    /// In memory, for tests and for what may be forgotten.
    pub fn in_memory() -> Self {
        Self(Place::Memory(Arc::default()))
    }

    /// Keeps a file.
    pub fn put(&self, bytes: &Bytes) -> io::Result<Digest> {
        let digest = Digest::of(bytes);
        match &self.0 {
            Place::Folder(folder) => folder::put(folder, &digest, bytes)?,
            Place::Memory(memory) => {
                lock(memory).insert(digest.clone(), bytes.clone());
            }
            Place::Remote(place, _) => place.put(&digest, bytes)?,
        }
        Ok(digest)
    }

    /// Keeps a file that is finished and lies elsewhere. It is taken: nothing is left where it was. One that lies in
    /// a [`Files::scratch`] is moved, not copied.
    pub fn put_file(&self, file: &Path) -> io::Result<Digest> {
        let digest = Digest::of_file(file)?;
        match &self.0 {
            Place::Folder(folder) => folder::adopt(folder, &digest, file)?,
            Place::Memory(memory) => {
                lock(memory).insert(digest.clone(), fs::read(file)?.into());
                fs::remove_file(file)?;
            }
            Place::Remote(place, scratch) => {
                fs::create_dir_all(scratch)?;
                place.put_file(&digest, file, scratch)?;
                fs::remove_file(file)?;
            }
        }
        Ok(digest)
    }

    /// A file as a whole; `None` when it is not there.
    pub fn get(&self, digest: &Digest) -> io::Result<Option<Bytes>> {
        let bytes = match &self.0 {
            Place::Folder(folder) => folder::get(folder, digest)?,
            Place::Memory(memory) => lock(memory).get(digest).cloned(),
            Place::Remote(place, _) => place.read_range(digest, 0, usize::MAX)?,
        };
        match bytes {
            Some(bytes) if Digest::of(&bytes) != *digest => Err(damaged(digest)),
            whole_or_none => Ok(whole_or_none),
        }
    }

    /// How many bytes a file has; `None` when it is not there.
    pub fn len(&self, digest: &Digest) -> io::Result<Option<u64>> {
        match &self.0 {
            Place::Folder(folder) => folder::len(folder, digest),
            Place::Memory(memory) => {
                let length = lock(memory).get(digest).map(Bytes::len);
                Ok(length.and_then(|length| u64::try_from(length).ok()))
            }
            Place::Remote(place, _) => place.len(digest),
        }
    }

    /// The bytes of a file from `start` on, `most` at most: fewer, or none, where the file ends. `None` when it is not
    /// there.
    pub fn read_range(
        &self,
        digest: &Digest,
        start: u64,
        most: usize,
    ) -> io::Result<Option<Bytes>> {
        match &self.0 {
            Place::Folder(folder) => folder::read_range(folder, digest, start, most),
            Place::Memory(memory) => Ok(lock(memory).get(digest).map(|bytes| {
                let start = usize::try_from(start).map_or(bytes.len(), |at| at.min(bytes.len()));
                bytes.slice(start..start.saturating_add(most).min(bytes.len()))
            })),
            Place::Remote(place, _) => place.read_range(digest, start, most),
        }
    }

    /// Removes a file; that it is gone already is no error.
    pub fn remove(&self, digest: &Digest) -> io::Result<()> {
        match &self.0 {
            Place::Folder(folder) => folder::remove(folder, digest),
            Place::Memory(memory) => {
                lock(memory).remove(digest);
                Ok(())
            }
            Place::Remote(place, _) => place.remove(digest),
        }
    }

    /// An address elsewhere from which anybody can get a file for a while, as this type; `None` where there is no such
    /// thing.
    pub fn lend(&self, digest: &Digest, media_type: &str, time: Duration) -> Option<String> {
        match &self.0 {
            Place::Folder(_) | Place::Memory(_) => None,
            Place::Remote(place, _) => Some(place.lend(digest, media_type, time)),
        }
    }

    /// Keeps a small file, reads and removes it: whether the place can be used.
    pub fn check(&self) -> io::Result<()> {
        let probe = Bytes::from(format!("a file of folkmoot doctor {}", std::process::id()));
        let digest = self.put(&probe)?;
        let read = self.get(&digest)?;
        self.remove(&digest)?;
        read.map(drop).ok_or_else(|| damaged(&digest))
    }

    /// An empty folder for work in progress, removed when it is dropped. What a killed program leaves is removed by
    /// [`Files::clear_scratch`].
    pub fn scratch(&self) -> io::Result<Scratch> {
        Scratch::new(&self.scratch_folder())
    }

    /// Removes what programs that are gone left in their scratch folders and half sent elsewhere; says how much there
    /// was.
    pub fn clear_scratch(&self) -> io::Result<usize> {
        let cleared = scratch::clear(&self.scratch_folder())?;
        match &self.0 {
            Place::Remote(place, notes) => Ok(cleared + place.give_up(notes, HALF_SENT)?),
            Place::Folder(_) | Place::Memory(_) => Ok(cleared),
        }
    }

    fn scratch_folder(&self) -> PathBuf {
        match &self.0 {
            Place::Folder(folder) | Place::Remote(_, folder) => folder::scratch(folder),
            Place::Memory(_) => std::env::temp_dir().join("folkmoot-scratch"),
        }
    }
}

/// How long it takes at most to send a file elsewhere.
const HALF_SENT: Duration = Duration::from_hours(24);

fn damaged(digest: &Digest) -> io::Error {
    let told = format!("the file {} is damaged", digest.as_str());
    io::Error::new(io::ErrorKind::InvalidData, told)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
