//! Giving a file out by its name.
//!
//! What was damaged where it is kept is not given out as if it were the file: names never change their meaning, so caches
//! would keep it for a year. A file that is sent as a whole is summed up on its way, and its last piece is held back
//! until the sum is right; from then on it is refused for a while. A part of a file cannot be checked without reading
//! all of it, so it is only known not to be of one that was found out.

use std::ops::Range;
use std::time::Duration;

use ::media::{Digest, Hasher, Kind};
use bytes::Bytes;
use model::Audience;

use crate::{Error, Result, Social};

/// A file to be sent, in pieces.
#[derive(Clone)]
pub struct Served {
    /// What it is; we made it, so it is true.
    pub media_type: &'static str,
    /// How many bytes it has.
    pub length: u64,
    /// Who may keep it on the way.
    pub keeping: Keeping,
    digest: Digest,
    social: Social,
}

impl Served {
    /// The SHA-256 of its bytes, in hexadecimal.
    pub fn sha256(&self) -> &str {
        self.digest.as_str()
    }
}

/// Who may keep a copy of what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// Caches that serve many, for a while: it is for everyone.
    Everyone,
    /// Only who asked for it: it belongs to a post that is not for everyone, or to none yet.
    OnlyReader,
}

const MAX_NAME: usize = 64;
const GONE: Error = Error::NotFound("This file");
const DAMAGED: Error = Error::Unavailable("This file is damaged where it is kept.");
/// How long a file that was found damaged is refused without another look.
pub(super) const DAMAGED_FOR: Duration = Duration::from_mins(10);
/// How many of those are remembered.
pub(super) const MAX_DAMAGED: usize = 1_000;
/// How long an address elsewhere is good for.
const LENT_FOR: Duration = Duration::from_hours(1);

/// A file on its way out.
pub struct Sending {
    served: Served,
    range: Range<u64>,
    /// What was read before anything was answered.
    first: Option<Bytes>,
    /// The sum of what was read, when all of it is.
    sum: Option<Hasher>,
}

impl Served {
    /// What changes when the bytes do, and never else.
    pub fn tag(&self) -> &str {
        self.digest.as_str()
    }

    /// Begins to send the bytes in `range`. The first piece is read now, so that what cannot be had is told in time.
    pub async fn send(self, range: Range<u64>) -> Result<Sending> {
        let is_whole = range == (0..self.length);
        let mut sending = Sending {
            served: self,
            range,
            first: None,
            sum: is_whole.then(Hasher::default),
        };
        sending.first = sending.read().await?;
        Ok(sending)
    }

    /// All of it in memory, if it has `most` bytes at most.
    pub(crate) async fn whole(&self, most: usize) -> Result<Bytes> {
        let (files, digest) = (self.social.files().clone(), self.digest.clone());
        if usize::try_from(self.length).map_or(true, |length| length > most) {
            return Err(Error::invalid("file", "too_long", "is too large"));
        }
        blocking(move || files.get(&digest)).await?.ok_or(GONE)
    }

    /// Where the bytes may be had instead, for an hour: an address that cannot be guessed, in the place where files are
    /// kept. Only ever of what is for everyone.
    pub fn lent(&self) -> Option<String> {
        let is_seen = ["image/", "video/", "audio/"]
            .iter()
            .any(|start| self.media_type.starts_with(start));
        if self.keeping != Keeping::Everyone || !is_seen || !self.social.lends_media() {
            return None;
        }
        self.social
            .files()
            .lend(&self.digest, self.media_type, LENT_FOR)
    }
}

impl Sending {
    /// The next piece, never larger than what is good to have in memory; `None` at the end.
    pub async fn piece(&mut self) -> Result<Option<Bytes>> {
        match self.first.take() {
            Some(first) => Ok(Some(first)),
            None => self.read().await,
        }
    }

    async fn read(&mut self) -> Result<Option<Bytes>> {
        if self.range.is_empty() {
            return Ok(None);
        }
        let (files, digest) = (
            self.served.social.files().clone(),
            self.served.digest.clone(),
        );
        let start = self.range.start;
        let left = usize::try_from(self.range.end.saturating_sub(start)).unwrap_or(usize::MAX);
        let mut sum = self.sum.take();
        let read = blocking(move || {
            let piece = files.read_range(&digest, start, left.min(PIECE))?;
            if let (Some(sum), Some(piece)) = (&mut sum, &piece) {
                sum.add(piece);
            }
            Ok((piece, sum))
        });
        let (piece, sum) = read.await?;
        let piece = piece.ok_or(GONE)?;
        self.sum = sum;
        let read = u64::try_from(piece.len()).unwrap_or(u64::MAX);
        self.range.start = start.saturating_add(read);
        // Fewer bytes than were kept.
        let is_short = piece.is_empty();
        if is_short || self.range.is_empty() && !self.is_sound() {
            self.served.found_damaged();
            return Err(DAMAGED);
        }
        Ok(Some(piece))
    }

    /// Whether what was sent is what was kept, as far as that can be told.
    fn is_sound(&mut self) -> bool {
        let sum = self.sum.take();
        sum.is_none_or(|sum| sum.finish() == self.served.digest)
    }
}

impl Served {
    fn found_damaged(&self) {
        tracing::error!(
            file = self.digest.as_str(),
            "a file is damaged where it is kept; put it back from a backup"
        );
        let damaged = &self.social.memory().media.damaged;
        let digest = self.digest.as_str().to_owned();
        damaged.put(digest, (), self.social.now(), damaged.ask());
    }
}

/// Bytes of a file that are in memory for one reader.
const PIECE: usize = 256 * 1024;

impl Social {
    /// The file with this name, unless its post was deleted or its owner is suspended or gone.
    pub async fn file(&self, name: &str) -> Result<Served> {
        let kind = name
            .rsplit_once('.')
            .and_then(|(_, end)| Kind::from_extension(end));
        let kind = kind
            .filter(|_| name.len() <= MAX_NAME && name.is_ascii())
            .ok_or(GONE)?;
        let name = name.to_owned();
        let open = self
            .store()
            .read(move |conn| store::file::open(conn, &name));
        let open = open.await?.ok_or(GONE)?;
        let digest = Digest::parse(&open.digest).ok_or(GONE)?;
        let damaged = &self.memory().media.damaged;
        if damaged.get(&open.digest, self.now()).is_some() {
            return Err(DAMAGED);
        }
        let length = match u64::try_from(open.length) {
            Ok(known @ 1..) => known,
            // It was kept before lengths were noted.
            _ => self.length_of(&digest).await?,
        };
        let is_open = !open.is_media
            || open
                .audience
                .is_some_and(|code| Audience::from_code(code).is_open());
        Ok(Served {
            media_type: kind.media_type(),
            length,
            keeping: if is_open {
                Keeping::Everyone
            } else {
                Keeping::OnlyReader
            },
            digest,
            social: self.clone(),
        })
    }

    /// A file to be sent, by what its bytes are.
    pub(crate) fn served(
        &self,
        media_type: &'static str,
        length: u64,
        keeping: Keeping,
        digest: Digest,
    ) -> Served {
        Served {
            media_type,
            length,
            keeping,
            digest,
            social: self.clone(),
        }
    }

    async fn length_of(&self, digest: &Digest) -> Result<u64> {
        let (files, digest) = (self.files().clone(), digest.clone());
        blocking(move || files.len(&digest)).await?.ok_or(GONE)
    }
}

/// Asks the place of the files, away from the threads that answer. What goes wrong there is logged here, once.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(Error::internal)?
        .map_err(|error| unavailable(&error))
}

/// What is said when files cannot be kept or read.
pub(super) fn unavailable(error: &std::io::Error) -> Error {
    use std::io::ErrorKind;
    tracing::error!(%error, "the place where files are kept cannot be used");
    match error.kind() {
        ErrorKind::InvalidData => DAMAGED,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            Error::Unavailable("There is no room for more files on this server.")
        }
        _ => Error::Unavailable("The place where files are kept does not answer."),
    }
}
