//! Files that people upload: what is made of them, where they are attached, and when they go.
//!
//! Always true here:
//! - A file is served under a name that holds 256 bits of chance; who was never shown it cannot find it.
//! - A file belongs to one account and to one post at most.
//! - Bytes are kept once, by their SHA-256, as long as any name stands for them, and removed under a lock that no
//!   upload holds.

mod arriving;
mod attach;
mod captions;
mod change;
mod delete;
pub mod far;
pub(crate) mod keep;
mod making;
pub mod parts;
mod picture;
mod place;
mod reach;
pub(crate) mod serve;
mod sizes;
mod streaming;
mod sweep;
#[cfg(test)]
mod tests;
mod upload;

use std::sync::OnceLock;

use model::{Focus, Media, MediaId};
use tokio::sync::{RwLock, watch};

use crate::member::Fresh;
use crate::{Result, Social};

pub use self::arriving::{Arriving, Place, Reception};
pub(crate) use self::attach::Attaching;
pub(crate) use self::keep::Kept;
pub use self::making::MediaState;
pub use self::serve::{Keeping, Sending, Served};
pub use self::sizes::{MediaSize, MediaSizes};
pub use ::media::Arrived;

/// The most bytes of a file that somebody sends.
pub const MAX_BYTES: usize = ::media::MAX_BYTES;
/// The most bytes of video or sound, if the host says nothing else.
pub const MAX_PLAYING_BYTES: usize = 99_000_000;
/// The most pixels of a video.
pub const MAX_VIDEO_PIXELS: u32 = 4096 * 4096;
/// The most pixels of a picture.
pub const MAX_PIXELS: u64 = ::media::MAX_PIXELS;
/// What can always be sent.
pub const PICTURES: [&str; 4] = ["image/jpeg", "image/png", "image/gif", "image/webp"];
/// What can be sent where there is `heif-convert`.
const FOREIGN: [&str; 3] = ["image/heic", "image/heif", "image/avif"];
/// What can be sent where there is `FFmpeg`, in all the names that browsers and phones have for it.
const PLAYING: [&str; 18] = [
    "video/mp4",
    "video/quicktime",
    "video/webm",
    "video/x-matroska",
    "video/ogg",
    "video/3gpp",
    "audio/mpeg",
    "audio/mp3",
    "audio/mp4",
    "audio/m4a",
    "audio/x-m4a",
    "audio/aac",
    "audio/ogg",
    "audio/webm",
    "audio/flac",
    "audio/x-flac",
    "audio/wav",
    "audio/x-wav",
];

/// What somebody sends to attach it later.
#[derive(Debug, Clone, Default)]
pub struct Upload {
    /// The file.
    pub file: Arrived,
    /// What it shows, in words.
    pub alt: Option<String>,
    /// What of it matters most.
    pub focus: Option<Focus>,
    /// A picture to show in its place where it is small.
    pub thumbnail: Option<Arrived>,
}

/// What is to be said of a file from now on. `None` leaves it as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MediaChange {
    /// What it shows, in words; empty for none.
    pub alt: Option<String>,
    /// What of it matters most.
    pub focus: Option<Focus>,
    /// A picture to show in its place where it is small.
    pub thumbnail: Option<Arrived>,
    /// What is said in it, language by language.
    pub captions: Vec<CaptionChange>,
}

/// What is to be read along in one language from now on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaptionChange {
    /// A BCP 47 language tag. There is one file for each.
    pub language: String,
    /// What the language is called; empty for its tag.
    pub label: String,
    /// A `WebVTT` file; `None` takes away the one that is there.
    pub file: Option<Arrived>,
}

/// What is kept in memory about files.
#[derive(Debug)]
pub(crate) struct MediaMemory {
    /// Where pictures are made: each may take some hundred megabytes.
    workshop: picture::Workshop,
    /// The programs of the host.
    tools: OnceLock<::media::Tools>,
    /// Grows when something is to be made.
    came: watch::Sender<u64>,
    /// Who sends large files now.
    places: arriving::Places,
    /// Files that were found damaged.
    damaged: Fresh<String, ()>,
    /// From where files are given out.
    outlets: place::Outlets,
    /// Who writes to which file that arrives in parts.
    writers: parts::Writers,
    /// Held for writing while bytes are removed, so that no upload counts on bytes that are about to go.
    pub(crate) removal: RwLock<()>,
}

impl Default for MediaMemory {
    fn default() -> Self {
        Self {
            workshop: picture::Workshop::default(),
            tools: OnceLock::new(),
            came: watch::Sender::new(0),
            places: arriving::Places::default(),
            damaged: Fresh::new(serve::MAX_DAMAGED, serve::DAMAGED_FOR),
            outlets: place::Outlets::default(),
            writers: parts::Writers::default(),
            removal: RwLock::new(()),
        }
    }
}

impl Social {
    /// Files as they are stored, for a view: with addresses that can be followed.
    pub(crate) fn shown_media(&self, json: &str) -> Vec<Media> {
        let media: Vec<Media> = serde_json::from_str(json).unwrap_or_default();
        media
            .into_iter()
            .map(|media| self.shown_file(media))
            .collect()
    }

    /// The files and the custom emoji of a post; none, where those of its server are not shown.
    pub(crate) fn files_of(
        &self,
        author: &crate::AccountView,
        media: &str,
        emojis: &str,
    ) -> (Vec<Media>, Vec<model::Emoji>) {
        let is_barred = author
            .domain
            .as_deref()
            .is_some_and(|host| self.bars_media(host));
        if is_barred {
            return (Vec::new(), Vec::new());
        }
        (self.shown_media(media), self.shown_emojis(emojis))
    }

    /// A file with addresses that can be followed.
    pub(crate) fn shown_file(&self, mut media: Media) -> Media {
        // One of ours has a path, or no address yet.
        if media.id.is_none() && !media.url.starts_with('/') {
            return self.shown_far(media);
        }
        media.url = self.shown_url(media.url);
        media.preview = media.preview.map(|mut preview| {
            preview.url = self.shown_url(preview.url);
            preview
        });
        for size in &mut media.sizes {
            size.url = self.shown_url(std::mem::take(&mut size.url));
        }
        // What it names is beside it, wherever that is.
        media.playlist = media.playlist.map(|playlist| self.shown_url(playlist));
        for caption in &mut media.captions {
            // Browsers read captions of the page's own server alone.
            caption.url = self.url(&caption.url);
        }
        media
    }

    /// Some of one's own files, in the order asked for; those that are not there are left out.
    async fn own_media(
        &self,
        caller: &crate::Caller,
        ids: &[MediaId],
    ) -> Result<Vec<store::media::MediaRow>> {
        let account = caller.account_id.get();
        let wanted: Vec<i64> = ids.iter().map(|id| id.get()).collect();
        let asked = wanted.clone();
        let mut rows = self
            .store()
            .read(move |conn| store::media::load(conn, account, &asked))
            .await?;
        let place = |id: i64| wanted.iter().position(|wanted| *wanted == id);
        rows.sort_by_key(|row| place(row.id));
        Ok(rows)
    }
}
