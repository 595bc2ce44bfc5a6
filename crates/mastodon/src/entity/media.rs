//! <https://docs.joinmastodon.org/entities/MediaAttachment/>

use model::{Focus, Media, MediaKind, PostId};
use serde::Serialize;

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct MediaAttachment {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    /// Not there while something is still made of it.
    url: Option<String>,
    preview_url: Option<String>,
    remote_url: Option<String>,
    /// As in older versions: there is no shorter address.
    text_url: Option<String>,
    meta: Option<Meta>,
    description: Option<String>,
    blurhash: Option<String>,
    /// What is said in it, to be read along: an extension.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    captions: Vec<Caption>,
    /// A video in several sizes, the largest first: an extension.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sizes: Vec<Size>,
    /// The list of these for players that choose among them by themselves (HLS): an extension.
    #[serde(skip_serializing_if = "Option::is_none")]
    playlist: Option<String>,
}

/// An MP4.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct Size {
    url: String,
    width: u32,
    height: u32,
}

/// A `WebVTT` file.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct Caption {
    language: String,
    label: String,
    url: String,
}

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
struct Meta {
    original: Details,
    #[serde(skip_serializing_if = "Option::is_none")]
    small: Option<Details>,
    #[serde(skip_serializing_if = "Option::is_none")]
    focus: Option<Focus>,
    /// In seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<f64>,
    /// The same, for people: `0:01:28.65`.
    #[serde(skip_serializing_if = "Option::is_none")]
    length: Option<String>,
    /// How loud a sound is from its beginning to its end, from 0 to 100: an extension.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    peaks: Vec<u8>,
}

/// A picture has the first four, sound the last two, a video all.
#[derive(Debug, Clone, Default, Serialize, utoipa::ToSchema)]
struct Details {
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aspect: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    frame_rate: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bitrate: Option<u64>,
}

impl MediaAttachment {
    /// A file by its id.
    fn new(id: String, media: Media) -> Self {
        let is_ours = media.id.is_some();
        let whole = || (media.kind == MediaKind::Image).then(|| media.url.clone());
        Self {
            id,
            kind: kind(&media),
            preview_url: media
                .preview
                .as_ref()
                .map(|preview| preview.url.clone())
                .or_else(whole),
            remote_url: media
                .remote_url
                .clone()
                .or_else(|| (!is_ours).then(|| media.url.clone())),
            text_url: None,
            meta: meta(&media),
            url: Some(media.url).filter(|url| !url.is_empty()),
            description: media.alt,
            blurhash: media.blurhash,
            captions: media.captions.into_iter().map(Caption::from).collect(),
            sizes: media.sizes.into_iter().map(Size::from).collect(),
            playlist: media.playlist,
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

impl From<model::VideoSize> for Size {
    fn from(size: model::VideoSize) -> Self {
        Self {
            url: size.url,
            width: size.width,
            height: size.height,
        }
    }
}

impl From<model::Caption> for Caption {
    fn from(caption: model::Caption) -> Self {
        Self {
            language: caption.language,
            label: caption.label,
            url: caption.url,
        }
    }
}

impl MediaAttachment {
    /// The file of a story, which has the id of the story.
    pub(super) fn of_story(story: model::Id, media: Media) -> Self {
        Self::new(story.to_string(), media)
    }

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

fn kind(media: &Media) -> &'static str {
    match media.kind {
        MediaKind::Image => "image",
        MediaKind::Video if media.playing.as_ref().is_some_and(|p| p.is_loop) => "gifv",
        MediaKind::Video => "video",
        MediaKind::Audio => "audio",
        MediaKind::Unknown => "unknown",
    }
}

fn meta(media: &Media) -> Option<Meta> {
    let sides = media.width.zip(media.height).and_then(details);
    if sides.is_none() && media.duration.is_none() {
        return None;
    }
    let playing = media.playing.as_ref();
    let original = Details {
        frame_rate: playing
            .map(|p| p.rate)
            .filter(|rate| *rate > 0.0)
            .map(fraction),
        duration: media.duration,
        bitrate: playing.map(|p| p.bits).filter(|bits| *bits > 0),
        ..sides.clone().unwrap_or_default()
    };
    let preview = media.preview.as_ref();
    let small = preview.and_then(|preview| details((preview.width, preview.height)));
    Some(Meta {
        small: small.or(sides),
        original,
        focus: media.focus,
        duration: media.duration,
        length: media.duration.map(clock),
        peaks: playing.map(|p| p.peaks.clone()).unwrap_or_default(),
    })
}

fn details((width, height): (u32, u32)) -> Option<Details> {
    (width > 0 && height > 0).then(|| Details {
        width: Some(width),
        height: Some(height),
        size: Some(format!("{width}x{height}")),
        aspect: Some(f64::from(width) / f64::from(height)),
        ..Details::default()
    })
}

/// Frames a second as a fraction, as apps expect it: `25/1`, `2997/100`.
fn fraction(rate: f64) -> String {
    if rate.fract() == 0.0 {
        format!("{rate:.0}/1")
    } else {
        format!("{:.0}/100", rate * 100.0)
    }
}

/// `0:01:28.65`.
fn clock(seconds: f64) -> String {
    let (hours, rest) = ((seconds / 3600.0).floor(), seconds.rem_euclid(3600.0));
    let (minutes, seconds) = ((rest / 60.0).floor(), rest.rem_euclid(60.0));
    format!("{hours:.0}:{minutes:02.0}:{seconds:05.2}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_and_frames_are_told_as_apps_expect_them() {
        assert_eq!(clock(88.65), "0:01:28.65");
        assert_eq!(clock(3_723.0), "1:02:03.00");
        assert_eq!(
            (fraction(25.0), fraction(29.97)),
            ("25/1".into(), "2997/100".into())
        );
    }
}
