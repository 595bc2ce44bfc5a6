//! What apps with a member's key write, as the member would have written it here.

use std::collections::HashMap;

use model::{Audience, ContentType, PostId};
use nostr_proto::{Event, Kind, PublicKey};
use social::post::{Draft, NewPoll};

use super::html::{Person, typed, without_quote};
use super::media::{Attached, without_files};
use super::remote::language;

/// The shortest time of a poll that says none, in seconds: a week.
const POLL_SECONDS: u64 = 7 * 86_400;

/// What is found out about an event before it becomes a draft.
#[derive(Debug)]
pub(crate) struct Found<'a> {
    /// Those it names who are known here.
    pub(crate) people: &'a HashMap<PublicKey, Person>,
    /// The post that it answers.
    pub(crate) reply_to: Option<PostId>,
    /// The post that it quotes, and its name there.
    pub(crate) quote: Option<(PostId, String)>,
    /// The files that have become files of the post: they need no address in the text.
    pub(crate) files: &'a [Attached],
    /// The moment it is, in seconds.
    pub(crate) now: u64,
}

/// The post that an event is, for everyone: there is nothing else there.
pub(crate) fn draft_of(event: &Event, found: &Found<'_>) -> Draft {
    let is_article = event.kind == Kind::ARTICLE;
    let warning = event.tags_named("content-warning").next();
    Draft {
        text: text_of(event, found),
        content_type: if is_article {
            ContentType::Markdown
        } else {
            ContentType::Plain
        },
        warning: warning
            .and_then(|values| values.first())
            .cloned()
            .unwrap_or_default(),
        is_sensitive: warning.is_some(),
        audience: Some(Audience::Public),
        language: language(event),
        reply_to: found.reply_to,
        quote: found.quote.as_ref().map(|(post, _)| *post),
        poll: poll_of(event, found.now),
        ..Draft::default()
    }
}

/// What the event says, as somebody here would have typed it.
pub(crate) fn text_of(event: &Event, found: &Found<'_>) -> String {
    let text = without_files(&event.content, found.files);
    let text = match &found.quote {
        Some((_, name)) => without_quote(&text, name),
        None => text,
    };
    let text = typed(&text, found.people);
    let title = event.value("title").map(str::trim).unwrap_or_default();
    if event.kind == Kind::ARTICLE && !title.is_empty() {
        let title: Vec<&str> = title.split_whitespace().collect();
        return format!("# {}\n\n{text}", title.join(" "));
    }
    text
}

fn poll_of(event: &Event, now: u64) -> Option<NewPoll> {
    if event.kind != Kind::POLL {
        return None;
    }
    let options = event
        .tags_named("option")
        .filter_map(|values| values.get(1));
    let ends = event.value("endsAt").and_then(|at| at.parse::<u64>().ok());
    let seconds = ends.map_or(POLL_SECONDS, |at| at.saturating_sub(now));
    Some(NewPoll {
        options: options.take(50).cloned().collect(),
        seconds: seconds.clamp(model::post::MIN_POLL_SECONDS, model::post::MAX_POLL_SECONDS),
        is_multiple: event.value("polltype") == Some("multiplechoice"),
        hides_totals: false,
    })
}

/// What a vote chooses, by place: the names of options are looked up in the poll (NIP-88).
pub(crate) fn choices(vote: &Event, options: &HashMap<String, usize>) -> Vec<usize> {
    let chosen = vote.values("response").take(50);
    let mut places: Vec<usize> = chosen.filter_map(|id| options.get(id).copied()).collect();
    places.sort_unstable();
    places.dedup();
    places
}
