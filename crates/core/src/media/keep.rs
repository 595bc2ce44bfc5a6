//! Keeping bytes under a name.

use ::media::{Arrived, Digest, Kind, Rendition};
use store::file::FileRow;

use super::reach::{Point, reach};
use super::serve::blocking;
use crate::{Result, Social};

/// Where files are served.
pub(super) const PATH: &str = "/media/";

/// A file that was made and is about to get its name.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    name: String,
    digest: Digest,
    length: u64,
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
            length: i64::try_from(self.length).unwrap_or(i64::MAX),
            usage,
            owner_id: owner,
            created_at: now,
        }
    }
}

/// A file that is not kept yet, and the name that it will have.
#[derive(Debug, Clone)]
pub(crate) struct NewFile {
    name: String,
    file: Arrived,
}

impl NewFile {
    pub(crate) fn new(kind: Kind, file: impl Into<Arrived>) -> Self {
        Self {
            name: format!("{}.{}", crypto::random_token(), kind.extension()),
            file: file.into(),
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Where it will be served.
    pub(crate) fn path(&self) -> String {
        format!("{PATH}{}", self.name)
    }
}

impl From<&Rendition> for NewFile {
    fn from(made: &Rendition) -> Self {
        Self::new(made.kind, made.bytes.clone())
    }
}

/// The name behind a path of ours.
pub(crate) fn name_of(path: &str) -> Option<String> {
    path.strip_prefix(PATH).map(ToOwned::to_owned)
}

impl Social {
    /// Writes some files and, in one transaction, their names and whatever needs them. Nothing is removed meanwhile.
    /// What is written is noted before, so that bytes which never get a name, after a crash for one, are found by the
    /// next sweep.
    pub(crate) async fn keep_files<T: Send + 'static>(
        &self,
        files: &[NewFile],
        mut write: impl FnMut(&mut store::Tx, &[Kept]) -> store::Result<T> + Send + 'static,
    ) -> Result<T> {
        let _stays = self.memory().media.removal.read().await;
        let named = files.iter().map(|file| Kept {
            name: file.name.clone(),
            digest: file.file.digest(),
            length: file.file.len(),
        });
        let kept: Vec<Kept> = named.collect();
        let attempt = self.begin_keeping(&kept).await?;
        reach(Point::Begun);
        for file in files {
            let (file, place) = (file.file.clone(), self.files().clone());
            blocking(move || file.put_into(&place)).await?;
            reach(Point::FileWritten);
        }
        let written = self.store().write(move |tx| {
            let written = write(tx, &kept)?;
            store::file::settle(tx, attempt)?;
            Ok(written)
        });
        let written = written.await.map_err(crate::member::reason)?;
        reach(Point::Named);
        Ok(written)
    }

    /// The same of what is in memory.
    pub(crate) async fn keep<T: Send + 'static>(
        &self,
        made: &[&Rendition],
        write: impl FnMut(&mut store::Tx, &[Kept]) -> store::Result<T> + Send + 'static,
    ) -> Result<T> {
        let files: Vec<NewFile> = made.iter().map(|made| NewFile::from(*made)).collect();
        self.keep_files(&files, write).await
    }

    /// Notes which bytes are about to be written.
    async fn begin_keeping(&self, kept: &[Kept]) -> Result<i64> {
        let (attempt, now) = (self.new_id().get(), self.now().micros());
        let digests: Vec<String> = kept
            .iter()
            .map(|file| file.digest.as_str().to_owned())
            .collect();
        let begun = self
            .store()
            .write(move |tx| store::file::begin(tx, attempt, &digests, now));
        begun.await?;
        Ok(attempt)
    }

    /// Runs a transaction that takes names away, and removes the bytes that have none left. Which those are is noted in
    /// the same transaction, so that a crash before the end leaves them to the next sweep.
    pub(crate) async fn release(
        &self,
        mut take: impl FnMut(&mut store::Tx) -> store::Result<Vec<String>> + Send + 'static,
    ) -> Result<()> {
        let _alone = self.memory().media.removal.write().await;
        let (attempt, now) = (self.new_id().get(), self.now().micros());
        let taken = self.store().write(move |tx| {
            let nameless = take(tx)?;
            store::file::begin(tx, attempt, &nameless, now)?;
            Ok(nameless)
        });
        let nameless = taken.await.map_err(crate::member::reason)?;
        if nameless.is_empty() {
            return Ok(());
        }
        reach(Point::Nameless);
        let place = self.files().clone();
        let removed = blocking(move || {
            nameless
                .iter()
                .filter_map(|digest| Digest::parse(digest))
                .try_for_each(|digest| place.remove(&digest))
        });
        if removed.await.is_err() {
            // Nobody finds them any more, and the next sweep removes them.
            return Ok(());
        }
        self.store()
            .write(move |tx| store::file::settle(tx, attempt))
            .await?;
        Ok(())
    }
}
