//! Moves the write-ahead log into the database, away from the writer's thread.
//!
//! Passive checkpoints disturb nobody but never shorten the log while it is in use: under saturation it
//! would grow without end. Beyond a limit the log is therefore cut, which makes the writer wait once.

use std::fs;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::workers::Files;
use crate::error::Result;

const PERIOD: Duration = Duration::from_millis(500);
/// Shorter logs are left alone.
const WORTHWHILE: u64 = 1 << 20;
/// Longer logs are cut.
const TOO_LONG: u64 = 128 << 20;

/// Works until the other end of `stopped` is dropped, then empties the log.
pub(super) fn run(files: &Files, stopped: &Receiver<()>) {
    let log = log_of(files);
    let mut db = None;
    loop {
        let last = stopped.recv_timeout(PERIOD) != Err(RecvTimeoutError::Timeout);
        let length = fs::metadata(&log).map_or(0, |about| about.len());
        if last || length > WORTHWHILE {
            let sql = if last || length > TOO_LONG {
                "PRAGMA wal_checkpoint(TRUNCATE)"
            } else {
                "PRAGMA wal_checkpoint(PASSIVE)"
            };
            if let Err(error) = checkpoint(&mut db, files, sql) {
                tracing::warn!(%error, length, "the log of the database could not be moved into it");
                db = None;
            }
        }
        if last {
            return;
        }
    }
}

/// The bytes of the database file and its log.
pub(in super::super) fn size(files: &Files) -> u64 {
    let length = |path: &PathBuf| fs::metadata(path).map_or(0, |about| about.len());
    length(&files.path) + length(&log_of(files))
}

/// The log of a database, which SQLite keeps beside it.
fn log_of(files: &Files) -> PathBuf {
    let mut name = files.path.clone().into_os_string();
    name.push("-wal");
    name.into()
}

fn checkpoint(db: &mut Option<Connection>, files: &Files, sql: &str) -> Result<()> {
    let db = match db {
        Some(db) => db,
        None => db.insert(open(files)?),
    };
    // (blocked, frames in the log, frames moved)
    let blocked: bool = db.query_row(sql, (), |row| row.get(0))?;
    if blocked {
        tracing::debug!("a checkpoint had to leave frames that someone is still reading");
    }
    Ok(())
}

fn open(files: &Files) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(&files.path, flags)?;
    db.busy_timeout(Duration::from_millis(500))?;
    Ok(db)
}
