//! Files that events name by their SHA-256. Their bytes are exactly those that were given, and everybody is given them.
//!
//! Only what its owner brought in this way is found by its digest, and what belongs to a post for everyone: knowing what
//! is in a file that somebody keeps for a few is not enough to be told that it is here.

use ::media::{Arrived, Digest, Kind};
use model::AccountId;
use store::open_file::OpenFileRow;

use crate::media::keep::NewFile;
use crate::media::serve::{Keeping, Served};
use crate::{Caller, Error, Result, Social};

/// A file that everybody may be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenFile {
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub digest: String,
    /// What it is.
    pub media_type: String,
    /// Bytes.
    pub length: u64,
    /// Since when it is there, in seconds since 1970.
    pub uploaded_at: i64,
}

impl From<OpenFileRow> for OpenFile {
    fn from(row: OpenFileRow) -> Self {
        Self {
            digest: row.digest,
            media_type: row.media_type,
            length: u64::try_from(row.length).unwrap_or(0),
            uploaded_at: row.uploaded_at / SECOND,
        }
    }
}

const GONE: Error = Error::NotFound("This file");
/// The most files that a member may have.
const MOST: i64 = 10_000;
/// The most that are listed at once.
const PAGE: i64 = 1_000;
/// A second, in microseconds.
const SECOND: i64 = 1_000_000;

impl Social {
    /// Keeps a file, exactly as it is, until its owner takes it away. [`Error::Forbidden`] when they have too many.
    pub async fn keep_open_file(
        &self,
        caller: &Caller,
        media_type: &str,
        file: impl Into<Arrived>,
    ) -> Result<OpenFile> {
        let file = file.into();
        let media_type = self.media_type_of(&file, media_type).await?;
        let media_type = model::sanitize::line(&media_type, 100);
        let new = NewFile::new(Kind::Raw, file);
        let (id, account, now) = (
            self.new_id().get(),
            caller.account_id.get(),
            self.now().micros(),
        );
        self.check_room(account).await?;
        let row = self
            .keep_files(&[new], move |tx, kept| {
                let kept = kept.first().ok_or(store::Error::NotFound)?;
                let file = kept.row(store::file::OPEN, id, now);
                let row = OpenFileRow {
                    id,
                    account_id: account,
                    digest: file.digest.clone(),
                    media_type: media_type.clone(),
                    length: file.length,
                    uploaded_at: now,
                };
                if store::open_file::insert(tx, &row)? {
                    store::file::insert(tx, &file)?;
                }
                Ok(row)
            })
            .await?;
        Ok(row.into())
    }

    async fn check_room(&self, account: i64) -> Result<()> {
        let count = self
            .store()
            .read(move |conn| store::open_file::count(conn, account));
        if count.await? < MOST {
            Ok(())
        } else {
            Err(Error::Forbidden(
                "You have too many files. Please take some away first.",
            ))
        }
    }

    /// A file by its digest, to be sent, if everybody may be given it.
    pub async fn open_file(&self, digest: &str) -> Result<(OpenFile, Served)> {
        let digest = Digest::parse(digest).ok_or(GONE)?;
        let asked = digest.as_str().to_owned();
        let (open, posted) = self
            .store()
            .read(move |conn| {
                let open = store::open_file::find(conn, &asked)?;
                let posted = match open {
                    Some(_) => None,
                    None => store::open_file::of_public_post(conn, &asked)?,
                };
                Ok((open, posted))
            })
            .await?;
        if let Some((name, _)) = posted {
            let served = self.file(&name).await?;
            let file = OpenFile {
                digest: digest.as_str().to_owned(),
                media_type: served.media_type.to_owned(),
                length: served.length,
                uploaded_at: 0,
            };
            return Ok((file, served));
        }
        let file = OpenFile::from(open.ok_or(GONE)?);
        let unknown = "application/octet-stream";
        let served = self.served(unknown, file.length, Keeping::Everyone, digest);
        Ok((file, served))
    }

    /// The files that somebody brought from one second until another, both with them; the newest first, 1,000 at most.
    pub async fn open_files(
        &self,
        account: AccountId,
        since: i64,
        until: i64,
    ) -> Result<Vec<OpenFile>> {
        let since = since.max(0).saturating_mul(SECOND);
        let until = until
            .saturating_add(1)
            .saturating_mul(SECOND)
            .saturating_sub(1);
        let account = account.get();
        let rows = self
            .store()
            .read(move |conn| store::open_file::of_account(conn, account, since, until, PAGE));
        Ok(rows.await?.into_iter().map(OpenFile::from).collect())
    }

    /// Takes a file of the caller's away. [`Error::NotFound`] when they have none of this digest.
    pub async fn remove_open_file(&self, caller: &Caller, digest: &str) -> Result<()> {
        let account = caller.account_id.get();
        let digest = Digest::parse(digest).ok_or(GONE)?;
        self.release(move |tx| {
            let ids = store::open_file::remove(tx, account, digest.as_str())?;
            if ids.is_empty() {
                return Err(crate::member::refuse(GONE));
            }
            store::file::release(tx, store::file::OPEN, &ids, &[])
        })
        .await
    }
}
