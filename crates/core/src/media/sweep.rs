//! Removing what nobody needs any more.

use std::time::Duration;

use crate::{Result, Social};

/// How long a file may belong to no post.
const LOOSE: Duration = Duration::from_hours(24);
/// Rows a transaction, so that the writer is never held up.
const BATCH: i64 = 200;

impl Social {
    /// Removes files that were never attached or whose post is gone since a day, and files whose owner is gone.
    pub(crate) async fn sweep_media(&self) -> Result<()> {
        let before = self.now().minus(LOOSE).micros();
        self.release(move |tx| {
            let gone = store::media::delete_forgotten(tx, before, BATCH)?;
            let mut nameless = store::file::release(tx, store::file::MEDIA, &gone, &[])?;
            nameless.extend(store::file::release_stray(tx, before, BATCH)?);
            Ok(nameless)
        })
        .await
    }
}
