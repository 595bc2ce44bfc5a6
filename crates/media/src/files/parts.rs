//! Files that arrive in parts, maybe with a restart in between. What has come of one is a file of its own in the folder
//! `uploads`; nobody but the one who holds it may write to it.

use std::fs::{self, File, TryLockError};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::{Arrived, Files, Place};

/// What has come of a file so far, locked for as long as somebody holds it. Everything here blocks.
#[derive(Debug)]
pub struct Parts {
    file: File,
    path: PathBuf,
}

impl Files {
    /// An empty file that will arrive in parts.
    pub fn begin_parts(&self, id: i64) -> io::Result<()> {
        let folder = self.parts_folder();
        fs::create_dir_all(&folder)?;
        File::create_new(path(&folder, id))?;
        File::open(folder)?.sync_all()
    }

    /// What has come of one; `None` when it is not there. `WouldBlock` when somebody else holds it.
    pub fn open_parts(&self, id: i64) -> io::Result<Option<Parts>> {
        let path = path(&self.parts_folder(), id);
        let file = match File::options().read(true).write(true).open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        match file.try_lock() {
            Ok(()) => Ok(Some(Parts { file, path })),
            Err(TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Removes what has come of a file; that it is gone already is no error.
    pub fn remove_parts(&self, id: i64) -> io::Result<()> {
        match fs::remove_file(path(&self.parts_folder(), id)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Some of the files of which anything has come, `most` at most, but for those that changed within the last minute.
    pub fn idle_parts(&self, most: usize) -> io::Result<Vec<i64>> {
        let folder = self.parts_folder();
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let is_idle = |entry: &fs::DirEntry| {
            let changed = entry.metadata().and_then(|about| about.modified());
            changed.is_ok_and(|at| at.elapsed().is_ok_and(|since| since.as_secs() > 60))
        };
        let ids = fs::read_dir(folder)?
            .filter_map(Result::ok)
            .filter(is_idle)
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        Ok(ids.take(most).collect())
    }

    fn parts_folder(&self) -> PathBuf {
        match &self.0 {
            Place::Folder(folder) | Place::Remote(_, folder) => folder.join("uploads"),
            Place::Memory(memory) => {
                let mine = format!("folkmoot-uploads-{}-{memory:p}", std::process::id());
                std::env::temp_dir().join(mine)
            }
        }
    }
}

fn path(folder: &Path, id: i64) -> PathBuf {
    folder.join(id.to_string())
}

impl Parts {
    /// How many bytes have come. They are on the disk, not on their way to it, once this answers.
    pub fn synced(&self) -> io::Result<u64> {
        self.file.sync_all()?;
        Ok(self.file.metadata()?.len())
    }

    /// Adds to the end.
    pub fn write(&mut self, piece: &[u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::End(0))?;
        self.file.write_all(piece)
    }

    /// Adds all of a file to the end.
    pub fn append(&mut self, arrived: &Arrived) -> io::Result<()> {
        self.file.seek(SeekFrom::End(0))?;
        arrived.write_to(&mut self.file)
    }

    /// The whole, to be made something of. What has come stays where it is.
    pub fn arrived(&self, files: &Files) -> io::Result<Arrived> {
        let scratch = files.scratch()?;
        let name = scratch.path().join("whole");
        if fs::hard_link(&self.path, &name).is_err() {
            fs::copy(&self.path, &name)?;
        }
        Arrived::in_folder(scratch, name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_are_held_by_one_and_stay_until_they_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path());
        files.begin_parts(7).unwrap();
        let mut parts = files.open_parts(7).unwrap().unwrap();
        parts.write(b"one ").unwrap();
        let busy = files.open_parts(7).unwrap_err();
        assert_eq!(busy.kind(), io::ErrorKind::WouldBlock);
        drop(parts);
        let mut parts = files.open_parts(7).unwrap().unwrap();
        parts.append(&b"two".as_slice().into()).unwrap();
        assert_eq!(parts.synced().unwrap(), 7);
        let whole = parts.arrived(&files).unwrap();
        let digest = whole.put_into(&files).unwrap();
        assert_eq!(files.get(&digest).unwrap().unwrap(), "one two");
        assert_eq!(parts.synced().unwrap(), 7, "it stays until it has its name");
        // It was written to a moment ago.
        assert_eq!(files.idle_parts(10).unwrap(), Vec::<i64>::new());
        files.remove_parts(7).unwrap();
        files.remove_parts(7).unwrap();
        assert!(files.open_parts(7).unwrap().is_none());
    }
}
