//! The reader that hands entries to a network.

use super::Entry;
use crate::{Network, Result, Social};

/// How many entries are read at once.
const BATCH: u32 = 100;

/// How far a reader came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Read something; there may be more.
    Moved,
    /// There is something that cannot be read yet; ask again in some milliseconds.
    Waiting,
    /// Nothing new.
    Idle,
}

impl Social {
    /// Reads the next entries for a network, has it publish what happened here, and moves its cursor.
    ///
    /// After a crash the last entries are published again; a network is idempotent. An error leaves the cursor before
    /// the entry that failed.
    pub async fn publish_step(&self, network: &dyn Network) -> Result<Progress> {
        let reader = format!("publish:{}", network.id());
        let slice = self.read_journal(&reader).await?;
        let Some(last) = slice.entries.last().map(|entry| entry.seq) else {
            return Ok(if slice.held_back {
                Progress::Waiting
            } else {
                Progress::Idle
            });
        };
        for row in slice.entries {
            let seq = row.seq;
            match Entry::try_from(row) {
                Ok(entry) if entry.is_local() => {
                    if let Err(error) = network.publish(&entry).await {
                        self.move_cursor(&reader, seq - 1).await?;
                        return Err(error);
                    }
                }
                Ok(_) => {}
                Err(word) => tracing::warn!(
                    word,
                    seq,
                    "a journal entry of an unknown kind was passed over"
                ),
            }
        }
        self.move_cursor(&reader, last).await?;
        Ok(Progress::Moved)
    }

    /// Passes over the next entry for a network: it failed too often to wait for it any longer. The entry stays in the
    /// journal and in the log.
    pub async fn park_entry(&self, network: &dyn Network) -> Result<()> {
        let reader = format!("publish:{}", network.id());
        let slice = self.read_journal(&reader).await?;
        if let Some(entry) = slice.entries.first() {
            tracing::error!(seq = entry.seq, change = entry.change, network = %network.id(), "an entry could not be published and is passed over");
            self.move_cursor(&reader, entry.seq).await?;
        }
        Ok(())
    }

    pub(crate) async fn read_journal(&self, reader: &str) -> Result<store::journal::Slice> {
        let reader = reader.to_owned();
        let slice = self
            .store()
            .read(move |conn| {
                let seq = store::journal::get_cursor(conn, &reader, "")?;
                store::journal::read_after(conn, seq, BATCH)
            })
            .await?;
        Ok(slice)
    }

    pub(crate) async fn move_cursor(&self, reader: &str, seq: i64) -> Result<()> {
        let reader = reader.to_owned();
        self.store()
            .write(move |tx| store::journal::set_cursor(tx, &reader, "", seq))
            .await?;
        Ok(())
    }
}
