//! Safe HTML of a post or a biography, made at home on our pages: mentions and tags lead to our own pages, custom
//! emoji become pictures, and a link whose words pretend to be another address shows where it really goes.
//!
//! The HTML that comes in was cleaned by the core (`model::sanitize`). What is changed here: the `href` of links we
//! know, text between tags. Attributes are never searched for emoji (security row C5).

use std::borrow::Cow;
use std::fmt::Write as _;

use maud::{Markup, PreEscaped};
use model::Emoji;
use model::sanitize::{escape, plain_text};
use social::PostView;
use social::view::MentionView;

/// The text of a post.
pub fn post(post: &PostView) -> Markup {
    let html = at_home(&post.html, &post.mentions);
    PreEscaped(emojify(&html, &post.emojis))
}

/// A biography or the value of a profile row.
pub fn note(html: &str, emojis: &[Emoji]) -> Markup {
    PreEscaped(emojify(&at_home(html, &[]), emojis))
}

/// Replaces `:shortcode:` in the text between tags by its picture.
pub fn emojify(html: &str, emojis: &[Emoji]) -> String {
    if emojis.is_empty() || !html.contains(':') {
        return html.to_owned();
    }
    let mut out = String::with_capacity(html.len() + 256);
    for piece in pieces(html) {
        match piece {
            Piece::Tag(tag) => out.push_str(tag),
            Piece::Text(text) => push_emoji(&mut out, text, emojis),
        }
    }
    out
}

fn push_emoji(out: &mut String, text: &str, emojis: &[Emoji]) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(':') {
        out.push_str(before);
        let found = after.split_once(':').and_then(|(code, tail)| {
            emojis
                .iter()
                .find(|emoji| emoji.shortcode == code)
                .map(|emoji| (emoji, tail))
        });
        if let Some((emoji, tail)) = found {
            let (url, code) = (escape(&emoji.url), escape(&emoji.shortcode));
            let _ = write!(
                out,
                "<img class=\"emoji\" src=\"{url}\" alt=\":{code}:\" title=\":{code}:\" loading=\"lazy\">"
            );
            rest = tail;
        } else {
            out.push(':');
            rest = after;
        }
    }
    out.push_str(rest);
}

/// Rewrites every link of `html`.
fn at_home(html: &str, mentions: &[MentionView]) -> String {
    let mut out = String::with_capacity(html.len() + 64);
    let mut rest = html;
    while let Some((before, link, inner, after)) = next_link(rest) {
        out.push_str(before);
        push_link(&mut out, link, inner, mentions);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The text before the next link, its opening tag, what is inside it, and what follows it.
fn next_link(html: &str) -> Option<(&str, &str, &str, &str)> {
    let start = html.find("<a ")?;
    let (before, from) = html.split_at_checked(start)?;
    let (tag, inner) = from.split_at_checked(tag_length(from))?;
    let (inner, after) = inner.split_once("</a>")?;
    Some((before, tag, inner, after))
}

fn push_link(out: &mut String, tag: &str, inner: &str, mentions: &[MentionView]) {
    let href = attribute(tag, "href").unwrap_or("");
    if let Some(page) = own_page(tag, href, inner, mentions) {
        // It stays here, even where the words are a handle that looks like a host.
        out.push_str(&tag.replacen(href, &escape(&page), 1));
        let _ = write!(out, "{inner}</a>");
        return;
    }
    let _ = write!(out, "{tag}{inner}</a>");
    if let Some(host) = hidden_host(href, inner) {
        let _ = write!(
            out,
            " <span class=\"soft small\">({})</span>",
            escape(&host)
        );
    }
}

/// Our own page for a mention or a tag.
fn own_page(tag: &str, href: &str, inner: &str, mentions: &[MentionView]) -> Option<String> {
    let class = attribute(tag, "class").unwrap_or("");
    if href.is_empty()
        || !class
            .split_ascii_whitespace()
            .any(|class| class == "mention" || class == "hashtag")
    {
        return None;
    }
    let target = unescape(href);
    if let Some(who) = mentions
        .iter()
        .find(|who| who.page_url == target || who.uri == target)
    {
        return Some(format!("/@{}", who.acct));
    }
    let text = plain_text(inner);
    let word = text.strip_prefix('#').filter(|word| !word.is_empty())?;
    Some(format!("/tags/{}", percent(&model::text::fold_tag(word))))
}

/// The host a link leads to, when its words look like an address of another host (security row C6).
fn hidden_host(href: &str, inner: &str) -> Option<String> {
    let target = url::Url::parse(&unescape(href)).ok()?;
    let host = target.host_str()?.trim_start_matches("www.").to_owned();
    let words = plain_text(inner);
    let words = words.trim().to_lowercase();
    let said = words
        .split_once("://")
        .map_or(words.as_str(), |(_, said)| said);
    let said = said
        .split(['/', '?', '#', ':'])
        .next()?
        .trim_start_matches("www.");
    let looks_like_host =
        said.contains('.') && !said.ends_with('.') && !said.contains(char::is_whitespace);
    let cut = said.trim_end_matches('…');
    (looks_like_host && !host.starts_with(cut)).then_some(host)
}

/// The value of an attribute of an opening tag, as written.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, from) = tag.split_once(&format!(" {name}=\""))?;
    from.split_once('"').map(|(value, _)| value)
}

enum Piece<'a> {
    Tag(&'a str),
    Text(&'a str),
}

/// HTML cut into tags and what is between them.
fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let length = if rest.starts_with('<') {
            tag_length(rest)
        } else {
            rest.find('<').unwrap_or(rest.len())
        };
        let (piece, after) = rest.split_at_checked(length.max(1)).unwrap_or((rest, ""));
        out.push(if piece.starts_with('<') {
            Piece::Tag(piece)
        } else {
            Piece::Text(piece)
        });
        rest = after;
    }
    out
}

/// How long the tag at the start is; a `>` inside quotes does not end it.
fn tag_length(html: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in html.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at + 1,
            _ => {}
        }
    }
    html.len()
}

fn unescape(text: &str) -> Cow<'_, str> {
    if text.contains('&') {
        Cow::Owned(
            text.replace("&#39;", "'")
                .replace("&quot;", "\"")
                .replace("&amp;", "&"),
        )
    } else {
        Cow::Borrowed(text)
    }
}

/// Percent-encodes one segment of a path.
pub fn percent(segment: &str) -> String {
    let mut out = String::with_capacity(segment.len());
    for byte in segment.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party() -> Vec<Emoji> {
        vec![Emoji {
            shortcode: "party".into(),
            url: "https://a.example/\"><script>x".into(),
            still_url: None,
        }]
    }

    fn somebody() -> MentionView {
        MentionView {
            id: model::AccountId::from(1),
            username: "bob".into(),
            acct: "bob@far.example".into(),
            page_url: "https://far.example/@bob".into(),
            uri: "https://far.example/users/bob".into(),
        }
    }

    #[test]
    fn emoji_are_replaced_in_text_and_never_in_attributes() {
        let html = emojify(
            "<a href=\"https://a.example/:party:\">go :party: :nope:</a>",
            &party(),
        );
        assert!(html.starts_with("<a href=\"https://a.example/:party:\">go <img"));
        assert!(html.contains(":nope:") && !html.contains("<script"));
    }

    #[test]
    fn a_greater_than_sign_inside_an_attribute_does_not_end_the_tag() {
        assert_eq!(
            emojify("<a href=\"x>:party:\">y</a>", &party()),
            "<a href=\"x>:party:\">y</a>"
        );
    }

    #[test]
    fn a_mention_of_somebody_elsewhere_leads_to_their_page_here() {
        let who = somebody();
        let html =
            "<a href=\"https://far.example/@bob\" class=\"u-url mention\">@<span>bob</span></a>";
        assert_eq!(
            at_home(html, &[who]),
            "<a href=\"/@bob@far.example\" class=\"u-url mention\">@<span>bob</span></a>"
        );
    }

    #[test]
    fn a_handle_that_looks_like_a_host_hides_nothing_when_it_leads_here() {
        let mut who = somebody();
        who.page_url = "https://bsky.app/profile/bob.example".into();
        let html =
            "<a href=\"https://bsky.app/profile/bob.example\" class=\"mention\">@bob.example</a>";
        assert_eq!(
            at_home(html, &[who]),
            "<a href=\"/@bob@far.example\" class=\"mention\">@bob.example</a>"
        );
        assert!(at_home(html, &[]).contains("(bsky.app)"));
    }

    #[test]
    fn a_tag_of_another_server_leads_to_our_page_of_it() {
        let html = "<a href=\"https://far.example/tags/x\" class=\"mention hashtag\">#<span>Été</span></a>";
        assert!(at_home(html, &[]).starts_with("<a href=\"/tags/%C3%A9t%C3%A9\""));
    }

    #[test]
    fn a_link_that_pretends_shows_where_it_goes() {
        let lie = "<a href=\"https://evil.example/\">https://good.example/login</a>";
        assert!(
            at_home(lie, &[]).ends_with("</a> <span class=\"soft small\">(evil.example)</span>")
        );
        for honest in [
            "<a href=\"https://good.example/x\">good.example/x</a>",
            "<a href=\"https://www.good.example/x\">https://good.example/x</a>",
            "<a href=\"https://good.example/\">my page</a>",
        ] {
            assert_eq!(at_home(honest, &[]), honest);
        }
    }
}
