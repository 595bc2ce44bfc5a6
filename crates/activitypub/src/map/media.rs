//! Attached files become media; attached links, and what is beyond the limit, stay links.

use std::cmp::Reverse;

use ap_proto::object::{Attachment, Caption, Note, NoteKind, is_playlist};
use ap_proto::value::Link;
use model::images::{Image, images, is_same_picture};
use model::post::MAX_MEDIA;
use model::sanitize::{line, lines, web_url};
use model::{Focus, Media, MediaKind, Playing, Preview, VideoSize};

/// The most characters kept of the words for a picture.
const MAX_ALT_CHARS: usize = 5_000;
/// The most characters of a caption's name.
const MAX_LABEL_CHARS: usize = 100;
/// The most captions of one file.
const MAX_CAPTIONS: usize = 30;
/// The tallest video that is played where there is a choice: enough for a page, and kind to those who pay for bytes.
const BEST_HEIGHT: u64 = 720;

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
        media: itself(note).into_iter().collect(),
        links: Vec::new(),
    };
    for attachment in &note.attachments {
        let Some(url) = web_url(&attachment.url) else {
            continue;
        };
        if found.media.iter().any(|known| known.url == url) {
            continue;
        }
        match kind(attachment) {
            Some(kind) if found.media.len() < MAX_MEDIA => {
                found.media.push(media(attachment, kind, url));
            }
            _ => found
                .links
                .push((url, attachment.name.clone().unwrap_or_default())),
        }
    }
    let inline = inline(note, &found.media);
    let room = MAX_MEDIA.saturating_sub(found.media.len());
    found.media.extend(inline.into_iter().take(room));
    if found.media.is_empty() {
        found.media.extend(illustration(note));
        let shown = found.media.first().map(|media| media.url.clone());
        found.links.retain(|(url, _)| Some(url) != shown.as_ref());
    }
    found
}

/// A file that stands by itself.
pub(super) fn one(attachment: &Attachment) -> Option<Media> {
    let url = web_url(&attachment.url)?;
    Some(media(attachment, kind(attachment)?, url))
}

/// Pictures that are only in the text, as Friendica, WordPress and GNU social write them: there they would be lost.
fn inline(note: &Note, known: &[Media]) -> Vec<Media> {
    let content = note
        .content
        .as_ref()
        .filter(|_| note.content_type == "text/html");
    let html = content.map_or("", |content| content.text.as_str());
    let is_new = |image: &Image| {
        known
            .iter()
            .all(|media| !is_same_picture(&media.url, &image.url))
    };
    images(html, MAX_MEDIA, MAX_ALT_CHARS)
        .into_iter()
        .filter(is_new)
        .map(|image| Media {
            kind: MediaKind::Image,
            url: image.url,
            alt: words(Some(&image.alt)),
            ..Media::default()
        })
        .collect()
}

fn media(attachment: &Attachment, kind: MediaKind, url: String) -> Media {
    Media {
        kind,
        url,
        media_type: attachment.media_type.clone(),
        alt: words(attachment.name.as_deref()),
        width: pixels(attachment.width),
        height: pixels(attachment.height),
        blurhash: attachment.blurhash.clone(),
        focus: attachment.focal_point.map(|(x, y)| Focus::new(x, y)),
        preview: attachment.icon.as_ref().and_then(poster),
        duration: attachment.duration,
        captions: captions(&attachment.captions),
        sizes: sizes(&attachment.files),
        playlist: playlist(&attachment.files),
        playing: attachment.is_loop.then(|| Playing {
            is_loop: true,
            ..Playing::default()
        }),
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

/// The file that a video, a piece of audio or a picture is itself.
fn itself(note: &Note) -> Option<Media> {
    let link = best(&note.media)?;
    Some(Media {
        kind: match MediaKind::from_media_type(type_of(link)) {
            // A playlist (`application/x-mpegURL`).
            MediaKind::Unknown => MediaKind::Video,
            known => known,
        },
        url: web_url(&link.href)?,
        media_type: link.media_type.clone(),
        width: pixels(link.width),
        height: pixels(link.height),
        blurhash: note.blurhash.clone(),
        preview: note.preview_image.as_ref().and_then(poster),
        duration: note.duration,
        captions: captions(&note.captions),
        sizes: sizes(&note.media),
        playlist: playlist(&note.media),
        ..Media::default()
    })
}

/// The file that most players play: the best MP4 that is not too large, else the smallest, else a playlist.
fn best(files: &[Link]) -> Option<&Link> {
    let mp4 = || files.iter().filter(|file| type_of(file) == "video/mp4");
    let height = |file: &&Link| file.height.unwrap_or(0);
    let is_plain = |file: &&Link| !type_of(file).starts_with("application/");
    mp4()
        .filter(|file| (1..=BEST_HEIGHT).contains(&height(file)))
        .max_by_key(height)
        .or_else(|| mp4().min_by_key(height))
        .or_else(|| files.iter().find(is_plain))
        .or_else(|| files.first())
}

/// A video in several sizes, the largest first: one file of each height. None if there is no choice.
fn sizes(files: &[Link]) -> Vec<VideoSize> {
    let mut sizes: Vec<VideoSize> = files
        .iter()
        .filter(|file| type_of(file) == "video/mp4")
        .filter_map(|file| {
            Some(VideoSize {
                url: web_url(&file.href)?,
                width: pixels(file.width).unwrap_or(0),
                height: pixels(file.height)?,
                pieces: None,
            })
        })
        .collect();
    sizes.sort_by_key(|size| Reverse(size.height));
    sizes.dedup_by_key(|size| size.height);
    if sizes.len() < 2 {
        sizes.clear();
    }
    sizes
}

fn playlist(files: &[Link]) -> Option<String> {
    let list = files.iter().find(|file| is_playlist(type_of(file)))?;
    web_url(&list.href)
}

fn type_of(link: &Link) -> &str {
    link.media_type.as_deref().unwrap_or_default()
}

/// The picture of a longer text that has no other.
fn illustration(note: &Note) -> Option<Media> {
    let is_long = matches!(
        note.kind,
        NoteKind::Article | NoteKind::Page | NoteKind::Event
    );
    let picture = note.preview_image.as_ref().filter(|_| is_long)?;
    Some(Media {
        kind: MediaKind::Image,
        url: web_url(&picture.href)?,
        media_type: picture.media_type.clone(),
        width: pixels(picture.width),
        height: pixels(picture.height),
        ..Media::default()
    })
}

fn poster(link: &Link) -> Option<Preview> {
    Some(Preview {
        url: web_url(&link.href)?,
        width: pixels(link.width).unwrap_or(0),
        height: pixels(link.height).unwrap_or(0),
    })
}

fn captions(all: &[Caption]) -> Vec<model::Caption> {
    let caption = |caption: &Caption| {
        Some(model::Caption {
            language: model::language::parse(&caption.language)?,
            label: line(&caption.name, MAX_LABEL_CHARS),
            url: web_url(&caption.url)?,
        })
    };
    all.iter().filter_map(caption).take(MAX_CAPTIONS).collect()
}

fn words(alt: Option<&str>) -> Option<String> {
    let alt = lines(alt?, MAX_ALT_CHARS);
    (!alt.is_empty()).then_some(alt)
}

fn pixels(number: Option<u64>) -> Option<u32> {
    number
        .and_then(|number| u32::try_from(number).ok())
        .filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(kind: &str, height: u64) -> Link {
        Link {
            href: format!("https://tube.example/{height}"),
            media_type: Some(kind.to_owned()),
            height: Some(height),
            ..Link::default()
        }
    }

    #[test]
    fn pictures_in_the_text_are_shown_unless_they_are_attached() {
        let document = serde_json::json!({
            "type": "Note", "id": "https://a.example/1", "attributedTo": "https://a.example/a",
            "content": "<p>Look <img src='https://a.example/photo/ab-1.jpg' alt='Known'>\
                <img src='https://a.example/photo/cd-1.jpg' alt='A &lt;tree&gt;'></p>",
            "attachment": [{"type": "Image", "url": "https://a.example/photo/ab-0.jpg", "name": "Known"}],
        });
        let note = Note::parse(&document).unwrap();
        let media = attached(&note).media;
        let told: Vec<_> = media
            .iter()
            .map(|media| (media.url.as_str(), media.alt.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                ("https://a.example/photo/ab-0.jpg", Some("Known")),
                ("https://a.example/photo/cd-1.jpg", Some("A <tree>")),
            ]
        );
        assert!(media.iter().all(|media| media.kind == MediaKind::Image));
    }

    #[test]
    fn the_file_that_most_players_play_is_chosen() {
        let list = file("application/x-mpegURL", 0);
        let of = |files: &[&Link]| {
            let files: Vec<Link> = files.iter().map(|file| (*file).clone()).collect();
            best(&files).and_then(|file| file.height)
        };
        let (small, middle, large) = (
            file("video/mp4", 360),
            file("video/mp4", 720),
            file("video/mp4", 2160),
        );
        assert_eq!(of(&[&list, &large, &small, &middle]), Some(720));
        assert_eq!(of(&[&list, &large]), Some(2160));
        assert_eq!(of(&[&list, &file("video/webm", 480)]), Some(480));
        assert_eq!(of(&[&list]), Some(0));
        assert_eq!(of(&[]), None);
    }
}
