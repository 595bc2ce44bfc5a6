//! HTML of others, made safe. The list of what passes is Mastodon's
//! (<https://docs.joinmastodon.org/spec/activitypub/#sanitization>); everything else loses its tag and keeps its text.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

/// The most bytes of foreign HTML that are looked at; what is beyond is cut (security row C7).
pub const MAX_HTML_BYTES: usize = 256 * 1024;
/// The most opening brackets in foreign HTML; beyond that only its text is kept.
const MAX_TAGS: usize = 4_000;

static POST: LazyLock<Builder<'static>> = LazyLock::new(post_rules);
static NOTHING: LazyLock<Builder<'static>> = LazyLock::new(Builder::empty);

/// HTML of a post, a biography or a field value that may be shown inside a page.
pub fn html(dirty: &str) -> String {
    let dirty = cut(dirty, MAX_HTML_BYTES);
    if dirty.matches('<').count() > MAX_TAGS {
        return NOTHING.clean(dirty).to_string();
    }
    POST.clean(&headings_to_paragraphs(dirty)).to_string()
}

/// The text of some HTML, without any tag: for names, previews, notifications and the plain source of a post.
pub fn plain_text(dirty: &str) -> String {
    let dirty = cut(dirty, MAX_HTML_BYTES);
    let broken = dirty
        .replace("</p>", "</p>\n\n")
        .replace("<br>", "\n")
        .replace("<br/>", "\n")
        .replace("<br />", "\n");
    unescape(NOTHING.clean(&broken).to_string().trim())
}

/// Text for a place where HTML is expected.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// One line of somebody else's text: no control characters, no bidi overrides, at most `max` characters.
pub fn line(text: &str, max: usize) -> String {
    text.chars()
        .filter(|c| !c.is_control() && !is_bidi_control(*c))
        .take(max)
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Several lines of somebody else's text.
pub fn lines(text: &str, max: usize) -> String {
    text.chars()
        .filter(|c| *c == '\n' || !c.is_control())
        .take(max)
        .collect()
}

/// A link that may be followed from a page: absolute, `http` or `https`, without user info.
pub fn web_url(text: &str) -> Option<String> {
    if text.len() > 2_048 {
        return None;
    }
    let url = url::Url::parse(text.trim()).ok()?;
    let plain = matches!(url.scheme(), "http" | "https")
        && url.username().is_empty()
        && url.password().is_none();
    (plain && url.has_host()).then(|| url.into())
}

fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// At most `max` bytes, cut between two characters.
fn cut(text: &str, max: usize) -> &str {
    text.get(..text.floor_char_boundary(max.min(text.len())))
        .unwrap_or(text)
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}

/// Headings become bold paragraphs: a post has no place in the outline of our page.
fn headings_to_paragraphs(html: &str) -> Cow<'_, str> {
    if !html.contains("<h") && !html.contains("<H") {
        return Cow::Borrowed(html);
    }
    let mut out = html.to_owned();
    for level in ['1', '2', '3', '4', '5', '6'] {
        for heading in ['h', 'H'] {
            out = out
                .replace(&format!("<{heading}{level}>"), "<p><strong>")
                .replace(&format!("</{heading}{level}>"), "</strong></p>");
        }
    }
    Cow::Owned(out)
}

fn post_rules() -> Builder<'static> {
    let mut rules = Builder::empty();
    rules
        .tags(HashSet::from([
            "p",
            "br",
            "span",
            "a",
            "del",
            "s",
            "pre",
            "code",
            "em",
            "strong",
            "b",
            "i",
            "u",
            "ul",
            "ol",
            "li",
            "blockquote",
        ]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href", "translate"])),
            ("span", HashSet::from(["translate"])),
            ("ol", HashSet::from(["start", "reversed"])),
            ("li", HashSet::from(["value"])),
        ]))
        .clean_content_tags(HashSet::from([
            "script", "style", "svg", "math", "iframe", "object", "template", "noscript",
        ]))
        .url_schemes(HashSet::from([
            "http", "https", "dat", "dweb", "ipfs", "ipns", "ssb", "gopher", "xmpp", "magnet",
            "gemini",
        ]))
        // What leads to a place "here" was not meant for this server.
        .url_relative(UrlRelative::Deny)
        .generic_attributes(HashSet::from(["lang"]))
        .link_rel(Some("nofollow noopener noreferrer ugc"))
        .add_tag_attributes("a", ["class"])
        .add_tag_attributes("span", ["class"])
        .attribute_filter(|_, attribute, value| match attribute {
            "class" => known_classes(value).map(Cow::Owned),
            _ => Some(Cow::Borrowed(value)),
        });
    rules
}

fn known_classes(value: &str) -> Option<String> {
    let known: Vec<&str> = value
        .split_ascii_whitespace()
        .filter(|class| {
            matches!(
                *class,
                "mention" | "hashtag" | "ellipsis" | "invisible" | "quote-inline"
            ) || ["h-", "p-", "u-", "dt-", "e-"]
                .iter()
                .any(|prefix| class.starts_with(prefix))
        })
        .collect();
    (!known.is_empty()).then(|| known.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_handlers_and_frames_are_gone() {
        for dirty in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<svg><set onbegin=alert(1)>",
            "<iframe src=//evil>",
            "<math><annotation-xml encoding=text/html><img src onerror=alert(1)>",
            "<style>*{}</style>",
            "<base href=//evil>",
            "<a href=\"javascript:alert(1)\">x</a>",
            "<p onclick=alert(1) style=color:red>x</p>",
            "<meta http-equiv=refresh>",
        ] {
            let clean = html(dirty);
            for word in [
                "script",
                "onerror",
                "onbegin",
                "onclick",
                "iframe",
                "svg",
                "style",
                "javascript",
                "base",
                "meta",
                "img",
            ] {
                assert!(!clean.contains(word), "{dirty} became {clean}");
            }
        }
    }

    #[test]
    fn what_posts_are_made_of_passes() {
        let kept = "<p><span class=\"h-card\"><a href=\"https://a.example/@b\" class=\"u-url mention\" rel=\"nofollow noopener noreferrer ugc\">@<span>b</span></a></span><br>x <em>y</em></p>";
        assert_eq!(html(kept), kept);
    }

    /// Found by the fuzzer: a link without a host led to this server, and a title said what its author wished.
    #[test]
    fn links_of_others_lead_to_no_place_here() {
        for here in [
            "/logout",
            "settings",
            "//evil.example/",
            "\\\"https://a.example/",
            "?q=x",
            "#x",
        ] {
            let clean = html(&format!("<a href='{here}' title='Your bank'>x</a>"));
            assert!(
                !clean.contains("href") && !clean.contains("title"),
                "{clean}"
            );
        }
    }

    #[test]
    fn a_heading_becomes_a_bold_paragraph() {
        assert_eq!(html("<h2>Hi</h2>"), "<p><strong>Hi</strong></p>");
    }

    #[test]
    fn a_tag_bomb_keeps_only_its_text() {
        assert_eq!(html(&format!("{}x", "<b>".repeat(50_000))), "x");
    }

    #[test]
    fn text_comes_out_of_html() {
        assert_eq!(plain_text("<p>a &amp; b</p><p>c<br>d</p>"), "a & b\n\nc\nd");
    }

    #[test]
    fn only_plain_web_links_are_links() {
        assert!(web_url("https://example.com/a?b#c").is_some());
        for bad in [
            "javascript:alert(1)",
            "https://user@evil.example/",
            "data:text/html,x",
            "//x",
            "file:///etc/passwd",
        ] {
            assert_eq!(web_url(bad), None, "{bad}");
        }
    }

    #[test]
    fn bidi_overrides_are_taken_out_of_names() {
        assert_eq!(line("a\u{202e}b\nc", 10), "abc");
    }
}
