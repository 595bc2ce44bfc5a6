//! Somebody's post of another server, in our words (lexicon `app.bsky.feed.post`).

use at_proto::cid::Cid;
use at_proto::data::Ipld;
use at_proto::syntax::{AtUri, Did};
use model::post::{MAX_MENTIONS, MAX_TAGS};
use model::{AccountId, Audience, InteractionPolicy, PostKind, Time};
use social::inbound::{Arrival, RemotePost, RemoteQuote};
use social::post::QUOTE_LINK;

use super::html::{self, text_html};
use super::media::{Attached, attached};
use super::post::POST;
use super::rich::{Feature, Rich};
use super::value::{self, field, list_of, text_of};
use super::{NETWORK, StrongRef, label, post_page};

/// Somebody a post mentions whom we know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    /// Who that is here.
    pub(crate) account: AccountId,
    /// Their page.
    pub(crate) page_url: String,
    /// Their name, as it is shown after the `@`.
    pub(crate) name: String,
}

/// What is found out about a post before it is translated.
pub(crate) struct Look<'a> {
    /// Its author here.
    pub(crate) author: AccountId,
    /// Who somebody is that it mentions.
    pub(crate) person: &'a dyn Fn(&Did) -> Option<Named>,
    /// Where the bytes of a blob of its author are: `com.atproto.sync.getBlob` at their host.
    pub(crate) blob_url: &'a dyn Fn(&Cid) -> String,
    /// What the gates beside it say; see [`super::gate::policy`].
    pub(crate) policy: InteractionPolicy,
    /// How it came.
    pub(crate) how: Arrival,
    /// The moment it came.
    pub(crate) now: Time,
}

/// What a post answers: the first post of the thread, and the post itself. `None` if it answers nothing.
pub(crate) fn answered(record: &Ipld) -> Option<(StrongRef, StrongRef)> {
    let reply = field(record, "reply")?;
    let read = |name| StrongRef::read(field(reply, name)?);
    Some((read("root")?, read("parent")?))
}

/// The post that is quoted in one, if it is a post, and its name lasts.
pub(crate) fn quoted(below: &Attached) -> Option<&AtUri> {
    let uri = &below.quote.as_ref()?.uri;
    let is_post = uri.collection().is_some_and(|kind| kind.as_str() == POST);
    (is_post && uri.rkey().is_some() && uri.identifier().did().is_some()).then_some(uri)
}

/// Whom a post mentions, each once.
pub(crate) fn mentioned(record: &Ipld) -> Vec<Did> {
    let mut found: Vec<Did> = Vec::new();
    for facet in Rich::read(record).facets {
        if let Feature::Mention(did) = facet.feature
            && found.len() < MAX_MENTIONS
            && !found.contains(&did)
        {
            found.push(did);
        }
    }
    found
}

/// A post in our words. `None` for what is no post.
pub(crate) fn remote_post(uri: &AtUri, record: &Ipld, look: &Look<'_>) -> Option<RemotePost> {
    if value::type_of(record) != POST {
        return None;
    }
    let rich = Rich::read(record);
    let below = attached(record);
    let people = mentioned(record);
    let named = people.iter().filter_map(|did| (look.person)(did));
    let written = text_of(record, "createdAt").and_then(Time::parse);
    Some(RemotePost {
        network: NETWORK,
        uri: uri.to_string(),
        url: post_page(uri),
        author: look.author,
        kind: PostKind::Note,
        audience: Audience::Public,
        named: named.map(|person| (person.account, true)).collect(),
        title: None,
        warning: String::new(),
        is_sensitive: label::read(record).is_sensitive,
        html: html(&rich, &below, look),
        language: language(record),
        tags: tags(record, &rich),
        media: below.media(look.blob_url),
        emojis: Vec::new(),
        reply_to: answered(record).map(|(_, parent)| parent.uri.to_string()),
        poll: None,
        quote: quoted(&below).map(|uri| RemoteQuote {
            uri: uri.to_string(),
            consent: None,
        }),
        created_at: written.unwrap_or(look.now).min(look.now),
        edited_at: None,
        policy: look.policy,
        how: look.how,
    })
}

/// The text, the link of a card that the text does not have, and what is quoted.
fn html(rich: &Rich, below: &Attached, look: &Look<'_>) -> String {
    let mut html = text_html(rich, |did| {
        let person = (look.person)(did)?;
        Some((person.page_url, person.name))
    });
    if let Some((url, title)) = missing_link(rich, below) {
        let title = model::sanitize::escape(title);
        let gap = if title.is_empty() { "" } else { "<br>" };
        html.extend(["<p>", &title, gap, &html::link(url), "</p>"]);
    }
    let quote = below.quote.as_ref();
    if let Some(page) = quote.and_then(|quote| post_page(&quote.uri)) {
        let link = html::link(&page);
        html.extend(["<p>", QUOTE_LINK, "RE: ", &link, "</span></p>"]);
    }
    html
}

/// The link of the card below a text, unless the text has it.
pub(super) fn missing_link<'a>(rich: &Rich, below: &'a Attached) -> Option<(&'a str, &'a str)> {
    let (url, title) = below.link.as_ref()?;
    let mut facets = rich.facets.iter();
    let is_there = facets.any(|facet| matches!(&facet.feature, Feature::Link(link) if link == url))
        || rich.text.contains(url.as_str());
    (!is_there).then_some((url, title))
}

/// The first language that we understand.
pub(super) fn language(record: &Ipld) -> Option<String> {
    let mut languages = list_of(record, "langs").iter().take(3);
    languages.find_map(|tag| model::language::parse(value::as_text(tag)?))
}

/// Tags in the text, and those beside it, folded.
pub(super) fn tags(record: &Ipld, rich: &Rich) -> Vec<String> {
    let in_text = rich.facets.iter().filter_map(|facet| match &facet.feature {
        Feature::Tag(tag) => Some(tag.clone()),
        _ => None,
    });
    let beside = list_of(record, "tags").iter().take(MAX_TAGS);
    let beside = beside.filter_map(|tag| super::rich::tag(value::as_text(tag)?));
    let mut all: Vec<String> = Vec::new();
    for tag in in_text.chain(beside) {
        let folded = model::text::fold_tag(&tag);
        if all.len() < MAX_TAGS && !folded.is_empty() && !all.contains(&folded) {
            all.push(folded);
        }
    }
    all
}
