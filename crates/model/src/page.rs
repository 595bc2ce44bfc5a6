//! What a page of the web says of itself in its head, to be shown in a few lines.
//!
//! Always true here: what comes out is plain text of bounded length and addresses that are `https`; none of the page's
//! own HTML is ever kept.

use std::cell::RefCell;
use std::collections::HashMap;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use url::Url;

use crate::sanitize;

/// Heads are short; what is behind this is not read.
const MAX_BYTES: usize = 512 * 1024;
const MAX_TITLE_CHARS: usize = 200;
const MAX_TEXT_CHARS: usize = 500;
const MAX_NAME_CHARS: usize = 100;
const MAX_FACTS: usize = 200;

/// What a page says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PageFacts {
    /// Its title.
    pub title: String,
    /// What it is about.
    pub description: String,
    /// Who wrote it.
    pub author: String,
    /// The site it is part of.
    pub site: String,
    /// Its language.
    pub language: Option<String>,
    /// A picture of it.
    pub image: Option<String>,
    /// What the picture shows.
    pub image_alt: String,
    /// The account of the Fediverse that it credits, as it is written there.
    pub creator: Option<String>,
}

/// Reads a page that was got from `address`.
pub fn read(html: &str, address: &Url) -> PageFacts {
    let mut end = html.len().min(MAX_BYTES);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html.get(..end).unwrap_or_default()));
    let tokenizer = Tokenizer::new(Head::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    let head = tokenizer.sink.0.into_inner();
    let first = |names: &[&str]| {
        let mut found = names.iter().filter_map(|name| head.facts.get(*name));
        found.next().map_or("", String::as_str)
    };
    let title = match first(&["og:title", "twitter:title"]) {
        "" => &head.title,
        title => title,
    };
    PageFacts {
        title: line(title, MAX_TITLE_CHARS),
        description: line(
            first(&["og:description", "twitter:description", "description"]),
            MAX_TEXT_CHARS,
        ),
        author: line(first(&["author", "article:author"]), MAX_NAME_CHARS),
        site: line(first(&["og:site_name"]), MAX_NAME_CHARS),
        language: head.language.as_deref().and_then(crate::language::parse),
        image: picture(
            first(&["og:image:secure_url", "og:image", "twitter:image"]),
            address,
        ),
        image_alt: line(
            first(&["og:image:alt", "twitter:image:alt"]),
            MAX_TEXT_CHARS,
        ),
        creator: Some(line(first(&["fediverse:creator"]), MAX_NAME_CHARS))
            .filter(|creator| !creator.is_empty()),
    }
}

/// A picture that can be shown: encrypted, so that nobody on the way sees or changes it.
/// One line of a page, whose own lines mean nothing.
fn line(text: &str, max: usize) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    sanitize::line(&words.join(" "), max)
}

fn picture(written: &str, address: &Url) -> Option<String> {
    let url = address
        .join(written.trim())
        .ok()
        .filter(|_| !written.trim().is_empty())?;
    (url.scheme() == "https").then(|| sanitize::web_url(url.as_str()))?
}

#[derive(Debug, Default)]
struct Found {
    title: String,
    in_title: bool,
    is_over: bool,
    language: Option<String>,
    facts: HashMap<String, String>,
}

/// Listens to the tokens of a head.
#[derive(Default)]
struct Head(RefCell<Found>);

impl TokenSink for Head {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut found = self.0.borrow_mut();
        if found.is_over {
            return TokenSinkResult::Continue;
        }
        match token {
            Token::CharacterTokens(text) if found.in_title => {
                if found.title.len() < MAX_TITLE_CHARS * 8 {
                    found.title.push_str(&text);
                }
                TokenSinkResult::Continue
            }
            Token::TagToken(tag) => found.tag(&tag),
            _ => TokenSinkResult::Continue,
        }
    }
}

impl Found {
    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let opens = tag.kind == TagKind::StartTag;
        match &*tag.name {
            "title" => {
                self.in_title = opens && self.title.is_empty();
                if opens {
                    return TokenSinkResult::RawData(RawKind::Rcdata);
                }
            }
            "script" if opens => return TokenSinkResult::RawData(RawKind::ScriptData),
            "style" | "noscript" if opens => return TokenSinkResult::RawData(RawKind::Rawtext),
            "html" if opens => self.language = attribute(tag, "lang"),
            // What people write stands in the body, and may look like anything.
            "body" if opens => self.is_over = true,
            "meta" if opens && self.facts.len() < MAX_FACTS => self.meta(tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }

    fn meta(&mut self, tag: &Tag) {
        let name = attribute(tag, "property").or_else(|| attribute(tag, "name"));
        let (Some(name), Some(content)) = (name, attribute(tag, "content")) else {
            return;
        };
        if !content.trim().is_empty() {
            let name = name.trim().to_ascii_lowercase();
            self.facts.entry(name).or_insert(content);
        }
    }
}

/// Where the links of a text lead, those to people and tags left out, in their order.
pub fn links(html: &str) -> Vec<Url> {
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(Anchors::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

/// The most links of a text that are looked at.
const MAX_LINKS: usize = 10;

#[derive(Default)]
struct Anchors(RefCell<Vec<Url>>);

impl TokenSink for Anchors {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut found = self.0.borrow_mut();
        let Token::TagToken(tag) = token else {
            return TokenSinkResult::Continue;
        };
        let is_link = tag.kind == TagKind::StartTag && &*tag.name == "a";
        if !is_link || found.len() == MAX_LINKS {
            return TokenSinkResult::Continue;
        }
        let said = |name| attribute(&tag, name).unwrap_or_default();
        let (class, rel) = (said("class"), said("rel"));
        let mut words = class.split_whitespace().chain(rel.split_whitespace());
        let leads_inside = words.any(|word| matches!(word, "mention" | "hashtag" | "tag"));
        let href = Url::parse(&said("href")).ok().filter(|_| !leads_inside);
        found.extend(href.filter(|url| matches!(url.scheme(), "http" | "https")));
        TokenSinkResult::Continue
    }
}

fn attribute(tag: &Tag, name: &str) -> Option<String> {
    let found = tag
        .attrs
        .iter()
        .find(|attribute| &*attribute.name.local == name);
    found.map(|attribute| attribute.value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(html: &str) -> PageFacts {
        read(html, &Url::parse("https://news.example/a/b").unwrap())
    }

    #[test]
    fn a_page_tells_its_title_its_text_and_its_picture() {
        let facts = facts(
            "<!doctype html><html lang=en><head><title>Plain &amp; simple</title>\
             <meta property='og:title' content='The &quot;long&quot; night'>\
             <meta name=description content='  All\nabout it '><meta property=og:site_name content=News>\
             <meta property=og:image content=../night.jpg><meta name='fediverse:creator' content='@ann@moot.example'>",
        );
        assert_eq!(facts.title, "The \"long\" night");
        assert_eq!(facts.description, "All about it");
        assert_eq!(facts.site, "News");
        assert_eq!(
            facts.image.as_deref(),
            Some("https://news.example/night.jpg")
        );
        assert_eq!(facts.language.as_deref(), Some("en"));
        assert_eq!(facts.creator.as_deref(), Some("@ann@moot.example"));
    }

    #[test]
    fn the_title_stands_in_when_nothing_else_is_said() {
        assert_eq!(
            facts("<title>Plain &amp; simple</title>").title,
            "Plain & simple"
        );
        assert_eq!(facts("").title, "");
    }

    #[test]
    fn what_people_write_in_a_page_says_nothing_of_it() {
        let facts = facts(
            "<head><script>'<meta property=og:title content=script>'</script></head>\
             <body><meta property=og:title content=body><title>x</title>",
        );
        assert_eq!(facts.title, "");
    }

    #[test]
    fn a_picture_that_is_not_encrypted_or_no_address_is_left_out() {
        for image in [
            "http://news.example/a.jpg",
            "javascript:alert(1)",
            "data:image/png,x",
            " ",
        ] {
            let html = format!("<meta property=og:image content='{image}'>");
            assert_eq!(facts(&html).image, None, "{image}");
        }
    }

    #[test]
    fn the_links_of_a_text_are_those_that_lead_outside() {
        let html = "<p><a class=\"u-url mention\" href=\"https://a.example/@b\">@b</a> \
            <a href=\"https://a.example/tags/c\" rel=\"tag\">#c</a> <a href=\"mailto:a@b.c\">x</a>\
            <a href=\"https://news.example/x?a=1&amp;b=2\">x</a>";
        let found: Vec<String> = links(html).into_iter().map(String::from).collect();
        assert_eq!(found, ["https://news.example/x?a=1&b=2"]);
    }

    #[test]
    fn an_endless_title_is_cut() {
        let html = format!("<title>{}</title>", "word ".repeat(200_000));
        assert!(facts(&html).title.chars().count() <= MAX_TITLE_CHARS);
    }
}
