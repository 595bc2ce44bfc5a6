//! Files that arrive in parts, so that a broken connection or a restart costs little: begun with their length, continued
//! where they are, and made into media as soon as they are whole.
//!
//! Always true here:
//! - How much has come is how long the file on the disk is, and it is told only when it is safe there.
//! - One request writes to a file at a time. A newer one makes an older one give way: its connection is likely dead.
//! - The file stays until a transaction says what became of it, so that a crash loses nothing that was told.

mod sum;
mod writers;

use std::sync::Arc;
use std::time::Duration;

use ::media::{Files, Parts};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use model::{Focus, Id, MediaId, Time};
use serde::{Deserialize, Serialize};
use store::upload::UploadRow;

use self::sum::Sum;
use self::writers::Turn;
pub(crate) use self::writers::Writers;
use super::arriving::{Arriving, PIECE, Reception};
use super::serve::blocking;
use super::upload::checked_alt;
use super::{MAX_BYTES, Upload};
use crate::{Caller, Error, Result, Social};

/// How long a file may take to arrive.
const EXPIRES: Duration = Duration::from_hours(24);
/// Files that one account has under way.
const MOST: i64 = 20;
/// Bytes of them all together, in files of the largest size.
const MOST_LARGEST: u64 = 8;
/// How long somebody waits for an older request to give way.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most bytes of what a client wants to read again of what it said.
const MAX_NOTE: usize = 16 * 1024;

/// What is said of an upload that is not there.
pub(super) const GONE: Error = Error::NotFound("This upload");
const BUSY: Error = Error::Conflict("This upload is being written to. Please try again.");

/// What somebody is about to send.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct NewParts {
    /// Bytes of the whole.
    #[serde(skip)]
    pub length: u64,
    /// What it shows, in words.
    pub alt: Option<String>,
    /// What of it matters most.
    pub focus: Option<Focus>,
    /// What a client wants to read again as it said it; nothing is made of it.
    pub note: String,
}

/// How far a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartsView {
    /// Its id, for as long as it arrives.
    pub id: Id,
    /// Bytes of the whole.
    pub length: u64,
    /// Bytes that have come, and are safe.
    pub offset: u64,
    /// When it is given up, or forgotten.
    pub expires_at: Time,
    /// What a client said when it began.
    pub note: String,
    /// What became of it, once it was whole.
    pub media: Option<MediaId>,
}

/// What a part must add up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checksum {
    /// SHA-1.
    Sha1(Vec<u8>),
    /// SHA-256.
    Sha256(Vec<u8>),
}

/// Some bytes in a row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Part {
    /// Where they begin.
    pub offset: u64,
    /// What they must add up to; what does not is not kept.
    pub checksum: Option<Checksum>,
}

impl Social {
    /// The most bytes that a file may have which arrives in parts.
    pub fn largest_upload(&self) -> u64 {
        let most = self.limits().playing_bytes.max(MAX_BYTES);
        u64::try_from(most).unwrap_or(u64::MAX)
    }

    /// Begins a file that arrives in parts.
    pub async fn begin_parts(&self, caller: &Caller, mut new: NewParts) -> Result<PartsView> {
        let most = self.largest_upload();
        if new.length > most {
            let reason = format!("is too large: a file may have {} MB", most / 1_000_000);
            return Err(Error::invalid("file", "too_large", reason));
        }
        if new.length == 0 {
            return Err(Error::invalid("file", "invalid", "is empty"));
        }
        if new.note.len() > MAX_NOTE {
            let reason = "is too long: it may have 16 kB";
            return Err(Error::invalid("metadata", "too_long", reason));
        }
        new.alt = new.alt.as_deref().map(checked_alt).transpose()?.flatten();
        let (account, id, now) = (caller.account_id.get(), self.new_id(), self.now());
        let row = UploadRow {
            id: id.get(),
            account_id: account,
            length: i64::try_from(new.length).unwrap_or(i64::MAX),
            about: serde_json::to_string(&new).map_err(Error::internal)?,
            expires_at: now.plus(EXPIRES).micros(),
            media_id: None,
        };
        let files = self.files().clone();
        blocking(move || files.begin_parts(id.get())).await?;
        let view = view(&row, 0)?;
        let room = most.saturating_mul(MOST_LARGEST);
        let begun = self.store().write(move |tx| {
            let (count, bytes) = store::upload::under_way(tx, account)?;
            let bytes = u64::try_from(bytes.saturating_add(row.length)).unwrap_or(u64::MAX);
            if count >= MOST || bytes > room {
                return Err(crate::member::refuse(no_room()));
            }
            store::upload::insert(tx, &row)
        });
        if let Err(error) = begun.await {
            self.remove_parts(id.get()).await?;
            return Err(crate::member::reason(error));
        }
        Ok(view)
    }

    /// How far a file is. What is whole, but was not finished by a server that ended before, is finished.
    pub async fn parts(&self, caller: &Caller, id: Id) -> Result<PartsView> {
        let row = self.parts_row(caller, id).await?;
        if row.media_id.is_some() {
            return view(&row, whole(&row));
        }
        let turn = self.memory().media.writers.take(id.get()).await?;
        let (parts, offset) = self.open_parts(&row).await?;
        self.settle(caller, row, (parts, offset), turn).await
    }

    /// Adds a part to the end of a file. What came of a part that breaks off is kept, unless it has a checksum.
    pub async fn add_part<E: Send>(
        &self,
        caller: &Caller,
        id: Id,
        part: Part,
        body: impl Stream<Item = std::result::Result<Bytes, E>> + Send + Unpin,
    ) -> Result<PartsView> {
        self.parts_row(caller, id).await?;
        let turn = self.memory().media.writers.take(id.get()).await?;
        // Whoever was before may have finished it.
        let row = self.parts_row(caller, id).await?;
        if row.media_id.is_some() {
            let done = part.offset == whole(&row);
            return if done {
                view(&row, part.offset)
            } else {
                Err(elsewhere())
            };
        }
        let (parts, offset) = self.open_parts(&row).await?;
        if part.offset != offset {
            return Err(elsewhere());
        }
        let places = &self.memory().media.places;
        let place = Arc::new(places.take(row.account_id).await?);
        let room = whole(&row).saturating_sub(offset);
        let parts = match part.checksum {
            None => write(parts, body, room, &turn).await?,
            Some(sum) => {
                let reception = self.reception(Some(caller)).with_place(Arc::clone(&place));
                write_checked(parts, body, (room, sum), reception).await?
            }
        };
        let (parts, offset) = measured(parts).await?;
        self.settle(caller, row, (parts, offset), turn).await
    }

    /// Gives a file up.
    pub async fn drop_parts(&self, caller: &Caller, id: Id) -> Result<()> {
        self.parts_row(caller, id).await?;
        let _turn = self.memory().media.writers.take(id.get()).await?;
        self.forget_parts(id.get()).await
    }

    async fn forget_parts(&self, id: i64) -> Result<()> {
        self.store()
            .write(move |tx| store::upload::delete(tx, id))
            .await?;
        self.remove_parts(id).await
    }

    async fn remove_parts(&self, id: i64) -> Result<()> {
        let files = self.files().clone();
        blocking(move || files.remove_parts(id)).await
    }

    async fn parts_row(&self, caller: &Caller, id: Id) -> Result<UploadRow> {
        let (account, id, now) = (caller.account_id.get(), id.get(), self.now().micros());
        let row = self
            .store()
            .read(move |conn| store::upload::find(conn, account, id, now));
        row.await?.ok_or(GONE)
    }

    async fn open_parts(&self, row: &UploadRow) -> Result<(Parts, u64)> {
        let (files, id): (Files, i64) = (self.files().clone(), row.id);
        let opened = tokio::task::spawn_blocking(move || files.open_parts(id)).await;
        match opened.map_err(Error::internal)? {
            Ok(Some(parts)) => measured(parts).await,
            Ok(None) => Err(GONE),
            // The last write of somebody who broke off.
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => Err(BUSY),
            Err(error) => Err(Error::internal(error)),
        }
    }

    /// Makes media of what is whole.
    async fn settle(
        &self,
        caller: &Caller,
        mut row: UploadRow,
        (parts, offset): (Parts, u64),
        turn: Turn,
    ) -> Result<PartsView> {
        if offset < whole(&row) {
            return view(&row, offset);
        }
        let files = self.files().clone();
        let arrived = blocking(move || parts.arrived(&files)).await?;
        let said: NewParts = serde_json::from_str(&row.about).map_err(Error::internal)?;
        let upload = Upload {
            file: arrived,
            alt: said.alt,
            focus: said.focus,
            thumbnail: None,
        };
        match self.take_in(caller, upload, Some(row.id)).await {
            Ok(media) => {
                row.media_id = media.id.map(MediaId::get);
                self.remove_parts(row.id).await?;
            }
            Err(error) => {
                // What can never be taken need not be kept.
                if matches!(error, Error::Invalid { .. }) {
                    self.forget_parts(row.id).await?;
                }
                return Err(error);
            }
        }
        drop(turn);
        view(&row, offset)
    }
}

/// Writes a part to the end of a file, as far as it comes.
async fn write(
    mut parts: Parts,
    mut body: impl Stream<Item = std::result::Result<Bytes, impl Send>> + Send + Unpin,
    room: u64,
    turn: &Turn,
) -> Result<Parts> {
    let (mut held, mut left) = (Vec::new(), room);
    loop {
        let piece = tokio::select! {
            piece = body.next() => piece,
            () = turn.is_wanted() => None,
        };
        let Some(Ok(piece)) = piece else { break };
        left = left.checked_sub(length(&piece)).ok_or_else(too_long)?;
        held.extend_from_slice(&piece);
        if held.len() >= PIECE {
            parts = written(parts, std::mem::take(&mut held)).await?;
        }
    }
    written(parts, held).await
}

/// Keeps a part for itself until it is known to be right.
async fn write_checked(
    mut parts: Parts,
    mut body: impl Stream<Item = std::result::Result<Bytes, impl Send>> + Send + Unpin,
    (room, checksum): (u64, Checksum),
    mut reception: Reception,
) -> Result<Parts> {
    let (mut sum, mut left) = (Sum::new(checksum), room);
    let mut arriving = Arriving::default();
    while let Some(Ok(piece)) = body.next().await {
        left = left.checked_sub(length(&piece)).ok_or_else(too_long)?;
        sum.add(&piece);
        arriving.write(&mut reception, &piece).await?;
    }
    if !sum.fits() {
        let reason = "does not fit: what arrived is not what was sent. Send the part again";
        return Err(Error::invalid("checksum", "mismatch", reason));
    }
    let arrived = arriving.finish(&reception).await?;
    blocking(move || {
        parts.append(&arrived)?;
        Ok(parts)
    })
    .await
}

async fn written(mut parts: Parts, held: Vec<u8>) -> Result<Parts> {
    blocking(move || {
        parts.write(&held)?;
        Ok(parts)
    })
    .await
}

async fn measured(parts: Parts) -> Result<(Parts, u64)> {
    blocking(move || {
        let offset = parts.synced()?;
        Ok((parts, offset))
    })
    .await
}

fn length(piece: &Bytes) -> u64 {
    u64::try_from(piece.len()).unwrap_or(u64::MAX)
}

fn whole(row: &UploadRow) -> u64 {
    u64::try_from(row.length).unwrap_or_default()
}

fn too_long() -> Error {
    let reason = "is longer than was said when it began";
    Error::invalid("file", "too_large", reason)
}

fn elsewhere() -> Error {
    Error::Conflict("This upload is at another offset. Ask where it is and go on from there.")
}

fn no_room() -> Error {
    let reason = "is one too many: finish the uploads that are under way, or give some up";
    Error::invalid("file", "too_many", reason)
}

fn view(row: &UploadRow, offset: u64) -> Result<PartsView> {
    let said: NewParts = serde_json::from_str(&row.about).map_err(Error::internal)?;
    Ok(PartsView {
        id: Id::from(row.id),
        length: whole(row),
        offset,
        expires_at: Time::from_micros(row.expires_at),
        note: said.note,
        media: row.media_id.map(MediaId::from),
    })
}
