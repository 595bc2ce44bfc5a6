//! Posts of people here as events: short posts (NIP-10), comments (NIP-22), articles (NIP-23), polls (NIP-88).

use std::collections::BTreeMap;

use model::{AccountId, ContentType, Domain, PublicPost};
use nostr_proto::{Kind, PublicKey, Unsigned, names};
use social::PostView;

use super::media::{Shown, imeta};
use super::reference::Reference;
use super::text::{Mentioned, spoken};
use super::{Tag, seconds, tag};

/// What is found out about a post before it is written down.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    /// The keys of those it mentions who have one.
    pub(crate) people: BTreeMap<AccountId, PublicKey>,
    /// What it answers, or the nearest before it that is known there.
    pub(crate) reply: Option<Reference>,
    /// The page of what it answers, when that is not known there.
    pub(crate) reply_page: Option<String>,
    /// What it quotes.
    pub(crate) quote: Option<Reference>,
    /// The page of what it quotes, when that is not known there.
    pub(crate) quote_page: Option<String>,
    /// Its files.
    pub(crate) files: Vec<Shown>,
    /// Where our relay is.
    pub(crate) relay: String,
    /// The part after the `@` of people here.
    pub(crate) domain: Domain,
}

/// A post as it is to be signed. Its moment is the one when it was written.
///
/// What is written in Markdown, begins a thread and has a heading at the beginning is an article; all else is read as it was
/// typed.
pub(crate) fn post_event(post: &PublicPost<PostView>, known: &Known) -> Unsigned {
    let post = post.get();
    let article = article(post);
    let source = match &article {
        Some((_, body)) => body,
        None => &post.source,
    };
    let mentioned = Mentioned {
        views: &post.mentions,
        people: &known.people,
        domain: &known.domain,
    };
    let mut content = spoken(source, mentioned);
    let (kind, mut tags) = kind_and_thread(post, known, article.as_ref());
    let named = post
        .mentions
        .iter()
        .filter_map(|view| known.people.get(&view.id));
    for key in named {
        push_once(&mut tags, tag(["p", &key.to_string()]));
    }
    tags.extend(post.tags.iter().map(|name| tag(["t", name])));
    push_warning(&mut tags, post);
    for emoji in &post.emojis {
        tags.push(tag(["emoji", &emoji.shortcode, &emoji.url]));
    }
    push_language(&mut tags, post.language.as_deref());
    for file in &known.files {
        push_line(&mut content, &file.media.url);
        tags.push(imeta(file));
    }
    push_quote(&mut content, &mut tags, known);
    if let Some(page) = &known.reply_page {
        tags.push(tag(["r", page]));
        if known.reply.is_none() {
            push_line(&mut content, page);
        }
    }
    Unsigned {
        created_at: seconds(post.created_at),
        kind,
        tags,
        content,
    }
}

/// The title and the rest of what is an article.
fn article(post: &PostView) -> Option<(String, String)> {
    if post.reply_to.is_some() || post.poll.is_some() {
        return None;
    }
    if let Some(title) = &post.title {
        return Some((title.clone(), post.source.clone()));
    }
    if post.content_type != ContentType::Markdown {
        return None;
    }
    let (first, rest) = post.source.trim_start().split_once('\n')?;
    let title = first.strip_prefix("# ")?.trim();
    let is_one = !title.is_empty() && !rest.trim().is_empty();
    is_one.then(|| (title.to_owned(), rest.trim().to_owned()))
}

fn kind_and_thread(
    post: &PostView,
    known: &Known,
    article: Option<&(String, String)>,
) -> (Kind, Vec<Tag>) {
    if let Some((title, _)) = article {
        let tags = vec![
            tag(["d", &post.id.to_string()]),
            tag(["title", title]),
            tag(["published_at", &seconds(post.created_at).to_string()]),
        ];
        return (Kind::ARTICLE, tags);
    }
    let (kind, mut tags) = match &known.reply {
        Some(parent) => parent.answer(),
        None => (Kind::NOTE, Vec::new()),
    };
    let Some(poll) = &post.poll else {
        return (kind, tags);
    };
    for (n, option) in poll.options.iter().enumerate() {
        tags.push(tag(["option", &n.to_string(), &option.title]));
    }
    tags.push(tag(["relay", &known.relay]));
    let choice = if poll.is_multiple {
        "multiplechoice"
    } else {
        "singlechoice"
    };
    tags.push(tag(["polltype", choice]));
    if let Some(at) = poll.expires_at {
        tags.push(tag(["endsAt", &seconds(at).to_string()]));
    }
    (Kind::POLL, tags)
}

/// NIP-36. Files that are hidden at first are hidden there with the text, without a reason.
fn push_warning(tags: &mut Vec<Tag>, post: &PostView) {
    if !post.warning.is_empty() {
        tags.push(tag(["content-warning", &post.warning]));
    } else if post.is_sensitive {
        tags.push(tag(["content-warning"]));
    }
}

/// NIP-32: the language, where two letters say it.
fn push_language(tags: &mut Vec<Tag>, language: Option<&str>) {
    let code = language.and_then(|tag| tag.split('-').next());
    if let Some(code) = code.filter(|code| code.len() == 2) {
        tags.push(tag(["L", "ISO-639-1"]));
        tags.push(tag(["l", code, "ISO-639-1"]));
    }
}

fn push_quote(content: &mut String, tags: &mut Vec<Tag>, known: &Known) {
    let relays = [known.relay.as_str()];
    if let Some(quote) = &known.quote {
        let author = quote.author.to_string();
        let (id, name) = match &quote.address {
            Some(address) => (address.to_string(), names::naddr(address, &relays)),
            None => (
                quote.id.to_string(),
                names::nevent(quote.id, quote.author, quote.kind, &relays),
            ),
        };
        tags.push(tag(["q", &id, &known.relay, &author]));
        push_once(tags, tag(["p", &author]));
        push_line(content, &format!("{}{name}", names::SCHEME));
    } else if let Some(page) = &known.quote_page {
        push_line(content, page);
    }
}

fn push_line(content: &mut String, line: &str) {
    if !content.is_empty() {
        content.push('\n');
    }
    content.push_str(line);
}

fn push_once(tags: &mut Vec<Tag>, new: Tag) {
    let is_there = |tag: &Tag| tag.first() == new.first() && tag.get(1) == new.get(1);
    if !tags.iter().any(is_there) {
        tags.push(new);
    }
}
