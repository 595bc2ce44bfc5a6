//! Texts of others as HTML: plain text, with links, tags and names in it (NIP-27).

use std::collections::HashMap;
use std::fmt::Write as _;

use model::sanitize::escape;
use model::text::{Links, inline_html};
use model::{AccountId, Acct};
use nostr_proto::{Name, PublicKey, names};
use url::Url;

use super::page;

/// The most names that are looked for in one text.
const MAX_NAMES: usize = 100;
/// The longest text that is read, in bytes.
const MAX_BYTES: usize = 100_000;

/// Somebody who is named in a text and is known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    /// Who that is.
    pub(crate) account: AccountId,
    /// Their page.
    pub(crate) page_url: String,
    /// Their name, as it stands after the `@`.
    pub(crate) name: String,
    /// The same with their server, as somebody here types it: `zoe@far.example`.
    pub(crate) acct: String,
}

/// Where a text is read.
#[derive(Debug)]
pub(crate) struct Place<'a> {
    /// Where this server is: tags lead there.
    pub(crate) base: &'a Url,
    /// Those who are known here.
    pub(crate) people: &'a HashMap<PublicKey, Person>,
}

impl Links for Place<'_> {
    /// A name with an `@` is nobody's there.
    fn mention(&self, _acct: &Acct) -> Option<(String, String)> {
        None
    }

    fn tag(&self, folded: &str) -> String {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.clear().extend(["tags", folded]);
        }
        url.into()
    }
}

/// The keys that are named in a text.
pub(crate) fn named(text: &str) -> Vec<PublicKey> {
    let names = names::find_names(bounded(text), MAX_NAMES).into_iter();
    names
        .filter_map(|(_, name)| match name {
            Name::Profile { key, .. } => Some(key),
            Name::Event { .. } | Name::Address { .. } => None,
        })
        .collect()
}

/// The HTML of a plain text.
pub(crate) fn text_html(text: &str, place: &Place<'_>) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => out.push_str(&inline_html(text, place)),
            Piece::Name(name) => push_name(&mut out, &name, place),
        }
    }
    paragraphs(&out)
}

/// The HTML of a text in Markdown (NIP-23).
pub(crate) fn markdown_html(text: &str, place: &Place<'_>) -> String {
    let mut written = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => written.push_str(text),
            Piece::Name(name) => {
                let (href, label) = shown(&name, place.people);
                let label = label.replace(['[', ']', '\\', '*', '_', '`'], "");
                let _ = write!(written, "[{label}](<{href}>)");
            }
        }
    }
    model::markdown::to_html(&written, place)
}

/// A text in the words of somebody here: who is known is named as they are here.
pub(crate) fn typed(text: &str, people: &HashMap<PublicKey, Person>) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Name(Name::Profile { key, .. }) if people.contains_key(&key) => {
                let person = people.get(&key);
                out.push('@');
                out.push_str(person.map_or("", |person| &person.acct));
            }
            Piece::Name(name) => out.push_str(&shown(&name, people).0),
        }
    }
    out
}

/// A text without the name of what it quotes, where it stands at the end.
pub(crate) fn without_quote(text: &str, quoted: &str) -> String {
    let found = names::find_names(bounded(text), MAX_NAMES);
    let last = found.into_iter().next_back();
    match last {
        Some((range, name)) if name.uri() == quoted => {
            let before = text.get(..range.start).unwrap_or_default();
            let after = text.get(range.end..).unwrap_or_default();
            if after.trim().is_empty() {
                before.trim_end().to_owned()
            } else {
                text.to_owned()
            }
        }
        _ => text.to_owned(),
    }
}

/// A link that shows where it leads, as in our own texts.
pub(crate) fn link(url: &str) -> String {
    struct Nobody;
    impl Links for Nobody {
        fn mention(&self, _acct: &Acct) -> Option<(String, String)> {
            None
        }
        fn tag(&self, folded: &str) -> String {
            folded.to_owned()
        }
    }
    inline_html(url, &Nobody)
}

enum Piece<'a> {
    Text(&'a str),
    Name(Name),
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let text = bounded(text);
    let mut pieces = Vec::new();
    let mut at = 0;
    for (range, name) in names::find_names(text, MAX_NAMES) {
        let before = text.get(at..range.start).unwrap_or_default();
        pieces.push(Piece::Text(before));
        pieces.push(Piece::Name(name));
        at = range.end;
    }
    pieces.push(Piece::Text(text.get(at..).unwrap_or_default()));
    pieces
}

fn bounded(text: &str) -> &str {
    let end = text.floor_char_boundary(MAX_BYTES.min(text.len()));
    text.get(..end).unwrap_or_default()
}

/// Where a name leads, and what is shown of it.
fn shown(name: &Name, people: &HashMap<PublicKey, Person>) -> (String, String) {
    let short = |name: &str| {
        let shown: String = name.chars().take(12).collect();
        format!("{shown}…")
    };
    let uri = name.uri();
    let bech = uri.trim_start_matches(names::SCHEME);
    match name {
        Name::Profile { key, .. } => match people.get(key) {
            Some(person) => (person.page_url.clone(), format!("@{}", person.name)),
            None => (page(bech), format!("@{}", short(bech))),
        },
        Name::Event { .. } | Name::Address { .. } => (page(bech), short(bech)),
    }
}

fn push_name(out: &mut String, name: &Name, place: &Place<'_>) {
    let (href, label) = shown(name, place.people);
    let (href, label) = (escape(&href), escape(&label));
    let _ = match (name, label.strip_prefix('@')) {
        (Name::Profile { .. }, Some(name)) => write!(
            out,
            "<span class=\"h-card\" translate=\"no\"><a href=\"{href}\" class=\"u-url mention\">@<span>{name}</span></a></span>"
        ),
        _ => write!(
            out,
            "<a href=\"{href}\" rel=\"nofollow noopener noreferrer\" translate=\"no\">{label}</a>"
        ),
    };
}

/// Line breaks, outside of tags, as HTML has them.
fn paragraphs(html: &str) -> String {
    let html = html.replace("\r\n", "\n");
    let html = html.trim();
    if html.is_empty() {
        return String::new();
    }
    let mut out = String::from("<p>");
    let mut breaks = 0;
    for c in html.chars() {
        if c == '\n' {
            breaks += 1;
            continue;
        }
        match std::mem::take(&mut breaks) {
            0 => {}
            1 => out.push_str("<br>"),
            _ => out.push_str("</p><p>"),
        }
        out.push(c);
    }
    out.push_str("</p>");
    out
}
