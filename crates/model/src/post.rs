//! What a post is made of, beside its text.

use serde::{Deserialize, Serialize};

use crate::MediaId;

/// What sort of thing a post is. Everything people share is a post; the kind decides how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PostKind {
    /// A short text.
    #[default]
    Note,
    /// A long text with a title.
    Article,
    /// A question with options.
    Question,
    /// Pictures first.
    Image,
    /// A video.
    Video,
    /// Sound.
    Audio,
    /// Something at a time and a place.
    Event,
    /// A link to something we have no look for.
    Link,
}

impl PostKind {
    /// The word kept in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Article => "article",
            Self::Question => "question",
            Self::Image => "image",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Event => "event",
            Self::Link => "link",
        }
    }

    /// Reads the word kept in the database; anything unknown is a link.
    pub fn from_word(word: &str) -> Self {
        match word {
            "note" => Self::Note,
            "article" => Self::Article,
            "question" => Self::Question,
            "image" => Self::Image,
            "video" => Self::Video,
            "audio" => Self::Audio,
            "event" => Self::Event,
            _ => Self::Link,
        }
    }
}

/// What an attached file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MediaKind {
    /// A still picture.
    Image,
    /// A moving picture.
    Video,
    /// Sound.
    Audio,
    /// Something else.
    #[default]
    Unknown,
}

impl MediaKind {
    /// From a media type such as `image/webp`.
    pub fn from_media_type(media_type: &str) -> Self {
        match media_type.split('/').next() {
            Some("image") => Self::Image,
            Some("video") => Self::Video,
            Some("audio") => Self::Audio,
            _ => Self::Unknown,
        }
    }
}

/// The point of a picture that stays visible when it is cropped: from -1 (left, bottom) to 1 (right, top).
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Focus {
    /// From left to right.
    pub x: f64,
    /// From bottom to top.
    pub y: f64,
}

impl Focus {
    /// The nearest point that is in the picture; what is no number is its middle.
    pub fn new(x: f64, y: f64) -> Self {
        let within = |axis: f64| {
            if axis.is_nan() {
                0.0
            } else {
                axis.clamp(-1.0, 1.0)
            }
        };
        Self {
            x: within(x),
            y: within(y),
        }
    }

    /// Reads two numbers with a comma between them, as `0.5,-0.2`.
    pub fn parse(text: &str) -> Option<Self> {
        let axis = |axis: &str| {
            let axis: f64 = axis.trim().parse().ok()?;
            axis.is_finite().then_some(axis)
        };
        let (x, y) = text.split_once(',')?;
        Some(Self::new(axis(x)?, axis(y)?))
    }
}

/// A smaller picture that stands for a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Where it is.
    pub url: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// What is said in a video or a piece of sound, to be read along: `WebVTT`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caption {
    /// A BCP 47 language tag.
    pub language: String,
    /// What the language, or the track, is called; empty when that was not said.
    pub label: String,
    /// Where it is, as [`Media::url`].
    pub url: String,
}

/// A video in one of several sizes, to be chosen by how fast a connection is: MP4.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VideoSize {
    /// Where it is, as [`Media::url`].
    pub url: String,
    /// Pixels; nought when it is not known.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Where the list of its pieces is, if it was made here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pieces: Option<String>,
}

/// What is known of something that plays, when it was made here.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Playing {
    /// Whether it is a picture that moves: silent, over and over.
    #[serde(default)]
    pub is_loop: bool,
    /// Frames a second; nought for sound.
    #[serde(default)]
    pub rate: f64,
    /// Bits a second.
    #[serde(default)]
    pub bits: u64,
    /// How loud it is from the beginning to the end: at most 200 numbers from 0 to 100. Of sound alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub peaks: Vec<u8>,
}

/// A file attached to a post.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Media {
    /// Its id, if it was uploaded here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<MediaId>,
    /// What it is.
    pub kind: MediaKind,
    /// Where it is: `http` or `https` once it is in a view, a path when it is stored and ours.
    pub url: String,
    /// Its media type, when known.
    pub media_type: Option<String>,
    /// What it shows, in words.
    pub alt: Option<String>,
    /// Pixels.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
    /// A blurred preview, <https://blurha.sh>.
    pub blurhash: Option<String>,
    /// A smaller picture of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preview: Option<Preview>,
    /// What of it matters most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub focus: Option<Focus>,
    /// How long it plays, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<f64>,
    /// What else is known of something that plays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub playing: Option<Playing>,
    /// What is said in it, one a language.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub captions: Vec<Caption>,
    /// A video in several sizes, the largest first; none when there is only one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sizes: Vec<VideoSize>,
    /// Where players that choose among these by themselves find them (HLS, RFC 8216), as [`Media::url`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub playlist: Option<String>,
    /// Where it is on its own server, once it is in a view and of another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote_url: Option<String>,
    /// Whether it could not be had from its server a moment ago; known to views alone.
    #[serde(skip)]
    pub is_broken: bool,
}

impl Media {
    /// Whether it is a list of pieces, which only its own server gives out (HLS, RFC 8216; DASH, ISO/IEC 23009-1).
    pub fn is_playlist(&self) -> bool {
        let kind = self.media_type.as_deref().unwrap_or_default();
        let kind = kind.to_ascii_lowercase();
        kind.contains("mpegurl") || kind.contains("dash")
    }
}

/// A custom emoji that a text uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emoji {
    /// The word between the colons.
    pub shortcode: String,
    /// The picture, always `http` or `https`.
    pub url: String,
    /// The picture standing still, where there is another one in a view.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub still_url: Option<String>,
}

/// Who may do something with a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Permission {
    /// Whoever can see it.
    #[default]
    Anyone,
    /// The author's followers and those named.
    Followers,
    /// Those named.
    Named,
    /// Only the author.
    Nobody,
}

/// Who may answer, quote and boost a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct InteractionPolicy {
    /// Who may answer.
    pub reply: Permission,
    /// Who may quote.
    pub quote: Permission,
    /// Who may boost.
    pub boost: Permission,
    /// Whether those who may not answer may ask to: their answers wait until the author has let them in.
    #[serde(default)]
    pub asks: bool,
}

impl InteractionPolicy {
    /// The rules by a word for who may answer: `anyone`, `followers`, `ask` (followers may, others ask), `named`, `nobody`.
    pub fn answered_by(word: &str) -> Option<Self> {
        let (reply, asks) = match word {
            "anyone" => (Permission::Anyone, false),
            "followers" => (Permission::Followers, false),
            "ask" => (Permission::Followers, true),
            "named" => (Permission::Named, false),
            "nobody" => (Permission::Nobody, false),
            _ => return None,
        };
        Some(Self {
            reply,
            asks,
            ..Self::default()
        })
    }
}

/// How what was typed is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ContentType {
    /// As it stands; links, mentions and tags are found in it.
    #[default]
    #[serde(rename = "text/plain")]
    Plain,
    /// `CommonMark`, with links, mentions and tags as in plain text.
    #[serde(rename = "text/markdown")]
    Markdown,
}

impl ContentType {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Plain, Self::Markdown];

    /// The media type, which is also the word kept in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "text/plain",
            Self::Markdown => "text/markdown",
        }
    }

    /// Reads the media type.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What the author of a quoted post has said to the quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuoteConsent {
    /// Nothing yet.
    Asked,
    /// Yes, or their policy did.
    Accepted,
    /// No.
    Refused,
    /// Yes, and later no.
    Revoked,
}

impl QuoteConsent {
    /// The number kept in the database.
    pub const fn code(self) -> i64 {
        match self {
            Self::Asked => 0,
            Self::Accepted => 1,
            Self::Refused => 2,
            Self::Revoked => 3,
        }
    }

    /// Reads [`QuoteConsent::code`]. A number nobody knows is no consent.
    pub const fn from_code(code: i64) -> Self {
        match code {
            1 => Self::Accepted,
            2 => Self::Refused,
            3 => Self::Revoked,
            _ => Self::Asked,
        }
    }
}

/// The most options of a poll when the host sets nothing else.
pub const MAX_POLL_OPTIONS: usize = 10;
/// The most characters of an option.
pub const MAX_POLL_OPTION_CHARS: usize = 100;
/// The shortest time a poll runs, in seconds.
pub const MIN_POLL_SECONDS: u64 = 300;
/// The longest time a poll runs, in seconds: a month, as in Mastodon.
pub const MAX_POLL_SECONDS: u64 = 2_629_746;
/// The most characters of a post when the host sets nothing else. A link counts as [`LINK_CHARS`].
pub const MAX_POST_CHARS: usize = 5_000;
/// The most characters of a content warning.
pub const MAX_WARNING_CHARS: usize = 500;
/// What a link counts for, however long it is, as in Mastodon.
pub const LINK_CHARS: usize = 23;
/// The most people one post may name.
pub const MAX_MENTIONS: usize = 50;
/// The most people of a circle.
pub const MAX_CIRCLE: usize = 200;
/// The most tags one post may carry.
pub const MAX_TAGS: usize = 50;
/// The most characters of the words for a file.
pub const MAX_ALT_CHARS: usize = 1_500;
/// The most files one post may carry.
pub const MAX_MEDIA: usize = 20;
