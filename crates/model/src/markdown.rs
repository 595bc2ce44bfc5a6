//! Markdown (`CommonMark` and strikethrough) to safe HTML. Links, mentions and tags are found in it as in plain text;
//! HTML in it is text; a picture becomes a link to it.

use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream};

use crate::sanitize;
use crate::text::{Links, inline_html};

/// The HTML of a Markdown text.
pub fn to_html(text: &str, links: &impl Links) -> String {
    let mut verbatim = 0_u32;
    let events = events(text).map(|event| match event {
        Event::Start(Tag::Image {
            dest_url, title, ..
        }) => {
            verbatim += 1;
            Event::Start(Tag::Link {
                link_type: LinkType::Inline,
                dest_url,
                title,
                id: CowStr::Borrowed(""),
            })
        }
        Event::End(TagEnd::Image) => {
            verbatim = verbatim.saturating_sub(1);
            Event::End(TagEnd::Link)
        }
        Event::Start(tag @ (Tag::CodeBlock(_) | Tag::Link { .. })) => {
            verbatim += 1;
            Event::Start(tag)
        }
        Event::End(tag @ (TagEnd::CodeBlock | TagEnd::Link)) => {
            verbatim = verbatim.saturating_sub(1);
            Event::End(tag)
        }
        Event::Text(text) if verbatim == 0 => Event::InlineHtml(inline_html(&text, links).into()),
        other => other,
    });
    let mut html = String::with_capacity(text.len() * 2);
    pulldown_cmark::html::push_html(&mut html, events);
    sanitize::html(html.trim()).replace('\n', "")
}

/// What a Markdown text says outside of code: where people and tags are named.
pub fn spoken(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    for event in events(text) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(text) if !in_code => out.push_str(&text),
            Event::Code(_) | Event::HardBreak | Event::End(_) => out.push('\n'),
            _ => {}
        }
    }
    out
}

/// What is in a text, HTML as plain text, lines as they were typed.
fn events(text: &str) -> impl Iterator<Item = Event<'_>> {
    let parser = Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH).map(|event| match event {
        Event::Html(html) | Event::InlineHtml(html) => Event::Text(html),
        Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
        Event::SoftBreak => Event::HardBreak,
        other => other,
    });
    TextMergeStream::new(parser)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Acct;

    struct Here;

    impl Links for Here {
        fn mention(&self, acct: &Acct) -> Option<(String, String)> {
            Some((
                format!("https://moot.example/@{}", acct.username),
                acct.username.clone(),
            ))
        }

        fn tag(&self, folded: &str) -> String {
            format!("https://moot.example/tags/{folded}")
        }
    }

    #[test]
    fn words_get_their_weight() {
        assert_eq!(
            to_html("**bold** *soft* ~~gone~~ `code`", &Here),
            "<p><strong>bold</strong> <em>soft</em> <del>gone</del> <code>code</code></p>"
        );
        assert_eq!(to_html("one\ntwo", &Here), "<p>one<br>two</p>");
        assert_eq!(to_html("- a\n- b", &Here), "<ul><li>a</li><li>b</li></ul>");
        assert_eq!(to_html("# Title", &Here), "<p><strong>Title</strong></p>");
    }

    #[test]
    fn people_and_tags_are_found_outside_of_code() {
        let html = to_html("Hi @a_b_c and #cats, `@nobody`", &Here);
        assert!(html.contains("https://moot.example/@a_b_c\""), "{html}");
        assert!(html.contains("https://moot.example/tags/cats"), "{html}");
        assert!(html.contains("<code>@nobody</code>"), "{html}");
        assert_eq!(spoken("a `@x` **@b**\n\n```\n@c\n```").trim(), "a \n @b");
    }

    #[test]
    fn html_is_text_and_nothing_runs() {
        let html = to_html(
            "<script>alert(1)</script>\n\n<b>x</b> [go](javascript:alert(1)) ![pic](https://a.example/p.png)",
            &Here,
        );
        assert!(html.contains("&lt;script&gt;"), "{html}");
        assert!(!html.contains("<script"), "{html}");
        assert!(!html.contains("javascript:"), "{html}");
        assert!(!html.contains("<img"), "{html}");
        assert!(html.contains("href=\"https://a.example/p.png\""), "{html}");
    }

    #[test]
    fn a_tower_of_quotes_does_not_fall() {
        let tower = format!("{}end", "> ".repeat(20_000));
        assert!(to_html(&tower, &Here).contains("end"));
    }
}
