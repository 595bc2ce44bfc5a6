//! Safe HTML becomes a text with facets: what is read in a place that knows no HTML.

use std::cell::RefCell;
use std::collections::BTreeMap;

use at_proto::syntax::{Handle, Uri};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use model::AccountId;
use model::sanitize::{MAX_HTML_BYTES, web_url};
use social::view::MentionView;

use super::Person;
use super::rich::{ELLIPSIS, Feature, Rich, prefix, short_link, shortened, tag};

/// The most characters of what leads somewhere.
const MAX_LABEL_GRAPHEMES: usize = 200;
/// The most bytes of what leads somewhere.
const MAX_LABEL_BYTES: usize = 1_000;
/// How deep quotes and lists are told apart.
const MAX_DEPTH: usize = 3;

/// Who is mentioned, and who of them is known in the network.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mentioned<'a> {
    /// Those the text mentions.
    pub(super) views: &'a [MentionView],
    /// Those who have a DID.
    pub(super) people: &'a BTreeMap<AccountId, Person>,
}

/// The text of safe HTML. Formatting is left out; paragraphs, lines and lists are kept.
pub(super) fn flatten(html: &str, mentioned: Mentioned<'_>) -> Rich {
    let html = prefix_bytes(html);
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html));
    let flat = Flat {
        state: RefCell::default(),
        mentioned,
    };
    let tokenizer = Tokenizer::new(flat, TokenizerOpts::default());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    let mut state = tokenizer.sink.state.take();
    state.close_link(mentioned);
    state.trim_end();
    state.out
}

fn prefix_bytes(html: &str) -> &str {
    html.get(..html.floor_char_boundary(MAX_HTML_BYTES.min(html.len())))
        .unwrap_or(html)
}

struct Flat<'a> {
    state: RefCell<State>,
    mentioned: Mentioned<'a>,
}

impl TokenSink for Flat<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.state.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                state.open(&tag, self.mentioned);
            }
            Token::TagToken(tag) => state.close(&tag.name, self.mentioned),
            Token::CharacterTokens(text) => state.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// A link whose end has not come.
#[derive(Debug, Default)]
struct Anchor {
    href: String,
    class: String,
    shown: String,
    whole: String,
}

/// What a span does with what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Span {
    Plain,
    Invisible,
    Ellipsis,
}

#[derive(Debug, Default)]
struct State {
    out: Rich,
    /// Line breaks before the next text.
    breaks: usize,
    /// The beginning of an item or a quote was just written: what comes first belongs beside it.
    is_fresh: bool,
    link: Option<Anchor>,
    spans: Vec<Span>,
    /// The lists that are open; the next number of those that count.
    lists: Vec<Option<u32>>,
    quotes: usize,
    pres: usize,
}

impl State {
    fn open(&mut self, tag: &Tag, mentioned: Mentioned<'_>) {
        let attribute = |name: &str| {
            let mut found = tag.attrs.iter();
            let found = found.find(|attribute| &*attribute.name.local == name);
            found.map_or_else(String::new, |attribute| attribute.value.to_string())
        };
        match &*tag.name {
            "p" => self.break_to(2),
            "br" => self.line_break(),
            "a" => {
                self.close_link(mentioned);
                self.link = Some(Anchor {
                    href: attribute("href"),
                    class: attribute("class"),
                    ..Anchor::default()
                });
            }
            "span" => self.spans.push(span(&attribute("class"))),
            "ul" | "ol" => {
                self.break_to(if self.lists.is_empty() { 2 } else { 1 });
                let first = attribute("start").parse().unwrap_or(1);
                self.lists.push((&*tag.name == "ol").then_some(first));
            }
            "li" => self.item(),
            "blockquote" => {
                self.break_to(2);
                self.quotes += 1;
            }
            "pre" => {
                self.break_to(2);
                self.pres += 1;
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str, mentioned: Mentioned<'_>) {
        match name {
            "p" => self.break_to(2),
            "a" => self.close_link(mentioned),
            "span" if self.spans.pop() == Some(Span::Ellipsis) => {
                if let Some(link) = &mut self.link {
                    link.shown.push_str(ELLIPSIS);
                }
            }
            "ul" | "ol" => {
                self.lists.pop();
                self.is_fresh = false;
                self.break_to(if self.lists.is_empty() { 2 } else { 1 });
            }
            "li" => {
                self.is_fresh = false;
                self.breaks = self.breaks.min(1);
                self.break_to(1);
            }
            "blockquote" => {
                self.quotes = self.quotes.saturating_sub(1);
                self.break_to(2);
            }
            "pre" => {
                self.pres = self.pres.saturating_sub(1);
                self.break_to(2);
            }
            _ => {}
        }
    }

    fn break_to(&mut self, breaks: usize) {
        if !self.is_fresh {
            self.breaks = self.breaks.max(breaks);
        }
    }

    fn line_break(&mut self) {
        match &mut self.link {
            Some(link) => {
                link.shown.push(' ');
                link.whole.push(' ');
            }
            None => self.breaks = (self.breaks + 1).min(2),
        }
    }

    /// The mark before an item of a list.
    fn item(&mut self) {
        self.is_fresh = false;
        self.break_to(1);
        let indent = "  ".repeat(self.lists.len().saturating_sub(1).min(MAX_DEPTH));
        let mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                let mark = format!("{number}. ");
                *number = number.saturating_add(1);
                mark
            }
            _ => "• ".to_owned(),
        };
        self.begin_line();
        self.out.push(&indent);
        self.out.push(&mark);
        self.is_fresh = true;
    }

    /// The line breaks that are due, and the mark of a quote where a line begins.
    fn begin_line(&mut self) {
        let is_first = self.out.text.is_empty();
        if self.breaks == 0 && !is_first {
            return;
        }
        if !is_first {
            self.trim_end();
            self.out.push(if self.breaks == 1 { "\n" } else { "\n\n" });
        }
        self.breaks = 0;
        self.out.push(&"> ".repeat(self.quotes.min(MAX_DEPTH)));
    }

    /// What leads somewhere never ends with a space, so none of it is lost.
    fn trim_end(&mut self) {
        let kept = self.out.text.trim_end().len();
        self.out.text.truncate(kept);
    }

    fn text(&mut self, text: &str) {
        if let Some(link) = &mut self.link {
            let line: String = text.chars().map(spaced).collect();
            link.whole.push_str(&line);
            if !self.spans.contains(&Span::Invisible) {
                link.shown.push_str(&line);
            }
            return;
        }
        if self.pres > 0 {
            for (place, line) in text.split('\n').enumerate() {
                if place > 0 {
                    self.breaks = (self.breaks + 1).min(2);
                }
                self.words(line);
            }
        } else {
            self.words(text);
        }
    }

    /// Text without line breaks; those in it are spaces.
    fn words(&mut self, text: &str) {
        let line: String = text.chars().map(spaced).collect();
        let begins = self.breaks > 0 || self.out.text.is_empty() || self.is_fresh;
        let line = if begins && self.pres == 0 {
            line.trim_start()
        } else {
            &line
        };
        if line.trim().is_empty() && begins {
            return;
        }
        self.begin_line();
        self.is_fresh = false;
        self.out.push(line);
    }

    /// What a link shows, and where it leads, now that it is whole.
    fn close_link(&mut self, mentioned: Mentioned<'_>) {
        let Some(link) = self.link.take() else {
            return;
        };
        self.begin_line();
        let is_apart = |at: &str| at.chars().all(char::is_whitespace) && !at.is_empty();
        let (first, last) = (link.shown.get(..1), link.shown.chars().next_back());
        if first.is_some_and(is_apart) && !self.is_fresh && !self.out.text.is_empty() {
            self.out.push(" ");
        }
        self.is_fresh = false;
        match target(&link, mentioned) {
            Some((label, feature)) => self.out.push_as(&label, feature),
            None => self.out.push(link.whole.trim()),
        }
        if last.is_some_and(char::is_whitespace) {
            self.out.push(" ");
        }
    }
}

fn spaced(c: char) -> char {
    if c.is_control() { ' ' } else { c }
}

fn span(class: &str) -> Span {
    let has = |word| class.split_ascii_whitespace().any(|class| class == word);
    if has("invisible") {
        Span::Invisible
    } else if has("ellipsis") {
        Span::Ellipsis
    } else {
        Span::Plain
    }
}

/// What is shown of a link, and where it leads. `None` if nobody could follow it.
fn target(link: &Anchor, mentioned: Mentioned<'_>) -> Option<(String, Feature)> {
    let has = |word| {
        let mut classes = link.class.split_ascii_whitespace();
        classes.any(|class| class == word)
    };
    let shown = shortened(&link.shown, MAX_LABEL_GRAPHEMES, MAX_LABEL_BYTES);
    if has("hashtag")
        && let Some(tag) = tag(&shown)
    {
        return Some((shown, Feature::Tag(tag)));
    }
    if has("mention")
        && let Some(found) = mention(&link.href, mentioned)
    {
        return Some(found);
    }
    let url = followed(&link.href)?;
    let label = if shown.is_empty() {
        short_link(&url)
    } else {
        shown
    };
    Some((label, Feature::Link(url)))
}

/// A web address that records may have.
pub(super) fn followed(url: &str) -> Option<String> {
    web_url(url).filter(|url| Uri::parse(url).is_ok())
}

/// Somebody who is mentioned: by their DID, or else by their page.
fn mention(href: &str, mentioned: Mentioned<'_>) -> Option<(String, Feature)> {
    let mut views = mentioned.views.iter();
    let view = views.find(|view| view.page_url == href || view.uri == href)?;
    if let Some(person) = mentioned.people.get(&view.id) {
        let handle = person.handle.as_ref().map(Handle::as_str);
        let name = handle.unwrap_or(&view.username);
        return Some((format!("@{name}"), Feature::Mention(person.did.clone())));
    }
    let label = prefix(&view.acct, MAX_LABEL_GRAPHEMES, MAX_LABEL_BYTES);
    Some((
        format!("@{label}"),
        Feature::Link(followed(&view.page_url)?),
    ))
}
