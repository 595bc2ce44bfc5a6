//! Foreign text becomes HTML for a page. It is sanitised later, by the core; here it only gets its shape.

use model::sanitize::{escape, web_url};
use social::post::QUOTE_LINK;

/// Text of a media type as HTML. What is neither HTML nor plain (Markdown, MFM) is shown as it was typed.
pub(crate) fn to_html(content: &str, media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("text/html") {
        content.to_owned()
    } else {
        paragraphs(content)
    }
}

/// Plain text as paragraphs.
pub(crate) fn paragraphs(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for block in text
        .split("\n\n")
        .map(str::trim)
        .filter(|block| !block.is_empty())
    {
        html.push_str("<p>");
        html.push_str(&escape(block).replace('\n', "<br>"));
        html.push_str("</p>");
    }
    html
}

/// How Mastodon begins the link to what is quoted, before the text, for those who cannot show quotes.
const QUOTE_BEFORE: &str = "<p class=\"quote-inline\">";

/// A text with the link to what it quotes where the core looks for it, at the end. One without a link gets one.
pub(crate) fn with_quote_link(html: String, quoted: Option<&str>) -> String {
    let Some(quoted) = quoted.and_then(web_url) else {
        return html;
    };
    let before = html.strip_prefix(QUOTE_BEFORE);
    if let Some((link, text)) = before.and_then(|rest| rest.split_once("</p>")) {
        return format!("{text}<p>{QUOTE_LINK}{link}</span></p>");
    }
    let address = escape(&quoted);
    if html.contains(QUOTE_LINK) || html.contains(&*address) {
        return html;
    }
    format!("{html}<p>{QUOTE_LINK}RE: <a href=\"{address}\">{address}</a></span></p>")
}

/// The link to what a post of ours quotes, as Mastodon writes it.
pub(crate) fn quote_before(quoted: &str) -> String {
    let address = escape(quoted);
    format!("{QUOTE_BEFORE}RE: <a href=\"{address}\">{address}</a></p>")
}

/// A paragraph that is one link.
pub(crate) fn link(url: &str, label: &str) -> String {
    let label = label.trim();
    let label = if label.is_empty() { url } else { label };
    format!("<p><a href=\"{}\">{}</a></p>", escape(url), escape(label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_and_markdown_cannot_smuggle_html() {
        for media_type in ["text/plain", "text/markdown", "text/x.misskeymarkdown", ""] {
            let html = to_html("a <script>\nb\n\nc", media_type);
            assert_eq!(html, "<p>a &lt;script&gt;<br>b</p><p>c</p>", "{media_type}");
        }
        assert_eq!(to_html("<p>x</p>", "text/html; charset=utf-8"), "<p>x</p>");
    }

    #[test]
    fn the_link_to_what_is_quoted_stands_at_the_end_once() {
        let quoted = "https://a.example/notes/1";
        let ours = format!("{}<p>Look</p>", quote_before(quoted));
        for html in [ours.as_str(), "<p>Look</p>"] {
            let html = with_quote_link(html.to_owned(), Some(quoted));
            assert!(html.starts_with("<p>Look</p><p><span class=\"quote-inline\">RE: <a"));
            assert_eq!(html.matches("quote-inline").count(), 1);
            let again = with_quote_link(html.clone(), Some(quoted));
            assert_eq!(again, html);
        }
        let misskey = "<p>Look<span class=\"quote-inline\"><br><br>RE: <a>x</a></span></p>";
        assert_eq!(with_quote_link(misskey.to_owned(), Some(quoted)), misskey);
        for none in [None, Some("javascript:alert(1)")] {
            assert_eq!(with_quote_link("<p>x</p>".to_owned(), none), "<p>x</p>");
        }
    }

    #[test]
    fn a_link_is_escaped_and_never_without_words() {
        let html = link("https://a.example/?q=\"><b>&x=1", " ");
        assert!(!html.contains("\"><b>"));
        assert!(html.contains(">https://a.example/"));
    }
}
