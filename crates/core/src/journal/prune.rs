//! What is forgotten after a while, because nobody needs it any more.

use std::time::Duration;

use crate::{Result, Social};

const DAY: Duration = Duration::from_hours(24);
/// The slowest consumer that will ever read the journal: the AT firehose.
const JOURNAL: Duration = Duration::from_hours(72);
/// Replays of what was received are refused for this long; signatures end much sooner.
const RECEIVED: Duration = Duration::from_hours(30 * 24);
const OUTBOX: Duration = Duration::from_hours(14 * 24);
/// Files that no record names; what names them may be written later.
const BLOB: Duration = Duration::from_hours(6);
/// Rows a transaction, so that the writer is never held up.
const BATCH: u32 = 1_000;

impl Social {
    /// Forgets what is old: journal entries that all readers have passed, what every lane has delivered, replays, keys
    /// of repeated requests.
    pub async fn prune(&self) -> Result<()> {
        let now = self.now();
        let before = |span| now.minus(span).micros();
        let (journal, received, outbox, keys) = (
            before(JOURNAL),
            before(RECEIVED),
            before(OUTBOX),
            before(DAY),
        );
        self.store()
            .write(move |tx| {
                store::journal::prune(tx, journal, BATCH)?;
                store::outbox::prune(tx, outbox)?;
                store::outbox::forget_received(tx, received)?;
                store::idempotency::forget(tx, keys)
            })
            .await?;
        self.prune_access().await?;
        self.sweep_media().await?;
        self.note_seen().await?;
        self.prune_repo_events().await?;
        self.sweep_blobs(before(BLOB), i64::from(BATCH)).await?;
        Ok(())
    }
}
