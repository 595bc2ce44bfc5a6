//! <https://docs.joinmastodon.org/entities/MediaAttachment/>

use model::{Media, MediaKind, PostId};
use serde::Serialize;

#[derive(Debug, Clone, Serialize)]
pub(crate) struct MediaAttachment {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    url: String,
    preview_url: Option<String>,
    remote_url: Option<String>,
    meta: Option<Meta>,
    description: Option<String>,
    blurhash: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct Meta {
    original: Details,
    small: Details,
}

#[derive(Debug, Clone, Serialize)]
struct Details {
    width: u32,
    height: u32,
    size: String,
    aspect: f64,
}

impl MediaAttachment {
    /// The file at `place` of a post. Files have no id of their own yet, so this one is made of both.
    fn new(post: PostId, place: usize, media: Media) -> Self {
        Self {
            id: format!("{post}{place:02}"),
            kind: kind(media.kind),
            preview_url: (media.kind == MediaKind::Image).then(|| media.url.clone()),
            remote_url: Some(media.url.clone()),
            url: media.url,
            meta: meta(media.width, media.height),
            description: media.alt,
            blurhash: media.blurhash,
        }
    }

    /// All files of a post.
    pub(super) fn all(post: PostId, media: Vec<Media>) -> Vec<Self> {
        media
            .into_iter()
            .enumerate()
            .map(|(place, media)| Self::new(post, place, media))
            .collect()
    }
}

fn kind(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "image",
        MediaKind::Video => "video",
        MediaKind::Audio => "audio",
        MediaKind::Unknown => "unknown",
    }
}

fn meta(width: Option<u32>, height: Option<u32>) -> Option<Meta> {
    let (width, height) = (width.filter(|w| *w > 0)?, height.filter(|h| *h > 0)?);
    let details = Details {
        width,
        height,
        size: format!("{width}x{height}"),
        aspect: f64::from(width) / f64::from(height),
    };
    Some(Meta {
        small: details.clone(),
        original: details,
    })
}
