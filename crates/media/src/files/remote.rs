//! A place for files that is elsewhere.

use std::fmt::Debug;
use std::io;
use std::path::Path;
use std::time::Duration;

use bytes::Bytes;

use super::Digest;

/// What a place elsewhere can do. Everything blocks; a file is there as a whole or not at all. What fails for a moment
/// is tried again there, so that an error here is one to be told.
pub trait Remote: Debug + Send + Sync {
    /// Keeps bytes.
    fn put(&self, digest: &Digest, bytes: &Bytes) -> io::Result<()>;
    /// Keeps a file, which is sent in pieces. What is begun is noted in the folder `notes` until it is done or given up.
    fn put_file(&self, digest: &Digest, file: &Path, notes: &Path) -> io::Result<()>;
    /// Gives up what was begun so long ago that whoever began it is gone, by the notes; says how much there was.
    fn give_up(&self, notes: &Path, older_than: Duration) -> io::Result<usize>;
    /// The length of a file; `None` when it is not there.
    fn len(&self, digest: &Digest) -> io::Result<Option<u64>>;
    /// The bytes of a file from `start` on, `most` at most; `None` when it is not there.
    fn read_range(&self, digest: &Digest, start: u64, most: usize) -> io::Result<Option<Bytes>>;
    /// Removes a file; that it is gone already is no error.
    fn remove(&self, digest: &Digest) -> io::Result<()>;
    /// An address from which anybody can get a file for a while, as this type. It cannot be guessed.
    fn lend(&self, digest: &Digest, media_type: &str, time: Duration) -> String;
}
