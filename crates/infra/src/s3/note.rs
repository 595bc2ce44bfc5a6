//! Notes of what was begun in a bucket: parts that are never put together take room there that nobody sees. A note lies
//! beside the work in progress from before the first part until the last, so that a killed program leaves it.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use media::Digest;

const PREFIX: &str = "half-sent-";
/// The bytes of what a bucket calls such an upload.
const MAX_UPLOAD: u64 = 4096;

/// A note of one.
pub(super) struct Note(PathBuf);

impl Note {
    /// Notes that parts of a file are about to be sent.
    pub(super) fn write(folder: &Path, digest: &Digest, upload: &str) -> io::Result<Self> {
        let mut note = tempfile::Builder::new()
            .prefix(PREFIX)
            .tempfile_in(folder)?;
        write!(note, "{} {upload}", digest.as_str())?;
        note.as_file().sync_all()?;
        Ok(Self(note.into_temp_path().keep()?))
    }

    /// Notes that were written so long ago.
    pub(super) fn older_than(folder: &Path, age: Duration) -> io::Result<Vec<Self>> {
        let mut notes = Vec::new();
        if !folder.is_dir() {
            return Ok(notes);
        }
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if !entry.file_name().to_string_lossy().starts_with(PREFIX) {
                continue;
            }
            let written = entry.metadata()?.modified()?;
            if written.elapsed().is_ok_and(|passed| passed >= age) {
                notes.push(Self(entry.path()));
            }
        }
        Ok(notes)
    }

    /// Which file, and what the bucket calls it until it is whole. `None` for one that was itself cut short: nothing was
    /// sent yet.
    pub(super) fn read(&self) -> io::Result<Option<(Digest, String)>> {
        let mut text = String::new();
        let file = File::open(&self.0)?;
        io::Read::read_to_string(&mut io::Read::take(file, MAX_UPLOAD), &mut text)?;
        let read = text.split_once(' ');
        let read = read.and_then(|(digest, upload)| Some((Digest::parse(digest)?, upload)));
        Ok(read.map(|(digest, upload)| (digest, upload.to_owned())))
    }

    /// That it is done.
    pub(super) fn remove(self) -> io::Result<()> {
        fs::remove_file(self.0)
    }
}
