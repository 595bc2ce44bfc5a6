//! Pictures that stand in the middle of somebody's HTML, which is where some servers put all they have.
//!
//! Always true here: what comes out is plain text of bounded length and addresses that may be followed; emoji, faces
//! and pictures that count readers are left out.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use crate::sanitize;

/// What is smaller, in pixels of a page, is an emoji, a face or a counter.
const MIN_SIDE: u32 = 65;
/// The most tags that are looked at.
const MAX_TAGS: usize = 4_000;
/// Words in a class that say the same.
const SMALL: [&str; 4] = ["emoji", "avatar", "userinfo", "smiley"];

/// A picture in a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Image {
    /// Where it is: `http` or `https`.
    pub url: String,
    /// What it shows, in words; empty when that was not said.
    pub alt: String,
}

/// The pictures of some HTML, each once, `most` of them at most.
pub fn images(html: &str, most: usize, max_alt_chars: usize) -> Vec<Image> {
    if !html.contains("<img") && !html.contains("<IMG") {
        return Vec::new();
    }
    let end = html.floor_char_boundary(sanitize::MAX_HTML_BYTES.min(html.len()));
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html.get(..end).unwrap_or_default()));
    let body = Body(RefCell::new(Found::default()));
    let tokenizer = Tokenizer::new(body, TokenizerOpts::default());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    let mut images: Vec<Image> = Vec::new();
    for image in tokenizer.sink.0.into_inner().images {
        let Some(url) = sanitize::web_url(&image.url) else {
            continue;
        };
        if images.len() < most && !images.iter().any(|known| known.url == url) {
            let alt = sanitize::lines(image.alt.trim(), max_alt_chars);
            images.push(Image { url, alt });
        }
    }
    images
}

/// Whether two addresses are those of one picture in two sizes: `tree-1.jpg` and `tree-0.jpg`, `tree-300x200.jpg` and
/// `tree.jpg`.
pub fn is_same_picture(one: &str, other: &str) -> bool {
    stem(one) == stem(other)
}

/// An address without the size at the end of a file's name.
fn stem(url: &str) -> &str {
    let bare = url.split(['?', '#']).next().unwrap_or(url);
    let bare = match bare.rsplit_once('.') {
        Some((stem, end)) if !end.contains('/') => stem,
        _ => bare,
    };
    match bare.rsplit_once('-') {
        Some((stem, size)) if is_size(size) => stem,
        _ => bare.strip_suffix("-scaled").unwrap_or(bare),
    }
}

fn is_size(text: &str) -> bool {
    let is_number = |digits: &str| {
        (1..=5).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    };
    match text.split_once('x') {
        Some((width, height)) => is_number(width) && is_number(height),
        // A photo of Friendica is there in sizes from 0 to 6.
        None => text.len() == 1 && is_number(text),
    }
}

#[derive(Debug, Default)]
struct Found {
    images: Vec<Image>,
    tags: usize,
    /// Inside of a link around somebody's face.
    is_in_face: bool,
}

/// Listens to the tags of a text.
struct Body(RefCell<Found>);

impl TokenSink for Body {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token {
            self.0.borrow_mut().tag(&tag);
        }
        TokenSinkResult::Continue
    }
}

impl Found {
    fn tag(&mut self, tag: &Tag) {
        self.tags += 1;
        if self.tags > MAX_TAGS {
            return;
        }
        let opens = tag.kind == TagKind::StartTag;
        match &*tag.name {
            "a" => self.is_in_face = opens && is_small(tag),
            "img" if opens && !self.is_in_face && !is_small(tag) => {
                let words = attribute(tag, "alt").or_else(|| attribute(tag, "title"));
                self.images.push(Image {
                    url: attribute(tag, "src").unwrap_or_default().to_owned(),
                    alt: words.unwrap_or_default().to_owned(),
                });
            }
            _ => {}
        }
    }
}

fn is_small(tag: &Tag) -> bool {
    let class = attribute(tag, "class").unwrap_or_default();
    let side = |name| attribute(tag, name).and_then(|side| side.trim().parse::<u32>().ok());
    SMALL.iter().any(|word| class.contains(word))
        || [side("width"), side("height")]
            .into_iter()
            .flatten()
            .any(|side| side < MIN_SIDE)
}

fn attribute<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    let mut attributes = tag.attrs.iter();
    let found = attributes.find(|attribute| &*attribute.name.local == name)?;
    Some(&*found.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(html: &str) -> Vec<String> {
        let found = images(html, 3, 100).into_iter();
        found.map(|image| image.url).collect()
    }

    #[test]
    fn pictures_are_found_with_their_words_and_each_once() {
        let html = "<p>A <a href='https://a.example/0'><img src=\"https://a.example/1.jpg\" alt=\"A &amp; B\"></a>\
                    <IMG SRC=https://a.example/1.jpg><img title='Two' src='https://a.example/2.jpg' alt/></p>";
        let found = images(html, 20, 3);
        let words: Vec<_> = found.iter().map(|image| image.alt.as_str()).collect();
        assert_eq!(words, ["A &", ""]);
        assert_eq!(found[0].url, "https://a.example/1.jpg");
    }

    #[test]
    fn emoji_faces_and_counters_are_no_pictures() {
        assert!(
            urls(
                "<img class='custom-emoji' src=https://a.example/e><img src=https://a.example/p width=1 height=1>\
                 <a class='avatar shared-userinfo' href=x><img src=https://a.example/f></a><img src=data:image/png;base64,AA>\
                 <img src=/relative.jpg><img src='javascript:x'><img>"
            )
            .is_empty()
        );
        let many = "<img src=https://a.example/1><img src=https://a.example/2>".repeat(2)
            + "<img src=https://a.example/3><img src=https://a.example/4>";
        assert_eq!(urls(&many).len(), 3);
    }

    #[test]
    fn sizes_of_one_picture_are_known_as_such() {
        let same = |one, other| {
            is_same_picture(
                &format!("https://a.example/{one}"),
                &format!("https://a.example/{other}"),
            )
        };
        assert!(same("photo/ab12-0.jpeg", "photo/ab12-1.jpeg"));
        assert!(same("tree-300x200.jpg", "tree.jpg"));
        assert!(same("tree-scaled.jpg?w=9", "tree-1024x768.jpg"));
        assert!(!same("tree-2024.jpg", "tree-2025.jpg"));
        assert!(!same("one.jpg", "two.jpg"));
    }
}
