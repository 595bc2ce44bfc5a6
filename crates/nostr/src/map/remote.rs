//! Posts of others, in the core's words.

use model::post::{MAX_MENTIONS, MAX_TAGS};
use model::{AccountId, Audience, InteractionPolicy, PostKind, Time};
use nostr_proto::{Event, Kind, PublicKey, names};
use social::inbound::{Arrival, RemotePost, RemoteQuote};
use social::post::QUOTE_LINK;

use super::html::{self, Person, Place};
use super::media::{attached, without_files};
use super::profile::emojis;
use super::reference::{people, uri_of};
use super::{moment, page};
use crate::ID;

/// What is found out about an event before it is translated.
#[derive(Debug)]
pub(crate) struct Look<'a> {
    /// Its author here.
    pub(crate) author: AccountId,
    /// Where it is read, and who of those it names is known.
    pub(crate) place: Place<'a>,
    /// What the core calls the post that it answers.
    pub(crate) reply_to: Option<String>,
    /// What the core calls the post that it quotes, and its name there.
    pub(crate) quote: Option<(String, String)>,
    /// How it came.
    pub(crate) how: Arrival,
    /// The moment it came.
    pub(crate) now: Time,
}

/// The kinds of events that are posts here.
pub(crate) fn is_post(kind: Kind) -> bool {
    [
        Kind::NOTE,
        Kind::COMMENT,
        Kind::ARTICLE,
        Kind::PICTURE,
        Kind::POLL,
    ]
    .contains(&kind)
}

/// Everybody whom a post names, in its tags or its text.
pub(crate) fn named(event: &Event) -> Vec<PublicKey> {
    let mut named = people(event, MAX_MENTIONS);
    for key in html::named(&event.content) {
        if named.len() < MAX_MENTIONS && !named.contains(&key) {
            named.push(key);
        }
    }
    named
}

/// A post in the core's words. `None` for what is no post.
pub(crate) fn remote_post(event: &Event, look: &Look<'_>) -> Option<RemotePost> {
    if !is_post(event.kind) {
        return None;
    }
    let files = attached(event);
    let written = moment(event.created_at).min(look.now);
    let published = event.value("published_at").and_then(|at| at.parse().ok());
    let is_article = event.kind == Kind::ARTICLE;
    let created_at = match published.filter(|_| is_article) {
        Some(at) => moment(at).min(written),
        None => written,
    };
    let warning = event.tags_named("content-warning").next();
    Some(RemotePost {
        network: ID,
        uri: uri_of(event),
        url: page_of(event),
        author: look.author,
        kind: kind(event.kind),
        audience: Audience::Public,
        named: mentioned(event, look),
        title: title(event),
        warning: warning
            .and_then(|values| values.first())
            .cloned()
            .unwrap_or_default(),
        is_sensitive: warning.is_some(),
        html: post_html(event, look),
        language: language(event),
        tags: tags(event),
        media: files.into_iter().map(|file| file.media).collect(),
        emojis: emojis(event),
        reply_to: look.reply_to.clone(),
        quote: look.quote.as_ref().map(|(uri, _)| RemoteQuote {
            uri: uri.clone(),
            consent: None,
        }),
        poll: None,
        created_at,
        edited_at: (is_article && written > created_at).then_some(written),
        policy: InteractionPolicy::default(),
        how: look.how,
    })
}

/// Those whom a post names and who are known here; the author names nobody by naming themselves.
fn mentioned(event: &Event, look: &Look<'_>) -> Vec<(AccountId, bool)> {
    let people = look.place.people;
    let known = named(event).into_iter().filter_map(|key| people.get(&key));
    let others = known.filter(|person: &&Person| person.account != look.author);
    others.map(|person| (person.account, true)).collect()
}

fn kind(kind: Kind) -> PostKind {
    match kind {
        Kind::ARTICLE => PostKind::Article,
        Kind::PICTURE => PostKind::Image,
        _ => PostKind::Note,
    }
}

fn title(event: &Event) -> Option<String> {
    let has_one = [Kind::ARTICLE, Kind::PICTURE].contains(&event.kind);
    let title = event.value("title").filter(|_| has_one);
    title.map(str::to_owned).filter(|title| !title.is_empty())
}

fn page_of(event: &Event) -> Option<String> {
    let uri = uri_of(event);
    Some(page(uri.strip_prefix(names::SCHEME)?))
}

/// The text, what may be chosen in a poll, and what is quoted.
fn post_html(event: &Event, look: &Look<'_>) -> String {
    if event.kind == Kind::ARTICLE {
        return html::markdown_html(&event.content, &look.place);
    }
    let text = without_files(&event.content, &attached(event));
    let text = match &look.quote {
        Some((_, name)) => html::without_quote(&text, name),
        None => text,
    };
    let mut out = html::text_html(&text, &look.place);
    if event.kind == Kind::POLL {
        let options = event
            .tags_named("option")
            .filter_map(|values| values.get(1));
        let options: Vec<String> = options
            .take(20)
            .map(|option| format!("<li>{}</li>", model::sanitize::escape(option)))
            .collect();
        out.extend(["<ul>", &options.concat(), "</ul>"]);
    }
    if let Some((_, name)) = &look.quote {
        let name = name.trim_start_matches(names::SCHEME);
        let link = html::link(&page(name));
        out.extend(["<p>", QUOTE_LINK, "RE: ", &link, "</span></p>"]);
    }
    out
}

/// NIP-32: the language, if it says one.
pub(crate) fn language(event: &Event) -> Option<String> {
    let mut labels = event.tags_named("l");
    let code = labels.find(|values| values.get(1).is_some_and(|scheme| scheme == "ISO-639-1"))?;
    model::language::parse(code.first()?)
}

/// The tags, folded, each once.
pub(crate) fn tags(event: &Event) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let in_text = model::text::tags(&event.content).into_iter();
    let beside = event.values("t").map(model::text::fold_tag);
    for tag in in_text.chain(beside) {
        if all.len() < MAX_TAGS && !tag.is_empty() && !all.contains(&tag) {
            all.push(tag);
        }
    }
    all
}
