//! Pictures and captions of others: fetched once, made anew, kept.

use std::sync::Arc;
use std::time::Duration;

use ::media::{Kind, Picture, Rendition, Shape};
use bytes::Bytes;
use tokio::sync::OnceCell;

use super::address::{FarUse, Wanted};
use super::counts::Luck;
use super::{Far, FarAnswer, FarFailure, Part, lock};
use crate::{Error, Result, Social};

const AVATAR: Shape = Shape {
    width: 400,
    height: 400,
};
const HEADER: Shape = Shape {
    width: 1_500,
    height: 500,
};
const MAX_PICTURE: usize = 16 * 1024 * 1024;
/// Pictures of accounts and emoji are many, and small where they mean well (security row C10).
const MAX_AVATAR: usize = 8 * 1024 * 1024;
const MAX_EMOJI: usize = 2 * 1024 * 1024;
/// A picture that moves is only kept moving where it is small.
const MAX_MOVING: u64 = 512 * 512;
/// How long somebody waits until a picture can be fetched at all.
const PATIENCE: Duration = Duration::from_secs(10);
/// How soon after a failure somebody may try again.
const RETRY: Duration = Duration::from_secs(5);

/// A file, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FarFile {
    /// What it is; it was made here, so it is true.
    pub media_type: String,
    /// The file.
    pub bytes: Bytes,
}

impl From<Rendition> for FarFile {
    fn from(made: Rendition) -> Self {
        Self {
            media_type: made.kind.media_type().to_owned(),
            bytes: made.bytes,
        }
    }
}

/// What is being fetched.
pub(super) type UnderWay = OnceCell<std::result::Result<FarFile, FarFailure>>;

/// Somebody who waits for a file. The last one forgets that it was waited for.
struct Waiting<'a> {
    far: &'a Far,
    key: &'a str,
    cell: Arc<UnderWay>,
}

impl<'a> Waiting<'a> {
    fn new(far: &'a Far, key: &'a str) -> Self {
        let cell = Arc::clone(lock(&far.under_way).entry(key.to_owned()).or_default());
        Self { far, key, cell }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut under_way = lock(&self.far.under_way);
        // The map's own and this one.
        if Arc::strong_count(&self.cell) <= 2 {
            under_way.remove(self.key);
        }
    }
}

/// Whether somebody asks again for what could not be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// They ask as ever.
    No,
    /// They want it to be tried anew.
    Yes,
}

impl Social {
    /// A file of another server, under the address that this one gave it.
    ///
    /// [`Error::Forbidden`] if the address is not of this server's making, [`Error::NotFound`] if files of that server
    /// are not shown, [`Error::Unreachable`] if the file cannot be had now.
    pub async fn far_media(
        &self,
        token: &str,
        part: Option<Part>,
        again: Again,
    ) -> Result<FarAnswer> {
        let far = self.far().ok_or(Error::NotFound("This file"))?;
        let wanted = self.read_far(token)?;
        let host = wanted.host();
        if self.bars_media(&host) {
            return Err(Error::NotFound("This file"));
        }
        if wanted.usage == FarUse::Play {
            let asked = far.failed.ask();
            let played = self.play_far(far, &wanted, part).await;
            if let Err(failure) = &played {
                far.failed.put(wanted.key(), *failure, self.now(), asked);
            }
            return played
                .map(FarAnswer::Stream)
                .or(Err(Error::Unreachable(host)));
        }
        let got = Box::pin(self.far_file(far, &wanted, again)).await?;
        got.map(FarAnswer::File).map_err(|failure| {
            tracing::debug!(host, %failure, "a file of another server cannot be shown");
            Error::Unreachable(host)
        })
    }

    async fn far_file(
        &self,
        far: &Far,
        wanted: &Wanted,
        again: Again,
    ) -> Result<std::result::Result<FarFile, FarFailure>> {
        let (key, host) = (wanted.key(), wanted.host());
        if let Some(kept) = self.kept_far(far, &key).await? {
            far.note(&host, Luck::Hit);
            return Ok(Ok(kept));
        }
        let now = match again {
            Again::No => self.now(),
            // A failure looks older, so that one may ask again soon but not at once.
            Again::Yes => self.now().plus(super::FAILED_FOR.saturating_sub(RETRY)),
        };
        if let Some(failure) = far.failed.get(&key, now) {
            return Ok(Err(failure));
        }
        let waiting = Waiting::new(far, &key);
        let fetch = || self.fetch_far(far, wanted, &key);
        Ok(waiting.cell.get_or_init(fetch).await.clone())
    }

    /// Fetches, makes anew and keeps a file.
    async fn fetch_far(
        &self,
        far: &Far,
        wanted: &Wanted,
        key: &str,
    ) -> std::result::Result<FarFile, FarFailure> {
        let asked = far.failed.ask();
        let made = self.make_far(far, wanted).await;
        match &made {
            Ok(file) => {
                far.note(&wanted.host(), Luck::Miss);
                if let Err(error) = self.keep_far(far, wanted, file).await {
                    tracing::error!(%error, "a file of another server could not be kept");
                }
            }
            Err(failure) => {
                far.note(&wanted.host(), Luck::Failure);
                far.failed.put(key.to_owned(), *failure, self.now(), asked);
            }
        }
        made
    }

    async fn make_far(
        &self,
        far: &Far,
        wanted: &Wanted,
    ) -> std::result::Result<FarFile, FarFailure> {
        let waited = tokio::time::timeout(PATIENCE, far.fetches.acquire()).await;
        let _place = waited
            .or(Err(FarFailure::Unreachable))?
            .or(Err(FarFailure::Unreachable))?;
        let most = match wanted.usage {
            FarUse::Whole | FarUse::Small | FarUse::Play => MAX_PICTURE,
            FarUse::Avatar | FarUse::StillAvatar | FarUse::Header => MAX_AVATAR,
            FarUse::Emoji | FarUse::StillEmoji => MAX_EMOJI,
            FarUse::Caption => ::media::MAX_CAPTIONS,
        };
        let bytes = far.parts.courier.fetch(&wanted.url, most).await?;
        if wanted.usage == FarUse::Caption {
            return ::media::captions(&bytes)
                .map(FarFile::from)
                .or(Err(FarFailure::Unusable));
        }
        let made = self.make_anew(wanted.usage, bytes).await;
        made.map(FarFile::from).map_err(|error| match error {
            Error::Invalid { .. } => FarFailure::Unusable,
            _ => FarFailure::Unreachable,
        })
    }

    async fn make_anew(&self, usage: FarUse, bytes: Bytes) -> Result<Rendition> {
        match usage {
            FarUse::Header => self.make_cropped("file", bytes, HEADER).await,
            FarUse::StillAvatar => self.make_cropped("file", bytes, AVATAR).await,
            FarUse::Avatar => {
                if bytes.starts_with(b"GIF8")
                    && let Some(moving) = moving(self.make_picture(bytes.clone()).await?)
                {
                    return Ok(moving);
                }
                self.make_cropped("file", bytes, AVATAR).await
            }
            FarUse::Emoji => {
                let picture = self.make_picture(bytes).await?;
                let still = picture.preview.clone();
                Ok(moving(picture).unwrap_or(still))
            }
            FarUse::Small | FarUse::StillEmoji => Ok(self.make_picture(bytes).await?.preview),
            FarUse::Whole | FarUse::Play | FarUse::Caption => {
                Ok(self.make_picture(bytes).await?.whole)
            }
        }
    }
}

/// The picture, if it moves and is small.
pub(in crate::media) fn moving(picture: Picture) -> Option<Rendition> {
    let whole = picture.whole;
    let pixels = u64::from(whole.width) * u64::from(whole.height);
    (whole.kind == Kind::Gif && pixels <= MAX_MOVING).then_some(whole)
}
