//! Mentions, hashtags, custom emojis and links to objects, all in `tag`.

use jiff::Timestamp;
use serde_json::Value;

use crate::media_type::is_activity_json;
use crate::value::{first_str, has_type, http_url, parse_date, urls, values};

/// The most tags of a kind that are read from one document.
const MAX_TAGS: usize = 256;

/// The longest hashtag, in bytes.
const MAX_HASHTAG_BYTES: usize = 400;

/// The longest short code, in bytes.
const MAX_SHORTCODE_BYTES: usize = 128;

/// Someone mentioned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The actor's id, or the URL of its page. Who is meant is decided by this, never by the name.
    pub href: String,
    /// As written: `@bob` or `@bob@b.example`.
    pub name: Option<String>,
}

/// A hashtag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hashtag {
    /// Without the `#`, in the author's spelling.
    pub name: String,
    /// Its page.
    pub href: Option<String>,
}

/// A custom emoji (toot:Emoji, FEP-9098).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emoji {
    /// Without the colons: ASCII letters, digits, `_`, `-`, `+`, `.`.
    pub shortcode: String,
    /// The picture.
    pub url: String,
    /// Its id, if it has one.
    pub id: Option<String>,
    /// When it was last changed.
    pub updated: Option<Timestamp>,
}

/// The tags of a document, by kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tags {
    /// The people mentioned.
    pub mentions: Vec<Mention>,
    /// The hashtags.
    pub hashtags: Vec<Hashtag>,
    /// The custom emojis.
    pub emojis: Vec<Emoji>,
    /// Links to other objects (FEP-e232).
    pub object_links: Vec<String>,
}

impl Tags {
    /// Reads the `tag` property.
    pub fn parse(value: &Value) -> Self {
        let tags = || values(value, "tag");
        Self {
            mentions: tags().filter_map(mention).take(MAX_TAGS).collect(),
            hashtags: tags().filter_map(hashtag).take(MAX_TAGS).collect(),
            emojis: emojis(value),
            object_links: tags().filter_map(object_link).take(MAX_TAGS).collect(),
        }
    }
}

/// The custom emojis of a document.
pub(crate) fn emojis(value: &Value) -> Vec<Emoji> {
    values(value, "tag")
        .filter_map(emoji)
        .take(MAX_TAGS)
        .collect()
}

fn mention(tag: &Value) -> Option<Mention> {
    if !has_type(tag, "Mention") {
        return None;
    }
    let href = http_url(first_str(tag, "href")?)?.to_owned();
    Some(Mention {
        href,
        name: first_str(tag, "name").map(str::to_owned),
    })
}

fn hashtag(tag: &Value) -> Option<Hashtag> {
    if !has_type(tag, "Hashtag") {
        return None;
    }
    let name = first_str(tag, "name")?
        .trim()
        .trim_start_matches(['#', '＃']);
    let usable = !name.is_empty()
        && name.len() <= MAX_HASHTAG_BYTES
        && !name.contains(|c: char| c.is_whitespace() || c.is_control());
    let href = first_str(tag, "href").and_then(http_url).map(str::to_owned);
    usable.then(|| Hashtag {
        name: name.to_owned(),
        href,
    })
}

fn emoji(tag: &Value) -> Option<Emoji> {
    if !has_type(tag, "Emoji") && !has_type(tag, "toot:Emoji") {
        return None;
    }
    let shortcode = first_str(tag, "name")?.trim_matches(':');
    let usable = (1..=MAX_SHORTCODE_BYTES).contains(&shortcode.len())
        && shortcode
            .bytes()
            .all(|c| c.is_ascii_alphanumeric() || b"_-+.".contains(&c));
    usable.then_some(())?;
    Some(Emoji {
        shortcode: shortcode.to_owned(),
        url: urls(tag, "icon").into_iter().next()?,
        id: first_str(tag, "id").and_then(http_url).map(str::to_owned),
        updated: parse_date(tag, "updated"),
    })
}

fn object_link(tag: &Value) -> Option<String> {
    let is_object = has_type(tag, "Link") && is_activity_json(first_str(tag, "mediaType")?);
    is_object.then_some(())?;
    http_url(first_str(tag, "href")?).map(str::to_owned)
}
