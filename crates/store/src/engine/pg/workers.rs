//! The threads of PostgreSQL: each has one connection, and finds a new one when it breaks.

use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::super::Tx;
use super::super::job::{Job, Queue};
use super::link::Server;
use crate::error::{Error, Result};

/// How often a transaction is done again after it met another one or lost its connection.
const RETRIES: u32 = 3;
/// How long a transaction waits before it is done again, the first time; then twice as long, and so on.
const PAUSE: Duration = Duration::from_millis(10);
/// How long a closure waits for a connection.
const PATIENCE: Duration = Duration::from_secs(3);
const FIRST_DELAY: Duration = Duration::from_millis(100);
const LONGEST_DELAY: Duration = Duration::from_secs(10);

/// One read sees one moment of the database.
const BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
/// Writes are statements that are right by themselves, so they need no more than this.
const BEGIN_WRITE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";

/// Starts `count` threads that read and `count` that write; closing the queues ends them.
pub(in super::super) fn start(
    server: &Server,
    count: usize,
    reads: &Arc<Queue>,
    writes: &Arc<Queue>,
) -> Result<Vec<JoinHandle<()>>> {
    let kinds = [
        ("store-reader", reads, BEGIN_READ),
        ("store-writer", writes, BEGIN_WRITE),
    ];
    let mut threads = Vec::with_capacity(2 * count);
    for (name, queue, begin) in kinds
        .iter()
        .flat_map(|kind| std::iter::repeat_n(kind, count))
    {
        let mut worker = Worker::new(server.clone(), begin);
        let queue = Arc::clone(queue);
        let work = move || {
            while let Some(job) = queue.pop() {
                worker.serve(job);
            }
        };
        let thread = thread::Builder::new().name((*name).to_owned()).spawn(work);
        threads.push(thread.map_err(Error::engine)?);
    }
    Ok(threads)
}

struct Worker {
    server: Server,
    begin: &'static str,
    tx: Option<Tx>,
    failures: u32,
    retry_at: Instant,
}

/// How a transaction ended.
enum End {
    /// Committed, or rolled back because the closure said so.
    Done,
    /// Nothing was kept; it can be done again.
    Again(Error),
    /// It failed, or nobody knows whether it was kept.
    Failed(Error),
}

impl Worker {
    fn new(server: Server, begin: &'static str) -> Self {
        Self {
            server,
            begin,
            tx: None,
            failures: 0,
            retry_at: Instant::now(),
        }
    }

    /// Runs one closure in a transaction of its own and answers it.
    fn serve(&mut self, mut job: Box<dyn Job>) {
        for attempt in 0..=RETRIES {
            match self.attempt(job.as_mut()) {
                End::Done => break,
                End::Again(error) if attempt < RETRIES => {
                    tracing::debug!(%error, attempt, "a transaction is done again");
                    // The one that won needs a moment, or the two meet again.
                    thread::sleep(PAUSE * (1 << attempt));
                }
                End::Again(error) | End::Failed(error) => {
                    job.refuse(error);
                    break;
                }
            }
        }
        job.answer();
    }

    fn attempt(&mut self, job: &mut dyn Job) -> End {
        let begin = self.begin;
        let tx = match self.connected() {
            Ok(tx) => tx,
            Err(error) => return End::Failed(error),
        };
        let end = transact(tx, begin, job);
        if let End::Again(Error::Unavailable(_)) | End::Failed(_) = end {
            self.tx = None;
        }
        end
    }

    /// The connection, or a new one if it broke: at growing distances, and for no longer than
    /// a closure should wait.
    fn connected(&mut self) -> Result<&mut Tx> {
        let deadline = Instant::now() + PATIENCE;
        while self.tx.is_none() {
            if self.retry_at > deadline {
                return Err(Error::Unavailable(
                    "waiting before the next attempt to connect".into(),
                ));
            }
            thread::sleep(self.retry_at.saturating_duration_since(Instant::now()));
            match self.server.connect() {
                Ok(tx) => {
                    self.tx = Some(tx);
                    self.failures = 0;
                }
                Err(error) => {
                    let delay = FIRST_DELAY.saturating_mul(1 << self.failures.min(10));
                    self.failures += 1;
                    self.retry_at = Instant::now() + delay.min(LONGEST_DELAY);
                    tracing::warn!(%error, failures = self.failures, "cannot reach PostgreSQL");
                }
            }
        }
        self.tx.as_mut().ok_or(Error::Closed)
    }
}

fn transact(tx: &mut Tx, begin: &str, job: &mut dyn Job) -> End {
    match tx.batch(begin) {
        Ok(()) => {}
        Err(error @ Error::Unavailable(_)) => return End::Again(error),
        Err(error) => return End::Failed(error),
    }
    job.run(tx);
    let lost = match job.error() {
        None => {
            return match tx.batch("COMMIT") {
                Ok(()) => End::Done,
                Err(error @ Error::Retry) => End::Again(error),
                // If the connection broke here, the commit may have happened: doing it again could do it twice.
                Err(error) => End::Failed(error),
            };
        }
        Some(Error::Retry) => Some(Error::Retry),
        Some(Error::Unavailable(cause)) => Some(Error::Unavailable(cause.to_string().into())),
        Some(_) => None,
    };
    let undone = tx.batch("ROLLBACK");
    match (lost, undone) {
        (Some(error), _) => End::Again(error),
        (None, Ok(())) => End::Done,
        // The closure has an error of its own to tell; the connection is tried again by the next.
        (None, Err(error)) => {
            tracing::debug!(%error, "a transaction could not be rolled back");
            End::Done
        }
    }
}
