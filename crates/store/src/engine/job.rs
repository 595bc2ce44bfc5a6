//! Closures on their way to a thread that owns a connection.

use std::any::Any;
use std::collections::VecDeque;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, PoisonError};

use tokio::sync::oneshot;

use super::Tx;
use crate::error::{Error, Result};

/// How many closures may wait. More than this is a server that cannot keep up, and must say so.
const QUEUE_LIMIT: usize = 16_384;

/// A closure and the one who waits for its result.
pub(super) trait Job: Send {
    /// Runs the closure; may be called again. The result waits for [`Job::answer`].
    fn run(&mut self, tx: &mut Tx);
    /// Why the closure's work has to be undone, if it has.
    fn error(&self) -> Option<&Error>;
    /// Puts an error in the place of the result.
    fn refuse(&mut self, error: Error);
    /// Tells the result to the one who waits.
    fn answer(self: Box<Self>);
}

struct Task<F, T> {
    closure: F,
    result: Result<T>,
    reply: oneshot::Sender<Result<T>>,
}

/// Pairs a closure with the place where its result will arrive.
pub(super) fn job<F, T>(closure: F) -> (Box<dyn Job>, oneshot::Receiver<Result<T>>)
where
    F: FnMut(&mut Tx) -> Result<T> + Send + 'static,
    T: Send + 'static,
{
    let (reply, result) = oneshot::channel();
    (
        Box::new(Task {
            closure,
            result: Err(Error::Closed),
            reply,
        }),
        result,
    )
}

impl<F, T> Job for Task<F, T>
where
    F: FnMut(&mut Tx) -> Result<T> + Send,
    T: Send,
{
    fn run(&mut self, tx: &mut Tx) {
        tx.take_failed();
        // What a panic leaves half done is in the transaction, which is rolled back.
        let result = catch_unwind(AssertUnwindSafe(|| (self.closure)(tx)))
            .unwrap_or_else(|panic| Err(Error::Panicked(message(panic.as_ref()))));
        self.result = match (result, tx.take_failed()) {
            (Ok(_), true) => Err(Error::Doomed),
            (result, _) => result,
        };
    }

    fn error(&self) -> Option<&Error> {
        self.result.as_ref().err()
    }

    fn refuse(&mut self, error: Error) {
        self.result = Err(error);
    }

    fn answer(self: Box<Self>) {
        // Whoever asked may have stopped waiting; the work is done all the same.
        let _ = self.reply.send(self.result);
    }
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("?")
        .to_owned()
}

/// Where closures wait for a thread.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    ready: Condvar,
}

#[derive(Default)]
struct Waiting {
    jobs: VecDeque<Box<dyn Job>>,
    closed: bool,
}

impl fmt::Debug for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} waiting", self.jobs.len())
    }
}

impl Queue {
    /// Adds a closure, unless the queue is closed or full.
    pub(super) fn push(&self, job: Box<dyn Job>) -> Result<()> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.closed {
            return Err(Error::Closed);
        }
        if waiting.jobs.len() >= QUEUE_LIMIT {
            return Err(Error::Busy);
        }
        waiting.jobs.push_back(job);
        drop(waiting);
        self.ready.notify_one();
        Ok(())
    }

    /// Waits for a closure. `None` once the queue is closed and empty.
    pub(super) fn pop(&self) -> Option<Box<dyn Job>> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(job) = waiting.jobs.pop_front() {
                return Some(job);
            }
            if waiting.closed {
                return None;
            }
            waiting = self
                .ready
                .wait(waiting)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Takes a closure if one is waiting.
    pub(super) fn try_pop(&self) -> Option<Box<dyn Job>> {
        self.waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .jobs
            .pop_front()
    }

    /// Takes no more; what waits is still done.
    pub(super) fn close(&self) {
        self.waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .closed = true;
        self.ready.notify_all();
    }
}
