//! From what somebody typed to what everybody reads: links, mentions and tags, and the safe HTML made of them.
//!
//! One pass splits the text into [`Token`]s; everything else (length, who is meant, which tags, the HTML) is read off them.

use std::collections::HashSet;
use std::fmt::Write as _;

use unicode_segmentation::UnicodeSegmentation;

use crate::post::LINK_CHARS;
use crate::sanitize::escape;
use crate::{Acct, Domain};

/// A piece of a post's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token<'a> {
    /// Anything else.
    Text(&'a str),
    /// A link, as typed.
    Link(&'a str),
    /// `@name` or `@name@server`, as typed, and what it says.
    Mention(&'a str, Acct),
    /// `#tag`, without the `#`.
    Tag(&'a str),
}

/// The most bytes of a text that are split; whoever accepts posts has a lower limit of characters.
const MAX_BYTES: usize = 512 * 1024;

/// The longest link, in bytes: as [`crate::sanitize::web_url`] takes them.
const MAX_LINK_BYTES: usize = 2_048;

/// Splits a text. Linear in its length: no backtracking (security row C8).
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let text = text
        .get(..text.floor_char_boundary(MAX_BYTES.min(text.len())))
        .unwrap_or(text);
    let mut out = Vec::new();
    let mut rest = text;
    let mut plain_from = text;
    let mut before: Option<char> = None;
    let mut ends = LinkEnds {
        none_until: text.len(),
    };
    while let Some(c) = rest.chars().next() {
        let found = if before.is_some_and(is_word) {
            None
        } else {
            special_at(rest, c, before, &mut ends)
        };
        if let Some((token, length)) = found {
            push_text(&mut out, plain_from, rest);
            out.push(token);
            let (taken, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
            before = taken.chars().next_back();
            rest = after;
            plain_from = after;
        } else {
            before = Some(c);
            rest = rest.get(c.len_utf8()..).unwrap_or("");
        }
    }
    push_text(&mut out, plain_from, rest);
    out
}

fn push_text<'a>(out: &mut Vec<Token<'a>>, from: &'a str, to: &str) {
    if let Some(text) = from
        .get(..from.len() - to.len())
        .filter(|text| !text.is_empty())
    {
        out.push(Token::Text(text));
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn special_at<'a>(
    rest: &'a str,
    first: char,
    before: Option<char>,
    ends: &mut LinkEnds,
) -> Option<(Token<'a>, usize)> {
    match first {
        '@' if before != Some('/') && before != Some('@') => mention_at(rest),
        '#' | '＃' if before != Some('/') && before != Some('&') && before != Some('#') => {
            tag_at(rest, first)
        }
        'h' | 'H' => link_at(rest, ends),
        _ => None,
    }
}

fn link_at<'a>(rest: &'a str, ends: &mut LinkEnds) -> Option<(Token<'a>, usize)> {
    let head = rest
        .get(..8)
        .or_else(|| rest.get(..7))?
        .to_ascii_lowercase();
    if !head.starts_with("https://") && !head.starts_with("http://") {
        return None;
    }
    let link = trim_link(rest.get(..ends.end_of(rest)?)?);
    crate::sanitize::web_url(link)?;
    Some((Token::Link(link), link.len()))
}

/// Where links may end, so that no part of a text is searched for that again and again.
struct LinkEnds {
    /// Up to where nothing ends one, by how much of the text comes after it.
    none_until: usize,
}

impl LinkEnds {
    /// Where the link ends that a text begins with. `None`: it is too long to be one.
    fn end_of(&mut self, rest: &str) -> Option<usize> {
        let known = rest.len().saturating_sub(self.none_until);
        let near = rest.floor_char_boundary(MAX_LINK_BYTES + 1);
        if known >= near && near < rest.len() {
            return None;
        }
        let unknown = rest.get(known..near).unwrap_or_default();
        let end = unknown.find(|c: char| {
            c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`' | '“' | '”')
        });
        match end {
            Some(end) => Some(known + end),
            None if near == rest.len() => Some(near),
            None => {
                self.none_until = rest.len() - near;
                None
            }
        }
    }
}

/// Punctuation that ends a sentence does not belong to the link before it; a closing bracket only if it was opened inside.
fn trim_link(link: &str) -> &str {
    let closed_too_often = |open, close| {
        let (opened, closed) = (link.matches(open).count(), link.matches(close).count());
        closed.saturating_sub(opened)
    };
    let (mut round, mut square) = (closed_too_often('(', ')'), closed_too_often('[', ']'));
    let mut link = link;
    while let Some(last) = link.chars().next_back() {
        match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '~' | '…' => {}
            ')' if round > 0 => round -= 1,
            ']' if square > 0 => square -= 1,
            _ => break,
        }
        link = link.get(..link.len() - last.len_utf8()).unwrap_or("");
    }
    link
}

fn mention_at(rest: &str) -> Option<(Token<'_>, usize)> {
    let name = leading(rest.get(1..)?, |c| {
        c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')
    })
    .trim_end_matches(['.', '-']);
    if name.is_empty() {
        return None;
    }
    let mut length = 1 + name.len();
    let mut domain = None;
    if let Some(after) = rest.get(length..).and_then(|after| after.strip_prefix('@')) {
        let host = leading(after, |c| {
            c.is_alphanumeric() || matches!(c, '.' | '-' | ':')
        })
        .trim_end_matches(['.', '-', ':']);
        if let Ok(parsed) = Domain::parse(host) {
            length += 1 + host.len();
            domain = Some(parsed);
        }
    }
    let acct = Acct {
        username: name.to_owned(),
        domain,
    };
    Some((Token::Mention(rest.get(..length)?, acct), length))
}

fn tag_at(rest: &str, hash: char) -> Option<(Token<'_>, usize)> {
    let tag = leading(rest.get(hash.len_utf8()..)?, |c| {
        is_word(c) || c == '·' || is_mark(c)
    });
    let tag = tag.trim_end_matches('·');
    let meaningful = tag.chars().any(char::is_alphabetic) && tag.chars().count() <= 100;
    meaningful.then(|| (Token::Tag(tag), hash.len_utf8() + tag.len()))
}

/// Combining marks and joiners that belong to a word in scripts that need them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036f}' | '\u{0900}'..='\u{0dff}' | '\u{0e00}'..='\u{0eff}' | '\u{200c}' | '\u{200d}' | '\u{064b}'..='\u{065f}' | '\u{0591}'..='\u{05c7}')
}

fn leading(text: &str, keep: impl Fn(char) -> bool) -> &str {
    let end = text.find(|c| !keep(c)).unwrap_or(text.len());
    text.get(..end).unwrap_or(text)
}

/// How long a post is for its limit: user-perceived characters, a link as [`LINK_CHARS`], and of a mention only the name.
pub fn length(text: &str) -> usize {
    let graphemes = |text: &str| text.graphemes(true).count();
    tokens(text)
        .iter()
        .map(|token| match token {
            Token::Text(text) => graphemes(text),
            Token::Link(_) => LINK_CHARS,
            Token::Mention(_, acct) => 1 + acct.username.len(),
            Token::Tag(tag) => 1 + graphemes(tag),
        })
        .sum()
}

/// Everybody a text names, each once, in order.
pub fn mentions(text: &str) -> Vec<Acct> {
    let mut seen = HashSet::new();
    let named = tokens(text).into_iter().filter_map(|token| match token {
        Token::Mention(_, acct) => Some(acct),
        _ => None,
    });
    named.filter(|acct| seen.insert(acct.clone())).collect()
}

/// The tags of a text in their folded form, each once, in order.
pub fn tags(text: &str) -> Vec<String> {
    let mut seen = HashSet::new();
    let tagged = tokens(text).into_iter().filter_map(|token| match token {
        Token::Tag(tag) => Some(fold_tag(tag)),
        _ => None,
    });
    tagged.filter(|tag| seen.insert(tag.clone())).collect()
}

/// The form in which two spellings of a tag are the same. Control characters, which no tag has, are left out.
pub fn fold_tag(tag: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    tag.trim_start_matches(['#', '＃'])
        .nfkc()
        .filter(|c| !c.is_control())
        .collect::<String>()
        .to_lowercase()
}

/// Where the things a text names live.
pub trait Links {
    /// The page of someone who is named, and the name to show. `None` leaves the text as it is.
    fn mention(&self, acct: &Acct) -> Option<(String, String)>;
    /// The page of a tag.
    fn tag(&self, folded: &str) -> String;
}

/// The HTML of a plain text: paragraphs, line breaks, links, mentions and tags, in the shape Mastodon writes.
pub fn to_html(text: &str, links: &impl Links) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    out.push_str("<p>");
    push_tokens(&mut out, text.trim(), links, push_paragraphs);
    out.push_str("</p>");
    if out == "<p></p>" { String::new() } else { out }
}

/// The HTML of a text inside a paragraph: links, mentions and tags.
pub fn inline_html(text: &str, links: &impl Links) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    push_tokens(&mut out, text, links, |out, text| {
        out.push_str(&escape(text));
    });
    out
}

fn push_tokens(
    out: &mut String,
    text: &str,
    links: &impl Links,
    push_text: impl Fn(&mut String, &str),
) {
    for token in tokens(text) {
        match token {
            Token::Text(text) => push_text(out, text),
            Token::Link(link) => push_link(out, link),
            Token::Mention(typed, acct) => push_mention(out, typed, links.mention(&acct)),
            Token::Tag(tag) => {
                let href = escape(&links.tag(&fold_tag(tag)));
                let tag = escape(tag);
                let _ = write!(
                    out,
                    "<a href=\"{href}\" class=\"mention hashtag\" rel=\"tag\">#<span>{tag}</span></a>"
                );
            }
        }
    }
}

/// Whether a text is one emoji and nothing else.
pub fn is_emoji(text: &str) -> bool {
    let is_picture = |c: char| {
        matches!(c,
            '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{20e3}' | '\u{2122}' | '\u{2139}'
            | '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{24c2}' | '\u{25a0}'..='\u{27bf}'
            | '\u{2934}' | '\u{2935}' | '\u{2b00}'..='\u{2bff}' | '\u{3030}' | '\u{303d}' | '\u{3297}'
            | '\u{3299}' | '\u{1f000}'..='\u{1faff}')
    };
    text.len() <= 64
        && text.graphemes(true).count() == 1
        && text.chars().any(is_picture)
        && !text.chars().any(char::is_alphabetic)
}

fn push_paragraphs(out: &mut String, text: &str) {
    let escaped = escape(&text.replace("\r\n", "\n"));
    let mut breaks = 0;
    for c in escaped.chars() {
        if c == '\n' {
            breaks += 1;
            continue;
        }
        flush_breaks(out, &mut breaks);
        out.push(c);
    }
    flush_breaks(out, &mut breaks);
}

fn flush_breaks(out: &mut String, breaks: &mut u32) {
    match *breaks {
        0 => {}
        1 => out.push_str("<br>"),
        _ => out.push_str("</p><p>"),
    }
    *breaks = 0;
}

fn push_link(out: &mut String, link: &str) {
    let href = escape(link);
    let shown = link.split_once("://").map_or(link, |(_, shown)| shown);
    let cut = shown.char_indices().nth(30).map(|(at, _)| at);
    let (visible, hidden) = cut
        .and_then(|at| shown.split_at_checked(at))
        .unwrap_or((shown, ""));
    let class = if hidden.is_empty() {
        ""
    } else {
        " class=\"ellipsis\""
    };
    let (scheme, visible, hidden) = (
        escape(link.get(..link.len() - shown.len()).unwrap_or("")),
        escape(visible),
        escape(hidden),
    );
    let _ = write!(
        out,
        "<a href=\"{href}\" rel=\"nofollow noopener noreferrer\" translate=\"no\"><span class=\"invisible\">{scheme}</span><span{class}>{visible}</span><span class=\"invisible\">{hidden}</span></a>"
    );
}

fn push_mention(out: &mut String, typed: &str, target: Option<(String, String)>) {
    match target {
        Some((href, name)) => {
            let (href, name) = (escape(&href), escape(&name));
            let _ = write!(
                out,
                "<span class=\"h-card\" translate=\"no\"><a href=\"{href}\" class=\"u-url mention\">@<span>{name}</span></a></span>"
            );
        }
        None => out.push_str(&escape(typed)),
    }
}

/// The words between colons that may stand for custom emoji, each once.
pub fn shortcodes(typed: &str) -> Vec<&str> {
    /// No text shows more.
    const MOST: usize = 50;
    let mut found: Vec<&str> = Vec::new();
    // Every second piece stands between colons, but which of them is told by what it is made of.
    for piece in typed.split(':').skip(1) {
        if is_shortcode(piece) && !found.contains(&piece) && found.len() < MOST {
            found.push(piece);
        }
    }
    found
}

/// Whether this can be the name of a custom emoji.
pub fn is_shortcode(text: &str) -> bool {
    (2..=50).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Here;

    impl Links for Here {
        fn mention(&self, acct: &Acct) -> Option<(String, String)> {
            (acct.username != "nobody")
                .then(|| (format!("https://x.example/@{acct}"), acct.username.clone()))
        }

        fn tag(&self, folded: &str) -> String {
            format!("https://x.example/tags/{folded}")
        }
    }

    #[test]
    fn a_text_becomes_paragraphs_links_mentions_and_tags() {
        insta::assert_snapshot!(
            to_html("Hi @bob@far.example & @nobody\nsee https://a.example/x?y=1. #Folk_Moot\n\n<b>new</b>", &Here),
            @r#"<p>Hi <span class="h-card" translate="no"><a href="https://x.example/@bob@far.example" class="u-url mention">@<span>bob</span></a></span> &amp; @nobody<br>see <a href="https://a.example/x?y=1" rel="nofollow noopener noreferrer" translate="no"><span class="invisible">https://</span><span>a.example/x?y=1</span><span class="invisible"></span></a>. <a href="https://x.example/tags/folk_moot" class="mention hashtag" rel="tag">#<span>Folk_Moot</span></a></p><p>&lt;b&gt;new&lt;/b&gt;</p>"#
        );
    }

    #[test]
    fn addresses_inside_words_and_paths_are_not_mentions() {
        assert_eq!(
            mentions("mail bob@example.com, see https://x.example/@carol and @@dave"),
            []
        );
        let named: Vec<String> = mentions("@a @b@c.example, (@d)! @a")
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(named, ["a", "b@c.example", "d"]);
    }

    /// C8: a quarter of a megabyte of what makes a search go back and forth. Whoever reads it more than once or twice sits here for
    /// minutes.
    #[test]
    fn a_text_made_to_be_slow_is_read_in_one_go() {
        let pieces = [
            "http://",
            "https://a.b/(",
            "http://a.b)",
            "http://a.b].",
            "@",
            "@a",
            "@a@",
            "@a@a.b",
            "@a@a..b-",
            "#",
            "#a",
            "#1",
            "#·",
            "·#",
            ":",
            ":a",
            ":aa:",
            "a.",
            "&",
            "<",
            "<a ",
            "<!--",
            "\"<",
            "\n",
            "\r\n\n",
            "(",
            "[",
            "\u{200d}",
            "👨‍👩",
            "\u{301}",
        ];
        for piece in pieces {
            let text = piece.repeat(MAX_BYTES / 2 / piece.len());
            let whole: usize = tokens(&text).len();
            assert!(whole <= MAX_BYTES, "{piece}");
            assert!(
                length(&text) > 0 && !to_html(&text, &Here).is_empty() || text.trim().is_empty()
            );
            let _ = (mentions(&text), tags(&text), shortcodes(&text));
            let _ = crate::sanitize::plain_text(&crate::sanitize::html(&text));
        }
        let mut many = String::new();
        for number in 0..30_000 {
            let _ = write!(many, "@a{number} #b{number} ");
        }
        assert!(mentions(&many).len() > 10_000 && tags(&many).len() > 10_000);
    }

    #[test]
    fn a_link_that_is_too_long_is_text() {
        let long = format!("https://a.example/{}", "x".repeat(MAX_LINK_BYTES));
        assert_eq!(tokens(&long), [Token::Text(&long)]);
        let tails = [
            ("https://a.example/(x))).", "https://a.example/(x)"),
            ("https://a.example/[])!", "https://a.example/[]"),
        ];
        for (typed, link) in tails {
            assert_eq!(tokens(typed)[0], Token::Link(link));
        }
    }

    #[test]
    fn a_number_is_not_a_tag() {
        assert_eq!(
            tags("#1 #a1 a#b #Été &#x27; ##c ＃日本"),
            ["a1", "été", "日本"]
        );
    }

    #[test]
    fn a_link_counts_the_same_however_long_it_is() {
        assert_eq!(
            length(&format!("a https://a.example/{}", "x".repeat(500))),
            2 + LINK_CHARS
        );
        assert_eq!(length("@bob@far.example"), 4);
        assert_eq!(length("👨‍👩‍👧"), 1);
    }

    #[test]
    fn a_closing_bracket_belongs_to_the_link_only_if_it_was_opened_there() {
        assert_eq!(
            trim_link("https://a.example/b_(c)"),
            "https://a.example/b_(c)"
        );
        assert_eq!(trim_link("https://a.example/b)."), "https://a.example/b");
    }

    proptest! {
        #[test]
        fn no_text_is_lost_and_nothing_unsafe_comes_out(text in "(?s).{0,200}") {
            let joined: String = tokens(&text).iter().map(|token| match token {
                Token::Text(t) | Token::Link(t) | Token::Mention(t, _) => (*t).to_owned(),
                Token::Tag(t) => format!("#{t}"),
            }).collect();
            prop_assert_eq!(joined.replace('＃', "#"), text.replace('＃', "#"));
            let html = to_html(&text, &Here);
            prop_assert!(!html.contains("<script"));
        }
    }
}
