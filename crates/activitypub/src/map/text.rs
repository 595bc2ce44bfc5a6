//! Foreign text becomes HTML for a page. It is sanitised later, by the core; here it only gets its shape.

use model::sanitize::escape;

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
    fn a_link_is_escaped_and_never_without_words() {
        let html = link("https://a.example/?q=\"><b>&x=1", " ");
        assert!(!html.contains("\"><b>"));
        assert!(html.contains(">https://a.example/"));
    }
}
