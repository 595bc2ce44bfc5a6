//! The threads of SQLite: readers, and the one writer that commits closures in groups.

use std::path::PathBuf;
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::super::job::{Job, Queue};
use super::super::{Gaps, Tx};
use super::checkpoint;
use super::link::{Durability, Link, Use};
use crate::error::{Error, Result};

/// The name of the thread that has to end last.
pub(in super::super) const CHECKPOINT: &str = "store-checkpoint";
/// How many closures one commit carries.
const GROUP: usize = 64;
/// How long a group is collected before it is committed, so that slow closures do not make the
/// first in the group wait for all the others.
const PATIENCE: Duration = Duration::from_millis(20);

/// Where the database is and how safely it is kept.
#[derive(Debug, Clone)]
pub(in super::super) struct Files {
    /// The database file; its log lies beside it.
    pub(in super::super) path: PathBuf,
    /// Whether commits are flushed to disk.
    pub(in super::super) durability: Durability,
}

impl Files {
    /// Opens a connection for one purpose.
    pub(in super::super) fn open(&self, why: Use, gaps: &Gaps) -> Result<Tx> {
        Ok(Tx::lite(
            Link::open(&self.path, self.durability, why)?,
            Arc::clone(gaps),
        ))
    }
}

/// Starts one writer, `readers` readers and the checkpoint thread. Closing the queues ends the first
/// two; dropping the sender ends the last, which must therefore be joined last.
pub(in super::super) fn start(
    files: &Files,
    gaps: &Gaps,
    readers: usize,
    reads: &Arc<Queue>,
    writes: &Arc<Queue>,
) -> Result<(Vec<JoinHandle<()>>, mpsc::Sender<()>)> {
    let spawn = |name: &str, work: Box<dyn FnOnce() + Send>| {
        thread::Builder::new()
            .name(name.to_owned())
            .spawn(work)
            .map_err(Error::engine)
    };
    let mut threads = Vec::with_capacity(readers + 2);
    let (mut tx, queue) = (files.open(Use::Write, gaps)?, Arc::clone(writes));
    threads.push(spawn(
        "store-writer",
        Box::new(move || write_all(&mut tx, &queue)),
    )?);
    for _ in 0..readers {
        let (mut tx, queue) = (files.open(Use::Read, gaps)?, Arc::clone(reads));
        threads.push(spawn(
            "store-reader",
            Box::new(move || read_all(&mut tx, &queue)),
        )?);
    }
    let (stop, stopped) = mpsc::channel();
    let files = files.clone();
    threads.push(spawn(
        CHECKPOINT,
        Box::new(move || checkpoint::run(&files, &stopped)),
    )?);
    Ok((threads, stop))
}

fn read_all(tx: &mut Tx, queue: &Queue) {
    while let Some(mut job) = queue.pop() {
        match tx.control("BEGIN") {
            Ok(()) => job.run(tx),
            Err(error) => job.refuse(error),
        }
        roll_back(tx);
        job.answer();
    }
}

fn write_all(tx: &mut Tx, queue: &Queue) {
    let mut group = Vec::with_capacity(GROUP);
    while let Some(first) = queue.pop() {
        group.push(first);
        match commit_group(tx, queue, &mut group) {
            Ok(()) => group.drain(..).for_each(Job::answer),
            Err(error) => {
                tracing::debug!(%error, closures = group.len(), "a group was not committed");
                roll_back(tx);
                group.drain(..).for_each(|job| commit_alone(tx, job));
            }
        }
    }
}

/// Runs waiting closures in one transaction. An error means that nothing of it was kept.
fn commit_group(tx: &mut Tx, queue: &Queue, group: &mut Vec<Box<dyn Job>>) -> Result<()> {
    let start = Instant::now();
    tx.control("BEGIN IMMEDIATE")?;
    while let Some(job) = group.last_mut() {
        run_in_savepoint(tx, job.as_mut())?;
        if group.len() == GROUP || start.elapsed() > PATIENCE {
            break;
        }
        match queue.try_pop() {
            Some(next) => group.push(next),
            None => break,
        }
    }
    tx.control("COMMIT")
}

fn run_in_savepoint(tx: &mut Tx, job: &mut dyn Job) -> Result<()> {
    tx.control("SAVEPOINT closure")?;
    job.run(tx);
    if tx.is_idle() {
        // A full disk, for instance, ends the whole transaction: the others lost their work too.
        return Err(Error::Retry);
    }
    if job.error().is_some() {
        tx.control("ROLLBACK TO closure")?;
    }
    tx.control("RELEASE closure")
}

/// What is left when a group fails: each closure for itself, so that one cannot harm the others.
fn commit_alone(tx: &mut Tx, mut job: Box<dyn Job>) {
    let end = tx.control("BEGIN IMMEDIATE").and_then(|()| {
        job.run(tx);
        if job.error().is_some() {
            Ok(())
        } else {
            tx.control("COMMIT")
        }
    });
    if let Err(error) = end {
        job.refuse(error);
    }
    roll_back(tx);
    job.answer();
}

/// Ends whatever transaction is open.
fn roll_back(tx: &mut Tx) {
    if !tx.is_idle()
        && let Err(error) = tx.control("ROLLBACK")
    {
        tracing::error!(%error, "a transaction could not be rolled back");
    }
}
