//! Files in a folder.

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::{Digest, Scratch};

/// Keeps bytes.
pub(super) fn put(folder: &Path, digest: &Digest, bytes: &[u8]) -> io::Result<()> {
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let Some((shelf, path)) = free_place(folder, digest, length)? else {
        return Ok(());
    };
    let scratch = Scratch::new(&scratch(folder))?;
    let draft = scratch.path().join("file");
    let mut file = File::create_new(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(draft, path)?;
    sync_folder(&shelf)
}

/// Takes a file in: by moving it, or by copying it when it lies on another disk.
pub(super) fn adopt(folder: &Path, digest: &Digest, from: &Path) -> io::Result<()> {
    let length = fs::metadata(from)?.len();
    let Some((shelf, path)) = free_place(folder, digest, length)? else {
        return fs::remove_file(from);
    };
    File::open(from)?.sync_all()?;
    match fs::rename(from, &path) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            let scratch = Scratch::new(&scratch(folder))?;
            let draft = scratch.path().join("file");
            let mut copy = File::create_new(&draft)?;
            io::copy(&mut File::open(from)?, &mut copy)?;
            copy.sync_all()?;
            fs::rename(draft, path)?;
            fs::remove_file(from)?;
        }
        Err(error) => return Err(error),
    }
    sync_folder(&shelf)
}

/// A file as a whole.
pub(super) fn get(folder: &Path, digest: &Digest) -> io::Result<Option<Bytes>> {
    let bytes = there(fs::read(path(folder, digest)))?;
    Ok(bytes.map(Into::into))
}

/// How long a file is.
pub(super) fn len(folder: &Path, digest: &Digest) -> io::Result<Option<u64>> {
    let about = there(fs::metadata(path(folder, digest)))?;
    Ok(about.map(|about| about.len()))
}

/// A piece of a file.
pub(super) fn read_range(
    folder: &Path,
    digest: &Digest,
    start: u64,
    most: usize,
) -> io::Result<Option<Bytes>> {
    let Some(mut file) = there(File::open(path(folder, digest)))? else {
        return Ok(None);
    };
    let length = file.metadata()?.len();
    let start = start.min(length);
    file.seek(SeekFrom::Start(start))?;
    let most = usize::try_from(length - start).map_or(most, |left| left.min(most));
    let mut piece = vec![0; most];
    file.read_exact(&mut piece)?;
    Ok(Some(piece.into()))
}

/// Removes a file.
pub(super) fn remove(folder: &Path, digest: &Digest) -> io::Result<()> {
    there(fs::remove_file(path(folder, digest))).map(drop)
}

/// What is not there is no error.
fn there<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Where work in progress is: on the same disk, so that what is finished need only be moved.
pub(super) fn scratch(folder: &Path) -> PathBuf {
    folder.join("scratch")
}

/// Two letters a shelf, so that none grows too large.
fn path(folder: &Path, digest: &Digest) -> PathBuf {
    shelf(folder, digest).join(digest.as_str())
}

fn shelf(folder: &Path, digest: &Digest) -> PathBuf {
    folder.join(digest.as_str().get(..2).unwrap_or("00"))
}

/// The shelf and the place of a file that is not there yet. What has another length than it should is not there.
fn free_place(
    folder: &Path,
    digest: &Digest,
    length: u64,
) -> io::Result<Option<(PathBuf, PathBuf)>> {
    let (shelf, path) = (shelf(folder, digest), path(folder, digest));
    if len(folder, digest)? == Some(length) {
        // Whoever put it there may not have come to this yet.
        sync_folder(&shelf)?;
        return Ok(None);
    }
    fs::create_dir_all(&shelf)?;
    Ok(Some((shelf, path)))
}

/// A name is only as lasting as the folder that has it.
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
