//! One writer a file, and the newest goes first.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, OwnedMutexGuard};

use super::{BUSY, PATIENCE};
use crate::Result;

/// Who writes to which file.
#[derive(Debug, Default)]
pub(crate) struct Writers(Mutex<HashMap<i64, Arc<Writer>>>);

#[derive(Debug, Default)]
struct Writer {
    turn: Arc<tokio::sync::Mutex<()>>,
    /// How many wait for it.
    waiting: AtomicUsize,
    wanted: Notify,
}

/// The right to write to a file, until it is dropped.
pub(super) struct Turn {
    writer: Arc<Writer>,
    _held: OwnedMutexGuard<()>,
}

impl Turn {
    /// Ends when somebody newer wants the file.
    pub(super) async fn is_wanted(&self) {
        while self.writer.waiting.load(Ordering::SeqCst) == 0 {
            self.writer.wanted.notified().await;
        }
    }
}

/// Somebody who waits for a turn, until this is dropped.
struct Waiting<'a>(&'a Writer);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Writers {
    pub(super) async fn take(&self, id: i64) -> Result<Turn> {
        let writer = {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            all.retain(|_, writer| Arc::strong_count(writer) > 1);
            Arc::clone(all.entry(id).or_default())
        };
        writer.waiting.fetch_add(1, Ordering::SeqCst);
        let waiting = Waiting(&writer);
        writer.wanted.notify_one();
        let turn = Arc::clone(&writer.turn).lock_owned();
        let held = tokio::time::timeout(PATIENCE, turn).await.or(Err(BUSY))?;
        drop(waiting);
        Ok(Turn {
            writer,
            _held: held,
        })
    }
}
