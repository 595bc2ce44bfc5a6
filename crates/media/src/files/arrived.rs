//! Files as they arrive: small ones are in memory, large ones in a scratch folder.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;

use super::{Digest, Files, Hasher, Scratch};
use crate::HEAD;

/// A file that has arrived as a whole. What lies in a scratch folder is removed with the last clone. Everything here
/// blocks, but for what it says of itself.
#[derive(Debug, Clone)]
pub struct Arrived(Place);

#[derive(Debug, Clone)]
enum Place {
    Memory(Bytes),
    Folder(Arc<InFolder>),
}

#[derive(Debug)]
struct InFolder {
    scratch: Arc<Scratch>,
    file: PathBuf,
    digest: Digest,
    length: u64,
}

impl Arrived {
    /// One that lies in a scratch folder, which goes with the last of those that lie there.
    pub fn in_folder(scratch: impl Into<Arc<Scratch>>, file: PathBuf) -> io::Result<Self> {
        let digest = Digest::of_file(&file)?;
        Self::known(scratch.into(), file, digest)
    }

    fn known(scratch: Arc<Scratch>, file: PathBuf, digest: Digest) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self(Place::Folder(Arc::new(InFolder {
            scratch,
            file,
            digest,
            length,
        }))))
    }

    /// Bytes.
    pub fn len(&self) -> u64 {
        match &self.0 {
            Place::Memory(bytes) => u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            Place::Folder(file) => file.length,
        }
    }

    /// Whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What it is called where files are kept.
    pub fn digest(&self) -> Digest {
        match &self.0 {
            Place::Memory(bytes) => Digest::of(bytes),
            Place::Folder(file) => file.digest.clone(),
        }
    }

    /// The first [`HEAD`] bytes, which tell what it is.
    pub fn head(&self) -> io::Result<Bytes> {
        match &self.0 {
            Place::Memory(bytes) => Ok(bytes.slice(..HEAD.min(bytes.len()))),
            Place::Folder(file) => {
                let mut head = Vec::new();
                let most = u64::try_from(HEAD).unwrap_or(u64::MAX);
                File::open(&file.file)?.take(most).read_to_end(&mut head)?;
                Ok(head.into())
            }
        }
    }

    /// All of it in memory; `None` when there are more than `most` bytes.
    pub fn read(&self, most: usize) -> io::Result<Option<Bytes>> {
        if usize::try_from(self.len()).map_or(true, |length| length > most) {
            return Ok(None);
        }
        match &self.0 {
            Place::Memory(bytes) => Ok(Some(bytes.clone())),
            Place::Folder(file) => Ok(Some(fs::read(&file.file)?.into())),
        }
    }

    /// Puts it at a path where nothing is.
    pub fn copy_to(&self, path: &Path) -> io::Result<()> {
        match &self.0 {
            Place::Memory(bytes) => File::create_new(path)?.write_all(bytes),
            Place::Folder(file) => fs::copy(&file.file, path).map(drop),
        }
    }

    /// Writes all of it.
    pub(super) fn write_to(&self, to: &mut File) -> io::Result<()> {
        match &self.0 {
            Place::Memory(bytes) => to.write_all(bytes),
            Place::Folder(file) => io::copy(&mut File::open(&file.file)?, to).map(drop),
        }
    }

    /// Keeps it where files are kept.
    pub fn put_into(&self, files: &Files) -> io::Result<Digest> {
        match &self.0 {
            Place::Memory(bytes) => files.put(bytes),
            Place::Folder(file) => {
                // A second name, so that whoever else holds it can still read it.
                let name = file.scratch.path().join("kept");
                // One that could not be kept before is the same file: it must not be copied onto itself.
                let _ = fs::remove_file(&name);
                if fs::hard_link(&file.file, &name).is_err() {
                    fs::copy(&file.file, &name)?;
                }
                files.put_file(&name)
            }
        }
    }
}

/// The same bytes.
impl PartialEq for Arrived {
    fn eq(&self, other: &Self) -> bool {
        self.digest() == other.digest()
    }
}

impl Eq for Arrived {}

impl Default for Arrived {
    fn default() -> Self {
        Bytes::new().into()
    }
}

impl From<Bytes> for Arrived {
    fn from(bytes: Bytes) -> Self {
        Self(Place::Memory(bytes))
    }
}

impl From<Vec<u8>> for Arrived {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<&'static [u8]> for Arrived {
    fn from(bytes: &'static [u8]) -> Self {
        Bytes::from_static(bytes).into()
    }
}

/// A large file while it arrives. Dropped before its end, it leaves nothing behind. Everything here blocks.
#[derive(Debug)]
pub struct Spool {
    scratch: Scratch,
    path: PathBuf,
    file: File,
    sha: Hasher,
}

impl Spool {
    /// An empty one, in a scratch folder of the place where it may be kept.
    pub fn new(files: &Files) -> io::Result<Self> {
        let scratch = files.scratch()?;
        let path = scratch.path().join("arriving");
        Ok(Self {
            file: File::create_new(&path)?,
            sha: Hasher::default(),
            scratch,
            path,
        })
    }

    /// Adds to its end.
    pub fn write(&mut self, piece: &[u8]) -> io::Result<()> {
        self.file.write_all(piece)?;
        self.sha.add(piece);
        Ok(())
    }

    /// That was all.
    pub fn finish(self) -> io::Result<Arrived> {
        let digest = self.sha.finish();
        Arrived::known(self.scratch.into(), self.path, digest)
    }
}
