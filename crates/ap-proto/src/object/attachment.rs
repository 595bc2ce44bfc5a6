//! Attached media and links (FEP-1311).

use serde_json::Value;

use crate::value::{
    Link, cut, first_str, first_u64, http_url, links, natural_language, types_of, values,
};

/// The most attachments that are read from one post.
const MAX_ATTACHMENTS: usize = 64;

/// The longest description of a picture, in bytes.
const MAX_ALT_BYTES: usize = 16 * 1024;

/// The longest blurhash: 9 by 9 components.
const MAX_BLURHASH_BYTES: usize = 168;

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
    /// A blurred preview, checked for its alphabet only.
    pub blurhash: Option<String>,
    /// The point that stays visible when cropped: x and y from -1 to 1.
    pub focal_point: Option<(f64, f64)>,
}

/// The attachments of a post. Profile fields and anything without a web address are left out.
pub fn attachments(value: &Value) -> Vec<Attachment> {
    values(value, "attachment")
        .filter_map(attachment)
        .take(MAX_ATTACHMENTS)
        .collect()
}

fn attachment(value: &Value) -> Option<Attachment> {
    let link = best_link(value)?;
    let alt = natural_language(value, "name").or_else(|| natural_language(value, "summary"));
    Some(Attachment {
        kind: cut(types_of(value).next().unwrap_or("Document"), 64).to_owned(),
        media_type: first_str(value, "mediaType")
            .map(str::to_owned)
            .or(link.media_type),
        name: alt.map(|alt| cut(&alt.text, MAX_ALT_BYTES).to_owned()),
        width: first_u64(value, "width").or(link.width),
        height: first_u64(value, "height").or(link.height),
        blurhash: first_str(value, "blurhash")
            .filter(|hash| is_blurhash(hash))
            .map(str::to_owned),
        focal_point: focal_point(value),
        url: link.href,
    })
}

fn best_link(value: &Value) -> Option<Link> {
    let own = || {
        let href = http_url(value.as_str().or_else(|| first_str(value, "href"))?)?.to_owned();
        Some(Link {
            href,
            media_type: None,
            rel: None,
            width: None,
            height: None,
        })
    };
    links(value, "url").into_iter().next().or_else(own)
}

fn is_blurhash(text: &str) -> bool {
    (6..=MAX_BLURHASH_BYTES).contains(&text.len())
        && text
            .bytes()
            .all(|c| c.is_ascii_alphanumeric() || b"#$%*+,-.:;=?@[]^_{|}~".contains(&c))
}

fn focal_point(value: &Value) -> Option<(f64, f64)> {
    let mut axes = values(value, "focalPoint").map(Value::as_f64);
    let (x, y) = (axes.next()??, axes.next()??);
    Some((x.clamp(-1.0, 1.0), y.clamp(-1.0, 1.0)))
}

/// The playable files among the links of a video or audio; `PeerTube` puts the single files of a
/// playlist into the `tag` of the playlist's link.
pub fn media_links(value: &Value) -> Vec<Link> {
    let nested = values(value, "url").flat_map(|link| links(link, "tag"));
    let all = links(value, "url").into_iter().chain(nested);
    let playable = all.filter(|link| {
        link.media_type.as_deref().is_some_and(|kind| {
            kind.starts_with("video/")
                || kind.starts_with("audio/")
                || kind.eq_ignore_ascii_case("application/x-mpegURL")
        })
    });
    playable.take(MAX_ATTACHMENTS).collect()
}
