//! Removing what nobody needs any more.

use std::time::Duration;

use super::serve::blocking;
use crate::{Result, Social};

/// How long a file may belong to no post.
const LOOSE: Duration = Duration::from_hours(24);
/// How long an upload may take from the first byte that is kept to its name: what began before was ended by a crash.
const ATTEMPT: Duration = Duration::from_hours(1);
/// Rows a transaction, so that the writer is never held up.
const BATCH: i64 = 200;
/// Files that arrive in parts and are looked at in one sweep.
const MOST_PARTS: usize = 10_000;

impl Social {
    /// Removes files that were never attached or whose post is gone since a day, files whose owner is gone, and what
    /// a crash left.
    pub(crate) async fn sweep_media(&self) -> Result<()> {
        let before = self.now().minus(LOOSE).micros();
        let crashed = self.now().minus(ATTEMPT).micros();
        self.release(move |tx| {
            let gone = store::media::delete_forgotten(tx, before, BATCH)?;
            let mut nameless = store::file::release(tx, store::file::MEDIA, &gone, &[])?;
            nameless.extend(store::file::release_stray(tx, before, BATCH)?);
            nameless.extend(store::file::settle_stale(tx, crashed, BATCH)?);
            Ok(nameless)
        })
        .await?;
        self.sweep_parts().await?;
        self.clear_unfinished().await
    }

    /// Gives up files that arrived in parts and were not finished in time, and removes what came of those that nobody
    /// waits for.
    async fn sweep_parts(&self) -> Result<()> {
        let now = self.now().micros();
        self.store()
            .write(move |tx| store::upload::delete_expired(tx, now, BATCH))
            .await?;
        let files = self.files().clone();
        let idle = blocking(move || files.idle_parts(MOST_PARTS)).await?;
        for ids in idle.chunks(500) {
            let asked = ids.to_vec();
            let known = self
                .store()
                .read(move |conn| store::upload::known(conn, &asked))
                .await?;
            for id in ids.iter().filter(|id| !known.contains(id)) {
                let (files, id) = (self.files().clone(), *id);
                blocking(move || files.remove_parts(id)).await?;
            }
        }
        Ok(())
    }

    /// Removes what a crash left of files that were on their way. Whatever somebody works on stays.
    pub async fn clear_unfinished(&self) -> Result<()> {
        let files = self.files().clone();
        let cleared = blocking(move || files.clear_scratch()).await?;
        if cleared > 0 {
            tracing::info!(cleared, "what a crash left unfinished was removed");
        }
        Ok(())
    }
}
