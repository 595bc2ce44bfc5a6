//! Keeping bytes under a name.

use ::media::{Digest, Rendition};
use store::file::FileRow;

use crate::{Error, Result, Social};

/// Where files are served.
pub(super) const PATH: &str = "/media/";

/// A file that was made and is about to get its name.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    name: String,
    digest: Digest,
}

impl Kept {
    /// Where it will be served.
    pub(crate) fn path(&self) -> String {
        format!("{PATH}{}", self.name)
    }

    /// The row that gives it its name.
    pub(crate) fn row(&self, usage: &'static str, owner: i64, now: i64) -> FileRow {
        FileRow {
            name: self.name.clone(),
            digest: self.digest.as_str().to_owned(),
            usage,
            owner_id: owner,
            created_at: now,
        }
    }
}

/// The name behind a path of ours.
pub(crate) fn name_of(path: &str) -> Option<String> {
    path.strip_prefix(PATH).map(ToOwned::to_owned)
}

impl Social {
    /// Writes some files and, in one transaction, their names and whatever needs them. Nothing is removed meanwhile.
    pub(crate) async fn keep<T: Send + 'static>(
        &self,
        files: &[&Rendition],
        mut write: impl FnMut(&mut store::Tx, &[Kept]) -> store::Result<T> + Send + 'static,
    ) -> Result<T> {
        let _stays = self.memory().media.removal.read().await;
        let mut kept = Vec::new();
        for file in files {
            let (bytes, place) = (file.bytes.clone(), self.files().clone());
            let digest = tokio::task::spawn_blocking(move || place.put(&bytes));
            let digest = digest
                .await
                .map_err(Error::internal)?
                .map_err(Error::internal)?;
            let name = format!("{}.{}", crypto::random_token(), file.kind.extension());
            kept.push(Kept { name, digest });
        }
        self.store()
            .write(move |tx| write(tx, &kept))
            .await
            .map_err(crate::member::reason)
    }

    /// Runs a transaction that takes names away, and removes the bytes that have none left.
    pub(crate) async fn release(
        &self,
        take: impl FnMut(&mut store::Tx) -> store::Result<Vec<String>> + Send + 'static,
    ) -> Result<()> {
        let _alone = self.memory().media.removal.write().await;
        let nameless = self
            .store()
            .write(take)
            .await
            .map_err(crate::member::reason)?;
        if nameless.is_empty() {
            return Ok(());
        }
        let place = self.files().clone();
        let removed = tokio::task::spawn_blocking(move || {
            nameless
                .iter()
                .filter_map(|digest| Digest::parse(digest))
                .try_for_each(|digest| place.remove(&digest))
        });
        removed
            .await
            .map_err(Error::internal)?
            .map_err(Error::internal)
    }
}
