//! <https://docs.joinmastodon.org/entities/MediaAttachment/>

use model::{Focus, Media, MediaKind, PostId};
use serde::Serialize;

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct MediaAttachment {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    url: String,
    preview_url: Option<String>,
    remote_url: Option<String>,
    /// As in older versions: there is no shorter address.
    text_url: Option<String>,
    meta: Option<Meta>,
    description: Option<String>,
    blurhash: Option<String>,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct Meta {
    original: Details,
    small: Details,
    #[serde(skip_serializing_if = "Option::is_none")]
    focus: Option<Focus>,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct Details {
    width: u32,
    height: u32,
    size: String,
    aspect: f64,
}

impl MediaAttachment {
    /// A file by its id.
    fn new(id: String, media: Media) -> Self {
        let is_ours = media.id.is_some();
        let whole = || (media.kind == MediaKind::Image).then(|| media.url.clone());
        Self {
            id,
            kind: kind(media.kind),
            preview_url: media
                .preview
                .as_ref()
                .map(|preview| preview.url.clone())
                .or_else(whole),
            remote_url: (!is_ours).then(|| media.url.clone()),
            text_url: None,
            meta: meta(&media),
            url: media.url,
            description: media.alt,
            blurhash: media.blurhash,
        }
    }

    /// All files of a post.
    pub(super) fn all(post: PostId, media: Vec<Media>) -> Vec<Self> {
        media
            .into_iter()
            .enumerate()
            .map(|(place, media)| {
                // Files of other servers have no id of their own here: it is made of the post's and their place.
                let id = media
                    .id
                    .map_or_else(|| format!("{post}{place:02}"), |id| id.to_string());
                Self::new(id, media)
            })
            .collect()
    }
}

impl MediaAttachment {
    /// Its id.
    pub(super) fn into_id(self) -> String {
        self.id
    }
}

impl From<Media> for MediaAttachment {
    /// A file that somebody uploaded and that belongs to no post yet.
    fn from(media: Media) -> Self {
        Self::new(media.id.unwrap_or_default().to_string(), media)
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

fn meta(media: &Media) -> Option<Meta> {
    let original = details(media.width?, media.height?)?;
    let preview = media.preview.as_ref();
    let small = preview.and_then(|preview| details(preview.width, preview.height));
    Some(Meta {
        small: small.unwrap_or_else(|| original.clone()),
        original,
        focus: media.focus,
    })
}

fn details(width: u32, height: u32) -> Option<Details> {
    (width > 0 && height > 0).then(|| Details {
        width,
        height,
        size: format!("{width}x{height}"),
        aspect: f64::from(width) / f64::from(height),
    })
}
