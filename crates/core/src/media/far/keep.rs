//! Keeping files of others, and throwing out those that nobody has looked at for the longest time.
//!
//! A row is written before its bytes and removed after them. Whatever is interrupted leaves a row without bytes, which
//! counts against the cap and is filled again when somebody looks; never bytes without a row.

use ::media::Digest;
use bytes::Bytes;
use store::far::FarRow;

use super::Far;
use super::address::Wanted;
use super::picture::FarFile;
use crate::{Error, Result, Social};

/// How many files are thrown out in one go.
const BATCH: i64 = 50;

impl Social {
    /// What is kept under a key.
    pub(super) async fn kept_far(&self, far: &Far, key: &str) -> Result<Option<FarFile>> {
        if far.parts.settings.cap == 0 {
            return Ok(None);
        }
        let asked = key.to_owned();
        let row = self
            .store()
            .read(move |conn| store::far::find(conn, &asked))
            .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let Some(digest) = Digest::parse(&row.digest) else {
            return Ok(None);
        };
        let files = far.parts.files.clone();
        let bytes = tokio::task::spawn_blocking(move || match files.get(&digest) {
            // What was damaged is fetched again.
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                tracing::warn!(%error, "a file of another server is thrown out");
                files.remove(&digest).map(|()| None)
            }
            got => got,
        });
        let bytes = bytes
            .await
            .map_err(Error::internal)?
            .map_err(Error::internal)?;
        if bytes.is_some() {
            far.note_use(key);
        }
        Ok(bytes.map(|bytes| FarFile {
            media_type: row.media_type,
            bytes,
        }))
    }

    /// Keeps a file. What is larger than all that may be kept is not.
    pub(super) async fn keep_far(&self, far: &Far, wanted: &Wanted, file: &FarFile) -> Result<()> {
        let size = u64::try_from(file.bytes.len()).unwrap_or(u64::MAX);
        if size > far.parts.settings.cap {
            return Ok(());
        }
        let _turn = far.turn.lock().await;
        self.make_room(far, size).await?;
        let row = FarRow {
            key: wanted.key(),
            digest: Digest::of(&file.bytes).as_str().to_owned(),
            media_type: file.media_type.clone(),
            bytes: i64::try_from(size).unwrap_or(i64::MAX),
            host: wanted.host(),
            last_used_at: self.now().micros(),
        };
        let write = self.store().write(move |tx| store::far::insert(tx, &row));
        write.await?;
        let (files, bytes): (_, Bytes) = (far.parts.files.clone(), file.bytes.clone());
        let put = tokio::task::spawn_blocking(move || files.put(&bytes));
        put.await
            .map_err(Error::internal)?
            .map_err(Error::internal)?;
        Ok(())
    }

    /// Throws out the oldest until there is room. Only who holds the turn may call it.
    async fn make_room(&self, far: &Far, size: u64) -> Result<()> {
        let mut is_noted = false;
        loop {
            let (kept, oldest) = self
                .store()
                .read(|conn| {
                    let kept = store::far::kept_of(conn, store::far::ALL)?.bytes;
                    Ok((kept, store::far::oldest(conn, BATCH)?))
                })
                .await?;
            let kept = u64::try_from(kept).unwrap_or(0);
            let over = (kept + size).saturating_sub(far.parts.settings.cap);
            if over == 0 || oldest.is_empty() {
                return Ok(());
            }
            if !std::mem::replace(&mut is_noted, true) {
                // What was looked at a moment ago is not what goes first.
                self.note_far_media().await?;
                continue;
            }
            let mut freed = 0;
            let enough = oldest.into_iter().take_while(|row| {
                let is_needed = freed < over;
                freed += u64::try_from(row.bytes).unwrap_or(0);
                is_needed
            });
            let rows = enough.collect();
            self.throw_out(far, rows).await?;
        }
    }

    /// Throws out some files. Only who holds the turn may call it.
    pub(super) async fn throw_out(&self, far: &Far, rows: Vec<FarRow>) -> Result<()> {
        let keys: Vec<String> = rows.iter().map(|row| row.key.clone()).collect();
        let digests: Vec<String> = rows.into_iter().map(|row| row.digest).collect();
        let (asked, but) = (digests.clone(), keys.clone());
        let in_use = self
            .store()
            .read(move |conn| store::far::digests_in_use(conn, &asked, &but))
            .await?;
        let files = far.parts.files.clone();
        let removed = tokio::task::spawn_blocking(move || {
            digests
                .iter()
                .filter(|digest| !in_use.contains(digest))
                .filter_map(|digest| Digest::parse(digest))
                .try_for_each(|digest| files.remove(&digest))
        });
        removed
            .await
            .map_err(Error::internal)?
            .map_err(Error::internal)?;
        let done = self.store().write(move |tx| store::far::remove(tx, &keys));
        Ok(done.await?)
    }
}
