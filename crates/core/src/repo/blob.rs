//! Files that records name. Their bytes are exactly those that were given, because their name is their SHA-256.

use ::media::{Arrived, Digest, Kind};
use model::AccountId;
use store::file::FileRow;
use store::repo_blob::BlobRow;

use crate::media::Arriving;
use crate::media::keep::{Kept, NewFile, name_of};
use crate::media::serve::{Keeping, Served};
use crate::{Error, Result, Social};

/// A file that a record may name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub digest: String,
    /// What it is.
    pub media_type: String,
    /// Bytes.
    pub length: u64,
}

impl From<BlobRow> for Blob {
    fn from(row: BlobRow) -> Self {
        Self {
            digest: row.digest,
            media_type: row.media_type,
            length: u64::try_from(row.length).unwrap_or(0),
        }
    }
}

const GONE: Error = Error::NotFound("This file");
/// The largest picture that is made smaller.
const MAX_PICTURE: usize = 64 * 1024 * 1024;

impl Social {
    /// Keeps a file for records to name, exactly as it is. It goes after some hours if none does.
    pub async fn upload_blob(
        &self,
        account: AccountId,
        media_type: &str,
        file: impl Into<Arrived>,
    ) -> Result<Blob> {
        let file = file.into();
        let media_type = model::sanitize::line(media_type, 100);
        let new = NewFile::new(Kind::Raw, file);
        let (id, account, now) = (self.new_id().get(), account.get(), self.now().micros());
        let row = self
            .keep_files(&[new], move |tx, kept| {
                let kept = kept.first().ok_or(store::Error::NotFound)?;
                let row = blob_row(kept, id, account, &media_type, now);
                if store::repo_blob::insert(tx, &row)? {
                    store::file::insert(tx, &kept.row(store::file::BLOB, id, now))?;
                }
                Ok(row)
            })
            .await?;
        Ok(row.into())
    }

    /// A file that is served here under `path`, as a file that records may name: the same bytes if they are `most` at
    /// most, and a smaller picture if not. `None` when there is no such file, or it cannot be made smaller.
    pub async fn blob_of_file(
        &self,
        account: AccountId,
        path: &str,
        most: u64,
    ) -> Result<Option<Blob>> {
        let Some(name) = name_of(path) else {
            return Ok(None);
        };
        let served = match self.file(&name).await {
            Ok(served) => served,
            Err(Error::NotFound(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        if served.length <= most {
            return self.share(account, &served).await.map(Some);
        }
        let Ok(most) = usize::try_from(most) else {
            return Ok(None);
        };
        if !served.media_type.starts_with("image/") {
            return Ok(None);
        }
        let bytes = served.whole(MAX_PICTURE).await?;
        let made = match self.make_fitted(bytes, most).await {
            Ok(made) => made,
            Err(Error::Invalid { .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
        self.upload_blob(account, made.kind.media_type(), made.bytes)
            .await
            .map(Some)
    }

    /// Gives a file that is kept already another name.
    async fn share(&self, account: AccountId, served: &Served) -> Result<Blob> {
        let _stays = self.memory().media.removal.read().await;
        let (id, now) = (self.new_id().get(), self.now().micros());
        let row = BlobRow {
            id,
            account_id: account.get(),
            digest: served.tag().to_owned(),
            media_type: served.media_type.to_owned(),
            length: i64::try_from(served.length).unwrap_or(i64::MAX),
            uploaded_at: now,
        };
        let file = FileRow {
            name: format!("{}.{}", crypto::random_token(), Kind::Raw.extension()),
            digest: row.digest.clone(),
            length: row.length,
            usage: store::file::BLOB,
            owner_id: id,
            created_at: now,
        };
        let shared = row.clone();
        self.store()
            .write(move |tx| {
                if store::repo_blob::insert(tx, &shared)? {
                    store::file::insert(tx, &file)?;
                }
                Ok(())
            })
            .await?;
        Ok(row.into())
    }

    /// A file of an account by its digest, to be sent, and whether a record names it. [`Error::NotFound`] when it is
    /// not there.
    pub async fn open_blob(
        &self,
        account: AccountId,
        digest: &str,
    ) -> Result<(Blob, bool, Served)> {
        let (account, asked) = (account.get(), digest.to_owned());
        let found = self
            .store()
            .read(move |conn| store::repo_blob::find(conn, account, &asked));
        let (row, is_named) = found.await?.ok_or(GONE)?;
        let blob = Blob::from(row);
        let digest = Digest::parse(&blob.digest).ok_or(GONE)?;
        let served = self.served(
            "application/octet-stream",
            blob.length,
            Keeping::Everyone,
            digest,
        );
        Ok((blob, is_named, served))
    }

    /// The same, to make something of: in memory when it is small, in a scratch folder when not.
    pub async fn blob_file(&self, account: AccountId, digest: &str) -> Result<Arrived> {
        let (_, _, served) = self.open_blob(account, digest).await?;
        let mut reception = self.reception(None);
        let mut arriving = Arriving::default();
        let length = served.length;
        let mut sending = served.send(0..length).await?;
        while let Some(piece) = sending.piece().await? {
            arriving.write(&mut reception, &piece).await?;
        }
        arriving.finish(&reception).await
    }

    /// What is known of a file of an account.
    pub async fn blob(&self, account: AccountId, digest: &str) -> Result<Option<Blob>> {
        let (account, digest) = (account.get(), digest.to_owned());
        let found = self
            .store()
            .read(move |conn| store::repo_blob::find(conn, account, &digest));
        Ok(found.await?.map(|(row, _)| row.into()))
    }

    /// Digests of the files that records name, those after `cursor`, of commits after `rev`.
    pub async fn named_blobs(
        &self,
        account: AccountId,
        rev: &str,
        cursor: &str,
        limit: u32,
    ) -> Result<Vec<String>> {
        let (account, rev, cursor) = (account.get(), rev.to_owned(), cursor.to_owned());
        let named = self.store().read(move |conn| {
            store::repo_blob::used(conn, account, &rev, &cursor, i64::from(limit))
        });
        Ok(named.await?)
    }

    /// Files that records name and that are not there: digest, collection and key of one such record.
    pub async fn missing_blobs(
        &self,
        account: AccountId,
        cursor: &str,
        limit: u32,
    ) -> Result<Vec<(String, String, String)>> {
        let (account, cursor) = (account.get(), cursor.to_owned());
        let missing = self
            .store()
            .read(move |conn| store::repo_blob::missing(conn, account, &cursor, i64::from(limit)));
        Ok(missing.await?)
    }

    /// How many files records name, and how many of those are there.
    pub async fn count_blobs(&self, account: AccountId) -> Result<(i64, i64)> {
        let account = account.get();
        let counts = self
            .store()
            .read(move |conn| store::repo_blob::count(conn, account));
        Ok(counts.await?)
    }

    /// Removes files that no record names any more.
    pub(super) async fn drop_blobs(&self, account: AccountId, digests: Vec<String>) -> Result<()> {
        let account = account.get();
        self.release(move |tx| {
            let mut nameless = Vec::new();
            for digest in &digests {
                if !store::repo_blob::is_used(tx, account, digest)? {
                    let ids = store::repo_blob::remove(tx, account, digest)?;
                    nameless.extend(store::file::release(tx, store::file::BLOB, &ids, &[])?);
                }
            }
            Ok(nameless)
        })
        .await
    }

    /// Removes files that were uploaded long ago and that no record names.
    pub(crate) async fn sweep_blobs(&self, before: i64, limit: i64) -> Result<()> {
        self.release(move |tx| {
            let mut nameless = Vec::new();
            for blob in store::repo_blob::loose(tx, before, limit)? {
                let ids = store::repo_blob::remove(tx, blob.account_id, &blob.digest)?;
                nameless.extend(store::file::release(tx, store::file::BLOB, &ids, &[])?);
            }
            Ok(nameless)
        })
        .await
    }
}

fn blob_row(kept: &Kept, id: i64, account: i64, media_type: &str, now: i64) -> BlobRow {
    let file = kept.row(store::file::BLOB, id, now);
    BlobRow {
        id,
        account_id: account,
        digest: file.digest,
        media_type: media_type.to_owned(),
        length: file.length,
        uploaded_at: now,
    }
}
