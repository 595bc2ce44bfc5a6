//! Giving a file out by its name.

use std::ops::Range;

use ::media::{Digest, Files, Kind};
use bytes::Bytes;
use model::Audience;

use crate::{Error, Result, Social};

/// A file to be sent, in pieces.
#[derive(Debug, Clone)]
pub struct Served {
    /// What it is; we made it, so it is true.
    pub media_type: &'static str,
    /// How many bytes it has.
    pub length: u64,
    /// Who may keep it on the way.
    pub keeping: Keeping,
    digest: Digest,
    files: Files,
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

impl Served {
    /// What changes when the bytes do, and never else.
    pub fn tag(&self) -> &str {
        self.digest.as_str()
    }

    /// The bytes in `range`, or the first of them: a piece is never larger than what is good to have in memory.
    pub async fn piece(&self, range: Range<u64>) -> Result<Bytes> {
        let (files, digest) = (self.files.clone(), self.digest.clone());
        let most = usize::try_from(range.end.saturating_sub(range.start)).unwrap_or(usize::MAX);
        let piece = blocking(move || files.read_range(&digest, range.start, most.min(PIECE)));
        // Fewer bytes than there were a moment ago is no end, but a file that went.
        piece.await?.filter(|piece| !piece.is_empty()).ok_or(GONE)
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
        let is_open = !open.is_media
            || open
                .audience
                .is_some_and(|code| Audience::from_code(code).is_open());
        let (files, wanted) = (self.files().clone(), digest.clone());
        let length = blocking(move || files.len(&wanted)).await?;
        Ok(Served {
            media_type: kind.media_type(),
            length: length.ok_or(GONE)?,
            keeping: if is_open {
                Keeping::Everyone
            } else {
                Keeping::OnlyReader
            },
            digest,
            files: self.files().clone(),
        })
    }
}

/// Asks the place of the files, away from the threads that answer.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(Error::internal)?.map_err(Error::internal)
}
