//! Work that is slow on purpose or by nature: password hashes and key generation. A bounded number at a time, so
//! that a flood of log-ins takes neither the memory nor the processors from everybody else (security row F5).

use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::{Error, Result, Social};

/// How long somebody waits for their turn before they are told to come back.
const PATIENCE: Duration = Duration::from_secs(10);
/// When to come back.
const RETRY: Duration = Duration::from_secs(5);

/// Who is next.
#[derive(Debug)]
pub(super) struct Pool {
    turns: Arc<Semaphore>,
}

impl Default for Pool {
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self {
            turns: Arc::new(Semaphore::new(processors.clamp(2, 4))),
        }
    }
}

impl Social {
    /// Runs slow work on a blocking thread when it is its turn. A turn lasts until the work is done, even when
    /// nobody waits for it any more.
    pub(crate) async fn run_slowly<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let turns = Arc::clone(&self.memory().members.slow.turns);
        let turn = match tokio::time::timeout(PATIENCE, turns.acquire_owned()).await {
            Ok(turn) => turn.map_err(Error::internal)?,
            Err(_elapsed) => return Err(Error::TooMany { retry: RETRY }),
        };
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(turn);
            result
        });
        done.await.map_err(Error::internal)
    }
}
