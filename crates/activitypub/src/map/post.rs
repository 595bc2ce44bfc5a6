//! A Note, or anything else that is shown as a post, becomes a post.

use ap_proto::object::{Event, Note, NoteKind};
use model::post::{MAX_TAGS, MAX_WARNING_CHARS};
use model::sanitize::{line, web_url};
use model::{AccountId, Audience, InteractionPolicy, PostKind, Time};
use social::inbound::{Arrival, RemotePoll, RemotePost, RemoteQuote};

use super::media::{Attached, attached};
use super::text;
use crate::ID;

/// The most characters of a title.
const MAX_TITLE_CHARS: usize = 500;

/// What the adapter found out about a post before it can be translated.
pub(crate) struct Facts {
    /// Its author here.
    pub(crate) author: AccountId,
    /// For whom it is.
    pub(crate) audience: Audience,
    /// Those it is addressed to whom we know, and whether the text mentions them.
    pub(crate) named: Vec<(AccountId, bool)>,
    /// Who may answer, quote and boost it.
    pub(crate) policy: InteractionPolicy,
    /// What it quotes, and what is known of the consent to that.
    pub(crate) quote: Option<RemoteQuote>,
    /// How it came.
    pub(crate) how: Arrival,
    /// The moment it came.
    pub(crate) now: Time,
}

/// A post in our words.
pub(crate) fn to_post(note: &Note, facts: Facts) -> RemotePost {
    let attached = attached(note);
    RemotePost {
        network: ID,
        uri: note.id.clone(),
        url: note.url.as_deref().and_then(web_url),
        author: facts.author,
        kind: kind(note.kind),
        audience: facts.audience,
        named: facts.named,
        title: title(note),
        warning: warning(note),
        is_sensitive: note.sensitive,
        html: html(note, &attached),
        language: note.language.as_deref().and_then(model::language::parse),
        tags: tags(note),
        media: attached.media,
        emojis: super::emojis(&note.tags.emojis),
        reply_to: note.in_reply_to.clone(),
        quote: facts.quote,
        poll: poll(note, facts.now),
        created_at: super::claimed_time(note.published, facts.now),
        edited_at: note
            .updated
            .map(|updated| super::claimed_time(Some(updated), facts.now)),
        policy: facts.policy,
        how: facts.how,
    }
}

fn kind(kind: NoteKind) -> PostKind {
    match kind {
        NoteKind::Note => PostKind::Note,
        NoteKind::Article => PostKind::Article,
        NoteKind::Page | NoteKind::Other => PostKind::Link,
        NoteKind::Question => PostKind::Question,
        NoteKind::Video => PostKind::Video,
        NoteKind::Audio => PostKind::Audio,
        NoteKind::Image => PostKind::Image,
        NoteKind::Event => PostKind::Event,
    }
}

/// Whether `summary` is a content warning; on anything longer it is an abstract (gotcha 22).
fn is_short(note: &Note) -> bool {
    matches!(note.kind, NoteKind::Note | NoteKind::Question)
}

fn title(note: &Note) -> Option<String> {
    let title = note
        .name
        .as_deref()
        .filter(|_| !is_short(note) || note.content.is_none())?;
    Some(line(title, MAX_TITLE_CHARS)).filter(|title| !title.is_empty())
}

fn warning(note: &Note) -> String {
    let summary = note
        .summary
        .as_deref()
        .filter(|_| is_short(note))
        .unwrap_or_default();
    line(&model::sanitize::plain_text(summary), MAX_WARNING_CHARS)
}

fn html(note: &Note, attached: &Attached) -> String {
    let content = note
        .content
        .as_ref()
        .map(|content| content.text.as_str())
        .unwrap_or_default();
    let mut html = note.event.as_ref().map(when_and_where).unwrap_or_default();
    let said = text::to_html(content, &note.content_type);
    html.push_str(&text::with_quote_link(
        said,
        note.quotes.first().map(String::as_str),
    ));
    if html.trim().is_empty() && !is_short(note) {
        html = note.summary.clone().unwrap_or_default();
    }
    if let Some(kind) = &note.other_kind {
        let said = format!("This is a {kind}. What it is made of is shown at its own server only.");
        html.push_str(&text::paragraphs(&said));
    }
    if let Some(url) = original_to_link(note) {
        html.push_str(&text::link(&url, note.name.as_deref().unwrap_or_default()));
    }
    for (url, label) in &attached.links {
        html.push_str(&text::link(url, label));
    }
    html
}

/// When and where an event takes place.
fn when_and_where(event: &Event) -> String {
    let mut lines = Vec::new();
    if event.is_cancelled {
        lines.push("Cancelled".to_owned());
    }
    match (&event.starts, &event.ends) {
        (Some(from), Some(to)) => lines.push(format!("When: {from} – {to}")),
        (Some(from), None) => lines.push(format!("When: {from}")),
        (None, Some(to)) => lines.push(format!("Until: {to}")),
        (None, None) => {}
    }
    let places = event.places.iter();
    lines.extend(places.map(|place| format!("Where: {}", place.replace('\n', " "))));
    let mut html = text::paragraphs(&lines.join("\n"));
    if let Some(online) = event.online.as_deref().and_then(web_url) {
        html.push_str(&text::link(&online, ""));
    }
    html
}

/// The page of what we only show a part of: a video's player, an event's date, a forum's thread.
fn original_to_link(note: &Note) -> Option<String> {
    (!is_short(note)).then(|| web_url(note.url.as_deref().unwrap_or(&note.id)))?
}

/// What is asked (FEP-9967).
fn poll(note: &Note, now: Time) -> Option<RemotePoll> {
    let poll = note.poll.as_ref()?;
    let count = |votes: u64| i64::try_from(votes).unwrap_or(i64::MAX);
    let options = poll.options.iter();
    Some(RemotePoll {
        options: options
            .map(|option| (option.name.clone(), count(option.votes)))
            .collect(),
        is_multiple: poll.multiple,
        ends_at: poll
            .ends_at
            .map(super::time)
            .or_else(|| poll.closed.then_some(now)),
        voters: poll.voters.map(count),
    })
}

fn tags(note: &Note) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for hashtag in &note.tags.hashtags {
        let tag = model::text::fold_tag(&hashtag.name);
        if tags.len() < MAX_TAGS && !tag.is_empty() && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}
