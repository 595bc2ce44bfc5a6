//! Attached media and links (FEP-1311).

use serde_json::Value;

use crate::value::{
    Link, cut, first_str, first_u64, has_type, http_url, is_language_tag, link, links,
    natural_language, parse_duration, types_of, values,
};

/// The most attachments that are read from one post.
const MAX_ATTACHMENTS: usize = 64;

/// The longest description of a picture, in bytes.
const MAX_ALT_BYTES: usize = 16 * 1024;

/// The most pictures, captions or files that are read for one thing.
const MAX_PARTS: usize = 64;

/// What a blurhash is written with: each character is a digit to the base of 83.
const BASE83: &[u8; 83] =
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";

/// The media type of a list of pieces (HLS), as `PeerTube` writes it.
pub const PLAYLIST: &str = "application/x-mpegURL";

/// Something attached to a post.
#[derive(Debug, Clone, PartialEq)]
pub struct Attachment {
    /// The type word: `Document`, `Image`, `Video`, `Audio`, `Link`, `Page` …
    pub kind: String,
    /// Where it is.
    pub url: String,
    /// Its media type, as claimed; decide by the bytes.
    pub media_type: Option<String>,
    /// The description for those who cannot see it.
    pub name: Option<String>,
    /// Width in pixels.
    pub width: Option<u64>,
    /// Height in pixels.
    pub height: Option<u64>,
    /// A blurred preview, whose length is that of the components it names.
    pub blurhash: Option<String>,
    /// The point that stays visible when cropped: x and y from -1 to 1.
    pub focal_point: Option<(f64, f64)>,
    /// How long it plays, in seconds.
    pub duration: Option<f64>,
    /// The picture that stands for it.
    pub icon: Option<Link>,
    /// What is said in it.
    pub captions: Vec<Caption>,
    /// The same in several sizes, and a list of them for players that choose among them.
    pub files: Vec<Link>,
    /// Whether it is a picture that moves, silent and over and over: our own word, since a video cannot say it.
    pub is_loop: bool,
}

/// What is said in a video, to be read along, as `PeerTube` lists it in `subtitleLanguage`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caption {
    /// A BCP 47 language tag.
    pub language: String,
    /// The name of the language; empty when it was not said.
    pub name: String,
    /// The `WebVTT` file.
    pub url: String,
}

/// The attachments of a post. Profile fields and anything without a web address are left out.
pub fn attachments(value: &Value) -> Vec<Attachment> {
    values(value, "attachment")
        .filter_map(attachment)
        .take(MAX_ATTACHMENTS)
        .collect()
}

fn attachment(value: &Value) -> Option<Attachment> {
    let file = best_link(value)?;
    // `summary` has been where words for a picture go in `Document`, `name` is elsewhere; some write both.
    let alt = natural_language(value, "name").or_else(|| natural_language(value, "summary"));
    Some(Attachment {
        kind: cut(types_of(value).next().unwrap_or("Document"), 64).to_owned(),
        media_type: first_str(value, "mediaType")
            .map(|kind| cut(kind, 100).to_owned())
            .or(file.media_type),
        name: alt.map(|alt| cut(&alt.text, MAX_ALT_BYTES).to_owned()),
        width: first_u64(value, "width").or(file.width),
        height: first_u64(value, "height").or(file.height),
        blurhash: blurhash(value),
        focal_point: focal_point(value),
        duration: parse_duration(value, "duration"),
        icon: largest(value, "icon"),
        captions: captions(value),
        files: media_files(value),
        is_loop: values(value, "isLoop").any(|is| is.as_bool() == Some(true)),
        url: file.href,
    })
}

fn best_link(value: &Value) -> Option<Link> {
    let own = || {
        let href = http_url(value.as_str().or_else(|| first_str(value, "href"))?)?.to_owned();
        Some(Link {
            href,
            ..Link::default()
        })
    };
    links(value, "url").into_iter().next().or_else(own)
}

/// The picture of a property that has the most pixels across; some list several sizes.
pub(super) fn largest(value: &Value, property: &str) -> Option<Link> {
    let mut best: Option<Link> = None;
    for link in links(value, property).into_iter().take(MAX_PARTS) {
        if best.as_ref().is_none_or(|best| link.width > best.width) {
            best = Some(link);
        }
    }
    best
}

/// The blurhash, if it can be one: its first digit names the components, and those its length
/// (<https://github.com/woltapp/blurhash/blob/master/Algorithm.md>).
pub(super) fn blurhash(value: &Value) -> Option<String> {
    let hash = first_str(value, "blurhash")?;
    let digit = |c: &u8| BASE83.iter().position(|known| known == c);
    let components = digit(hash.as_bytes().first()?)?;
    let (across, down) = (components % 9 + 1, components / 9 + 1);
    let is_one = down <= 9
        && hash.len() == 4 + 2 * across * down
        && hash.bytes().all(|c| digit(&c).is_some());
    is_one.then(|| hash.to_owned())
}

fn focal_point(value: &Value) -> Option<(f64, f64)> {
    let mut axes = values(value, "focalPoint").map(Value::as_f64);
    let (x, y) = (axes.next()??, axes.next()??);
    Some((x.clamp(-1.0, 1.0), y.clamp(-1.0, 1.0)))
}

/// The captions; each language has the address of its file, or a list with files of several kinds.
pub(super) fn captions(value: &Value) -> Vec<Caption> {
    let caption = |track: &Value| {
        let language = first_str(track, "identifier").filter(|tag| is_language_tag(tag))?;
        let files = links(track, "url");
        let is_text = |link: &&Link| {
            link.media_type
                .as_deref()
                .is_none_or(|kind| kind.eq_ignore_ascii_case("text/vtt"))
        };
        Some(Caption {
            language: language.to_owned(),
            name: cut(first_str(track, "name").unwrap_or_default(), 200).to_owned(),
            url: files.iter().find(is_text)?.href.clone(),
        })
    };
    values(value, "subtitleLanguage")
        .filter_map(caption)
        .take(MAX_PARTS)
        .collect()
}

/// The same of an attachment, which has one address, because some read no list: a list is among its tags.
fn media_files(value: &Value) -> Vec<Link> {
    let tagged =
        values(value, "tag").flat_map(|link| std::iter::once(link).chain(values(link, "tag")));
    let links = values(value, "url")
        .chain(tagged)
        .filter(|link| is_file(link) && !is_mute(link));
    links.take(MAX_PARTS).filter_map(link).collect()
}

/// The files of a video, of a piece of audio or of a picture among its links; `PeerTube` puts the single files of a
/// playlist into the `tag` of the playlist's link, and says of each which streams it has.
pub fn media_links(value: &Value) -> Vec<Link> {
    let is_picture = has_type(value, "Image");
    let is_seen = |link: &Value| {
        let kind = first_str(link, "mediaType").unwrap_or_default();
        is_file(link) || is_picture && kind.starts_with("image/")
    };
    let nested = values(value, "url").flat_map(|link| values(link, "tag"));
    let files = values(value, "url")
        .chain(nested)
        .filter(|file| is_seen(file) && !is_mute(file))
        .take(MAX_ATTACHMENTS);
    files.filter_map(link).collect()
}

/// Whether a link is to something that plays.
fn is_file(link: &Value) -> bool {
    let kind = first_str(link, "mediaType").unwrap_or_default();
    kind.starts_with("video/") || kind.starts_with("audio/") || is_playlist(kind)
}

/// Whether a media type is that of a list of pieces (HLS), in the old name that `PeerTube` writes or in that of RFC 8216.
pub fn is_playlist(kind: &str) -> bool {
    kind.eq_ignore_ascii_case(PLAYLIST)
        || kind.eq_ignore_ascii_case("application/vnd.apple.mpegurl")
}

/// A file that says it has pictures and no sound: the sound of such a video is in another file.
fn is_mute(link: &Value) -> bool {
    let streams: Vec<&str> = values(link, "attachment")
        .take(MAX_PARTS)
        .filter(|note| first_str(note, "name") == Some("ffprobe_codec_type"))
        .filter_map(|note| first_str(note, "value"))
        .collect();
    streams.contains(&"video") && !streams.contains(&"audio")
}
