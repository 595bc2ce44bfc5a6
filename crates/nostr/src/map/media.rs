//! Files of a post, as they stand there: an address in the text, and what is known of it in a tag `imeta` (NIP-92).

use model::{Media, MediaKind, sanitize};
use nostr_proto::Event;

use super::Tag;

/// The most files of others that are looked at.
const MAX_FILES: usize = 20;
/// The most fields of one tag that are looked at.
const MAX_FIELDS: usize = 30;
/// What pictures and videos end with, where nothing else says what they are.
const ENDINGS: [(&str, &str); 12] = [
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("mp4", "video/mp4"),
    ("webm", "video/webm"),
    ("mov", "video/quicktime"),
    ("mp3", "audio/mpeg"),
    ("ogg", "audio/ogg"),
    ("m4a", "audio/mp4"),
];

/// What is known of the bytes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bytes {
    /// Their SHA-256, in hexadecimal.
    pub(crate) sha256: String,
    /// How many.
    pub(crate) size: u64,
}

/// A file of a post of ours.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shown {
    /// The file.
    pub(crate) media: Media,
    /// Its bytes, when they are here.
    pub(crate) bytes: Option<Bytes>,
}

/// A file in the tags of an event.
pub(crate) fn imeta(file: &Shown) -> Tag {
    let media = &file.media;
    let mut tag = vec!["imeta".to_owned(), format!("url {}", media.url)];
    let mut add = |name: &str, value: &str| {
        let value = value.trim();
        if !value.is_empty() {
            tag.push(format!("{name} {value}"));
        }
    };
    add("m", media.media_type.as_deref().unwrap_or_default());
    if let Some(bytes) = &file.bytes {
        add("x", &bytes.sha256);
        add("size", &bytes.size.to_string());
    }
    if let Some((width, height)) = media.width.zip(media.height) {
        add("dim", &format!("{width}x{height}"));
    }
    add("blurhash", media.blurhash.as_deref().unwrap_or_default());
    add("alt", media.alt.as_deref().unwrap_or_default());
    if let Some(preview) = &media.preview {
        add("image", &preview.url);
    }
    tag
}

/// A file of an event of others.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Attached {
    /// What the core is told of it.
    pub(crate) media: Media,
    /// The SHA-256 of its bytes, in hexadecimal, as its author says.
    pub(crate) sha256: Option<String>,
}

/// The files of an event: those that it describes, and addresses in its text that end as pictures and videos do.
pub(crate) fn attached(event: &Event) -> Vec<Attached> {
    let mut files: Vec<Attached> = Vec::new();
    for fields in event.tags_named("imeta").take(MAX_FILES) {
        files.extend(read(fields));
    }
    for word in event.content.split_whitespace() {
        let is_known = files.iter().any(|file| file.media.url == word);
        if files.len() >= MAX_FILES {
            break;
        }
        if !is_known && let Some(media) = bare(word) {
            files.push(Attached {
                media,
                sha256: None,
            });
        }
    }
    files.truncate(MAX_FILES);
    files
}

/// The text without the addresses of what is shown below it.
pub(crate) fn without_files(content: &str, files: &[Attached]) -> String {
    let is_file = |word: &str| files.iter().any(|file| file.media.url == word);
    let lines = content.lines().filter_map(|line| {
        let words: Vec<&str> = line.split(' ').collect();
        if !words.iter().any(|word| is_file(word)) {
            return Some(line.to_owned());
        }
        let kept: Vec<&str> = words.into_iter().filter(|word| !is_file(word)).collect();
        let kept = kept.join(" ").trim().to_owned();
        (!kept.is_empty()).then_some(kept)
    });
    let lines: Vec<String> = lines.collect();
    lines.join("\n").trim().to_owned()
}

fn read(fields: &[String]) -> Option<Attached> {
    let field = |name: &str| {
        let mut fields = fields.iter().take(MAX_FIELDS);
        fields.find_map(|field| field.strip_prefix(name)?.strip_prefix(' '))
    };
    let url = field("url").and_then(sanitize::web_url)?;
    let written = field("url").unwrap_or_default().to_owned();
    let kind = field("m").map(ToOwned::to_owned);
    let kind = kind.or_else(|| media_type(&url).map(str::to_owned))?;
    let size = field("dim").and_then(|dim| {
        let (width, height) = dim.split_once('x')?;
        Some((width.parse().ok()?, height.parse().ok()?))
    });
    let is_hash = |x: &&str| x.len() == 64 && x.bytes().all(|b| b.is_ascii_hexdigit());
    Some(Attached {
        sha256: field("x").filter(is_hash).map(str::to_ascii_lowercase),
        media: Media {
            kind: MediaKind::from_media_type(&kind),
            url: written,
            media_type: Some(kind),
            alt: field("alt").map(ToOwned::to_owned),
            width: size.map(|(width, _)| width),
            height: size.map(|(_, height)| height),
            blurhash: field("blurhash").map(ToOwned::to_owned),
            ..Media::default()
        },
    })
}

/// A picture or a video that only its address tells of.
fn bare(word: &str) -> Option<Media> {
    if !word.starts_with("https://") {
        return None;
    }
    let kind = media_type(word)?;
    sanitize::web_url(word)?;
    Some(Media {
        kind: MediaKind::from_media_type(kind),
        url: word.to_owned(),
        media_type: Some(kind.to_owned()),
        ..Media::default()
    })
}

fn media_type(url: &str) -> Option<&'static str> {
    let path = url.split(['?', '#']).next()?;
    let (_, ending) = path.rsplit_once('/')?.1.rsplit_once('.')?;
    let ending = ending.to_ascii_lowercase();
    let known = ENDINGS.iter().find(|(known, _)| *known == ending);
    known.map(|(_, kind)| *kind)
}
