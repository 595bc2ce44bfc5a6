//! Things people post: notes, articles, polls, videos, events.

mod attachment;
mod event;
mod policy;
mod poll;
mod story;
mod tag;

use jiff::Timestamp;
use serde_json::Value;

use crate::Refusal;
use crate::actor::ActorKind;
use crate::collection::Collection;
use crate::value::{
    self, MAX_IDS, NaturalText, cut, first, first_bool, first_id, first_str, has_type, http_url,
    id_of, ids_of, is_language_tag, links, natural_language, parse_date, parse_duration, types_of,
    values,
};

pub use self::attachment::{Attachment, Caption, PLAYLIST, attachments, is_playlist, media_links};
pub use self::event::Event;
pub use self::policy::{Authorization, Interaction, InteractionRule, InteractionRules};
pub use self::poll::{Poll, PollOption};
pub use self::story::{Bearcap, Story};
pub(crate) use self::tag::emojis;
pub use self::tag::{Emoji, Hashtag, Mention, Tags};

/// The most quoted posts that are read from one post.
const MAX_QUOTES: usize = 4;

/// The kinds of object that are shown as posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoteKind {
    /// A short post.
    Note,
    /// A long text with a title (FEP-b2b8).
    Article,
    /// A page or link, as Lemmy posts.
    Page,
    /// A poll (FEP-9967).
    Question,
    /// A video, as `PeerTube` posts.
    Video,
    /// A piece of audio.
    Audio,
    /// A picture.
    Image,
    /// An event.
    Event,
    /// Something else that has an author and words; see [`Note::other_kind`].
    Other,
}

impl NoteKind {
    /// The kind of a type name, if it is one that is shown.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            // Private messages of Pleroma and Lemmy, addressed to one person.
            "Note" | "ChatMessage" => Self::Note,
            "Article" => Self::Article,
            "Page" => Self::Page,
            "Question" => Self::Question,
            "Video" => Self::Video,
            "Audio" => Self::Audio,
            "Image" => Self::Image,
            "Event" => Self::Event,
            _ => return None,
        })
    }

    /// The type name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "Note",
            Self::Article => "Article",
            Self::Page => "Page",
            Self::Question => "Question",
            Self::Video => "Video",
            Self::Audio => "Audio",
            Self::Image => "Image",
            Self::Event => "Event",
            Self::Other => "Object",
        }
    }
}

/// What the author typed, before it became HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The text.
    pub content: String,
    /// Its media type (`text/markdown`, `text/plain`, `text/x.misskeymarkdown`), if named.
    pub media_type: Option<String>,
}

/// A post as it was published. Nothing in it is sanitised.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// The id.
    pub id: String,
    /// What it is.
    pub kind: NoteKind,
    /// Who made it: `attributedTo`, or `actor` where that is missing. Never empty; the first is the
    /// author, others are groups and co-authors.
    pub attributed_to: Vec<String>,
    /// The text, in the format of `content_type`.
    pub content: Option<NaturalText>,
    /// `text/html` unless the post says otherwise (`PeerTube` writes `text/markdown`).
    pub content_type: String,
    /// The summary: a content warning on a Note, an abstract on anything longer.
    pub summary: Option<String>,
    /// The title; on a Note without content, the option a vote chose.
    pub name: Option<String>,
    /// A BCP 47 language tag.
    pub language: Option<String>,
    /// The post it answers.
    pub in_reply_to: Option<String>,
    /// The thread it belongs to (FEP-7888).
    pub context: Option<String>,
    /// The collection of its replies (FEP-7458).
    pub replies: Option<String>,
    /// When it says it was made; see [`crate::value::clamp_date`].
    pub published: Option<Timestamp>,
    /// When it says it was changed.
    pub updated: Option<Timestamp>,
    /// The page for people.
    pub url: Option<String>,
    /// Addressed to.
    pub to: Vec<String>,
    /// Copied to.
    pub cc: Vec<String>,
    /// The groups it was posted in (FEP-1b12).
    pub audience: Vec<String>,
    /// Mentions, hashtags and custom emojis.
    pub tags: Tags,
    /// Attached media and links.
    pub attachments: Vec<Attachment>,
    /// The files of a video, a piece of audio or a picture, one a size.
    pub media: Vec<value::Link>,
    /// How long these play, in seconds.
    pub duration: Option<f64>,
    /// What is said in them.
    pub captions: Vec<Caption>,
    /// A blurred preview of them.
    pub blurhash: Option<String>,
    /// The picture that stands for it (`image`, `icon`, or that of the album a track is on).
    pub preview_image: Option<value::Link>,
    /// Whether media are hidden at first.
    pub sensitive: bool,
    /// The posts it quotes, in any of the dialects (FEP-044f, FEP-e232, Misskey, Fedibird).
    pub quotes: Vec<String>,
    /// Where it is written that the author of the quoted post agrees (FEP-044f `quoteAuthorization`).
    pub quote_authorization: Option<String>,
    /// Where it is written that the author of the post it answers lets it in (GoToSocial's `replyAuthorization`, before that
    /// `approvedBy`).
    pub reply_authorization: Option<String>,
    /// Who may answer, like, boost and quote it.
    pub rules: InteractionRules,
    /// What the author typed.
    pub source: Option<Source>,
    /// The poll, on a Question.
    pub poll: Option<Poll>,
    /// When and where, of an Event.
    pub event: Option<Event>,
    /// The type word of what is none of the kinds we know.
    pub other_kind: Option<String>,
}

impl Note {
    /// Reads a post.
    pub fn parse(value: &Value) -> Result<Self, Refusal> {
        if !value.is_object() {
            return Err(Refusal::NotAnObject);
        }
        let known = types_of(value).find_map(NoteKind::from_name);
        let other_kind = other_kind(value).filter(|_| known.is_none());
        let kind = known
            .or_else(|| other_kind.as_ref().map(|_| NoteKind::Other))
            .ok_or_else(|| Refusal::wrong_type("a post", types_of(value).next()))?;
        let id = required_id(value)?;
        let attributed_to = authors(value)?;
        let content = natural_language(value, "content");
        let tags = Tags::parse(value);
        Ok(Self {
            kind,
            attributed_to,
            content_type: first_str(value, "mediaType")
                .unwrap_or("text/html")
                .to_owned(),
            summary: natural_language(value, "summary").map(|summary| summary.text),
            name: natural_language(value, "name").map(|name| cut(&name.text, 4_000).to_owned()),
            language: language(value, content.as_ref()),
            content,
            in_reply_to: first_id(value, "inReplyTo")
                .and_then(http_url)
                .map(str::to_owned),
            context: first_id(value, "context")
                .and_then(http_url)
                .map(str::to_owned),
            replies: first_id(value, "replies")
                .and_then(http_url)
                .map(str::to_owned),
            published: parse_date(value, "published"),
            updated: parse_date(value, "updated"),
            url: html_url(value),
            to: addresses(value, "to")?,
            cc: addresses(value, "cc")?,
            audience: addresses(value, "audience")?,
            attachments: attachments(value),
            media: media_links(value),
            duration: parse_duration(value, "duration"),
            captions: attachment::captions(value),
            blurhash: attachment::blurhash(value),
            preview_image: preview_image(value),
            sensitive: first_bool(value, "sensitive").unwrap_or(false),
            quotes: quotes(value, &id, &tags),
            quote_authorization: first_id(value, "quoteAuthorization")
                .and_then(http_url)
                .map(str::to_owned),
            reply_authorization: first_id(value, "replyAuthorization")
                .or_else(|| first_id(value, "approvedBy"))
                .and_then(http_url)
                .map(str::to_owned),
            rules: InteractionRules::parse(value),
            source: source(value),
            poll: Poll::parse(value),
            event: Event::parse(value),
            other_kind,
            tags,
            id,
        })
    }

    /// The author.
    pub fn author(&self) -> &str {
        self.attributed_to.first().map_or("", String::as_str)
    }

    /// Whether this is a vote in a poll, not a post: a name, an `inReplyTo`, and no content
    /// (FEP-9967).
    pub fn is_vote(&self) -> bool {
        self.kind == NoteKind::Note
            && self.name.is_some()
            && self.in_reply_to.is_some()
            && self
                .content
                .as_ref()
                .is_none_or(|content| content.text.is_empty())
    }
}

/// The type word of something that is no activity, person or list, and can be shown as a post nevertheless: somebody made
/// it, and it has words.
pub(crate) fn other_kind(value: &Value) -> Option<String> {
    const NEVER: [&str; 4] = ["Tombstone", "Story", "Key", "Multikey"];
    let name = types_of(value).next()?;
    let is_something_else = NEVER.contains(&name)
        || crate::activity::is_activity(value)
        || Collection::is_one(value)
        || ActorKind::from_name(name).is_some();
    let has_words = ["name", "content", "summary"]
        .iter()
        .any(|property| natural_language(value, property).is_some());
    let is_shown = has_words && first(value, "attributedTo").is_some();
    (is_shown && !is_something_else).then(|| cut(name, 64).to_owned())
}

/// The id of a document, which must be a web address.
pub(crate) fn required_id(value: &Value) -> Result<String, Refusal> {
    let id = first_str(value, "id").ok_or(Refusal::Missing("id"))?;
    let id = http_url(id).ok_or(Refusal::BadField {
        field: "id",
        reason: "is no web address",
    })?;
    Ok(id.to_owned())
}

/// The ids of an addressing property; far more than any post needs is an attack (C12).
pub(crate) fn addresses(value: &Value, field: &'static str) -> Result<Vec<String>, Refusal> {
    if values(value, field).nth(MAX_IDS).is_some() {
        return Err(Refusal::TooMany {
            field,
            limit: MAX_IDS,
        });
    }
    Ok(ids_of(value, field))
}

/// The page for people: the link that is HTML, else one that names no type.
pub(crate) fn html_url(value: &Value) -> Option<String> {
    let mut links = links(value, "url");
    let html = links
        .iter()
        .position(|link| link.media_type.as_deref() == Some("text/html"));
    let at = html.or_else(|| links.iter().position(|link| link.media_type.is_none()))?;
    Some(links.swap_remove(at).href)
}

/// The authors, people before groups: `PeerTube` lists the account and the channel in one array.
fn authors(value: &Value) -> Result<Vec<String>, Refusal> {
    let field = if first(value, "attributedTo").is_some() {
        "attributedTo"
    } else {
        "actor"
    };
    let (groups, people): (Vec<&Value>, Vec<&Value>) = values(value, field)
        .take(MAX_QUOTES)
        .partition(|author| has_type(author, "Group"));
    let ids = people
        .into_iter()
        .chain(groups)
        .filter_map(id_of)
        .filter_map(http_url);
    let ids: Vec<String> = ids.map(str::to_owned).collect();
    if ids.is_empty() {
        Err(Refusal::Missing("attributedTo"))
    } else {
        Ok(ids)
    }
}

fn language(value: &Value, content: Option<&NaturalText>) -> Option<String> {
    let explicit = first(value, "language").or_else(|| first(value, "inLanguage"));
    // Lemmy and PeerTube write an object with the tag in `identifier`.
    let explicit = explicit.and_then(|tag| tag.as_str().or_else(|| first_str(tag, "identifier")));
    let explicit = explicit.filter(|tag| is_language_tag(tag) && *tag != "und");
    content
        .and_then(|content| content.language.clone())
        .or_else(|| explicit.map(str::to_owned))
}

/// The picture of a post. A track of Funkwhale has none of its own: what it belongs to has one.
fn preview_image(value: &Value) -> Option<value::Link> {
    let of = |object: &Value| {
        attachment::largest(object, "image")
            .or_else(|| attachment::largest(object, "icon"))
            .or_else(|| attachment::largest(object, "cover"))
    };
    of(value).or_else(|| {
        let track = first(value, "track")?;
        of(track).or_else(|| of(first(track, "album")?))
    })
}

fn quotes(value: &Value, id: &str, tags: &Tags) -> Vec<String> {
    let named = ["quote", "quoteUrl", "quoteUri", "_misskey_quote"]
        .into_iter()
        .filter_map(|property| first_id(value, property))
        .filter_map(http_url)
        .map(str::to_owned);
    let mut quotes: Vec<String> = Vec::new();
    for quote in named.chain(tags.object_links.iter().cloned()) {
        if quote != id && !quotes.contains(&quote) && quotes.len() < MAX_QUOTES {
            quotes.push(quote);
        }
    }
    quotes
}

fn source(value: &Value) -> Option<Source> {
    let source = first(value, "source")?;
    let content = source.as_str().or_else(|| first_str(source, "content"))?;
    Some(Source {
        content: cut(content, 256 * 1024).to_owned(),
        media_type: first_str(source, "mediaType").map(str::to_owned),
    })
}

#[cfg(test)]
mod tests;
