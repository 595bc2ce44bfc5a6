//! How much room files take.

use ::media::Kind;

use crate::{Result, Social};

/// How much room all files take.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MediaSizes {
    /// Files that are kept: each once, however many people uploaded it.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Files that are being written now, or were when the server was killed; the sweep removes those.
    pub unfinished: u64,
    /// By what they are for and what they are. What several people uploaded counts for each of them.
    pub parts: Vec<MediaSize>,
}

/// How much room some files take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaSize {
    /// What they are for: `media`, `avatar`, `header`, `emoji` and so on.
    pub usage: String,
    /// What they are, as `image/webp`; empty when it is not known any more.
    pub media_type: &'static str,
    /// How many.
    pub files: u64,
    /// Bytes.
    pub bytes: u64,
}

impl Social {
    /// How much room files take, for staff. Counts all there are, so it is not for every page.
    pub async fn media_sizes(&self) -> Result<MediaSizes> {
        let (parts, (files, bytes, unfinished)) = self
            .store()
            .read(|conn| Ok((store::file::weigh(conn)?, store::file::weigh_kept(conn)?)))
            .await?;
        let count = |number: i64| u64::try_from(number).unwrap_or_default();
        let parts = parts.into_iter().map(|row| MediaSize {
            media_type: Kind::from_extension(&row.extension).map_or("", Kind::media_type),
            usage: row.usage,
            files: count(row.files),
            bytes: count(row.bytes),
        });
        Ok(MediaSizes {
            files: count(files),
            bytes: count(bytes),
            unfinished: count(unfinished),
            parts: parts.collect(),
        })
    }
}
