//! A place for files that is elsewhere.

use std::fmt::Debug;
use std::io;
use std::path::Path;

use bytes::Bytes;

use super::Digest;

/// What a place elsewhere can do. Everything blocks; a file is there as a whole or not at all. What fails for a moment
/// is tried again there, so that an error here is one to be told.
pub trait Remote: Debug + Send + Sync {
    /// Keeps bytes.
    fn put(&self, digest: &Digest, bytes: &Bytes) -> io::Result<()>;
    /// Keeps a file, which is sent in pieces.
    fn put_file(&self, digest: &Digest, file: &Path) -> io::Result<()>;
    /// The length of a file; `None` when it is not there.
    fn len(&self, digest: &Digest) -> io::Result<Option<u64>>;
    /// The bytes of a file from `start` on, `most` at most; `None` when it is not there.
    fn read_range(&self, digest: &Digest, start: u64, most: usize) -> io::Result<Option<Bytes>>;
    /// Removes a file; that it is gone already is no error.
    fn remove(&self, digest: &Digest) -> io::Result<()>;
}
