//! Attached files become media; attached links, and what is beyond the limit, stay links.

use ap_proto::object::{Attachment, Note};
use ap_proto::value::Link;
use model::post::MAX_MEDIA;
use model::sanitize::{lines, web_url};
use model::{Focus, Media, MediaKind};

/// The most characters kept of the words for a picture.
const MAX_ALT_CHARS: usize = 5_000;

/// What is attached to a post, told apart.
pub(super) struct Attached {
    /// Shown with the post.
    pub(super) media: Vec<Media>,
    /// Shown as links below its text: address and label.
    pub(super) links: Vec<(String, String)>,
}

/// Sorts the attachments of a post (security row C10).
pub(super) fn attached(note: &Note) -> Attached {
    let mut found = Attached {
        media: playable(note).into_iter().collect(),
        links: Vec::new(),
    };
    for attachment in &note.attachments {
        let Some(url) = web_url(&attachment.url) else {
            continue;
        };
        match kind(attachment) {
            Some(kind) if found.media.len() < MAX_MEDIA => {
                found.media.push(media(attachment, kind, url));
            }
            _ => found
                .links
                .push((url, attachment.name.clone().unwrap_or_default())),
        }
    }
    found
}

fn media(attachment: &Attachment, kind: MediaKind, url: String) -> Media {
    Media {
        kind,
        url,
        media_type: attachment.media_type.clone(),
        alt: attachment
            .name
            .as_deref()
            .map(|alt| lines(alt, MAX_ALT_CHARS)),
        width: pixels(attachment.width),
        height: pixels(attachment.height),
        blurhash: attachment.blurhash.clone(),
        focus: attachment.focal_point.map(|(x, y)| Focus::new(x, y)),
        ..Media::default()
    }
}

/// What an attachment is, `None` if it is no file but a link.
fn kind(attachment: &Attachment) -> Option<MediaKind> {
    match attachment.kind.as_str() {
        "Link" | "Page" | "Note" | "Article" => None,
        "Image" => Some(MediaKind::Image),
        "Video" => Some(MediaKind::Video),
        "Audio" => Some(MediaKind::Audio),
        _ => Some(
            attachment
                .media_type
                .as_deref()
                .map_or(MediaKind::Unknown, MediaKind::from_media_type),
        ),
    }
}

/// The one file of a video or a piece of audio that most players play.
fn playable(note: &Note) -> Option<Media> {
    let type_of = |link: &Link| link.media_type.clone().unwrap_or_default();
    let plain = |link: &&Link| type_of(link) == "video/mp4" || type_of(link).starts_with("audio/");
    let link = note
        .media
        .iter()
        .find(plain)
        .or_else(|| note.media.first())?;
    Some(Media {
        kind: match MediaKind::from_media_type(&type_of(link)) {
            // A playlist (`application/x-mpegURL`).
            MediaKind::Unknown => MediaKind::Video,
            known => known,
        },
        url: web_url(&link.href)?,
        media_type: link.media_type.clone(),
        width: pixels(link.width),
        height: pixels(link.height),
        ..Media::default()
    })
}

fn pixels(number: Option<u64>) -> Option<u32> {
    number
        .and_then(|number| u32::try_from(number).ok())
        .filter(|number| *number > 0)
}
