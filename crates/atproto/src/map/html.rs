//! Text with facets becomes safe HTML, in the shape that our own texts have.

use std::fmt::Write as _;

use at_proto::syntax::{Did, Handle};
use model::sanitize::escape;
use model::{Acct, text::Links};

use super::rich::{Feature, Rich, short_link};
use super::{APP, profile_page};

/// The HTML of a text with facets. `person` knows the page and the name of somebody; who is not known is one link away,
/// at the network's own app.
pub(crate) fn text_html(rich: &Rich, person: impl Fn(&Did) -> Option<(String, String)>) -> String {
    let mut out = String::with_capacity(rich.text.len() * 2);
    let mut at = 0;
    for facet in &rich.facets {
        let (Some(before), Some(label)) = (
            rich.text.get(at..facet.range.start),
            rich.text.get(facet.range.clone()),
        ) else {
            continue;
        };
        out.push_str(&escape(before));
        match &facet.feature {
            Feature::Mention(did) => push_mention(&mut out, did, label, person(did)),
            Feature::Link(url) => push_link(&mut out, url, &one_line(label)),
            Feature::Tag(tag) => push_tag(&mut out, tag),
        }
        at = facet.range.end;
    }
    out.push_str(&escape(rich.text.get(at..).unwrap_or_default()));
    paragraphs(&out)
}

fn one_line(label: &str) -> String {
    let words: Vec<&str> = label.split_whitespace().collect();
    words.join(" ")
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

fn push_mention(out: &mut String, did: &Did, label: &str, known: Option<(String, String)>) {
    let (href, name) = known.unwrap_or_else(|| {
        let label = one_line(label);
        let name = label.trim_start_matches('@');
        (profile_page(did), name.to_owned())
    });
    let (href, name) = (escape(&href), escape(&name));
    let _ = write!(
        out,
        "<span class=\"h-card\" translate=\"no\"><a href=\"{href}\" class=\"u-url mention\">@<span>{name}</span></a></span>"
    );
}

fn push_tag(out: &mut String, tag: &str) {
    let (href, tag) = (escape(&tag_page(tag)), escape(&one_line(tag)));
    let _ = write!(
        out,
        "<a href=\"{href}\" class=\"mention hashtag\" rel=\"tag\">#<span>{tag}</span></a>"
    );
}

/// The page of a tag at the network's own app.
fn tag_page(tag: &str) -> String {
    let mut page = url::Url::parse(APP).ok();
    if let Some(mut path) = page.as_mut().and_then(|page| page.path_segments_mut().ok()) {
        path.clear().extend(["hashtag", tag]);
    }
    page.map_or_else(|| APP.to_owned(), Into::into)
}

/// A link as its author named it. What looks like an address is shown as the address it leads to.
fn push_link(out: &mut String, url: &str, label: &str) {
    if label.is_empty() || looks_like_address(label) {
        out.push_str(&link(url));
    } else {
        let _ = write!(
            out,
            "<a href=\"{}\" rel=\"nofollow noopener noreferrer\">{}</a>",
            escape(url),
            escape(label)
        );
    }
}

/// Whether a text could be taken for the address of a page.
pub(super) fn looks_like_address(label: &str) -> bool {
    let bare = label.trim_end_matches(['…', '.']);
    let host = bare.split_once("://").map_or(bare, |(_, rest)| rest);
    let host = host.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let has_scheme = label.contains("://");
    !label.contains(char::is_whitespace)
        && (has_scheme || host.contains('.') && model::Domain::parse(host).is_ok())
}

/// A link that shows where it leads, shortened as in our own texts.
pub(super) fn link(url: &str) -> String {
    let (scheme, shown) = match url.split_once("://") {
        Some((scheme, shown)) => (format!("{scheme}://"), shown),
        None => (String::new(), url),
    };
    let short = short_link(url);
    let (visible, class) = match short.strip_suffix('…') {
        Some(visible) if short != shown => (visible, " class=\"ellipsis\""),
        _ => (shown, ""),
    };
    let hidden = shown.strip_prefix(visible).unwrap_or_default();
    format!(
        "<a href=\"{}\" rel=\"nofollow noopener noreferrer\" translate=\"no\"><span class=\"invisible\">{}</span><span{class}>{}</span><span class=\"invisible\">{}</span></a>",
        escape(url),
        escape(&scheme),
        escape(visible),
        escape(hidden)
    )
}

/// Where names lead that stand in a text without facets: to the network's own app.
pub(super) struct Elsewhere;

impl Links for Elsewhere {
    fn mention(&self, acct: &Acct) -> Option<(String, String)> {
        let handle = Handle::parse(&acct.username).ok();
        let handle = handle.filter(|_| acct.domain.is_none())?;
        Some((format!("{APP}/profile/{handle}"), acct.username.clone()))
    }

    fn tag(&self, folded: &str) -> String {
        tag_page(folded)
    }
}

#[cfg(test)]
mod tests {
    use super::super::rich::{Facet, sound};
    use super::*;

    fn rich(text: &str, parts: &[(&str, Feature)]) -> Rich {
        let facets = parts.iter().map(|(label, feature)| {
            let start = text.find(label).unwrap();
            Facet {
                range: start..start + label.len(),
                feature: feature.clone(),
            }
        });
        Rich {
            text: text.to_owned(),
            facets: sound(text, facets.collect()),
        }
    }

    #[test]
    fn facets_become_the_links_of_our_own_texts() {
        let did = Did::parse("did:plc:abc").unwrap();
        let far = Feature::Link("https://far.example/a/very/long/path/to/a/page".to_owned());
        let text = rich(
            "Hi @alice & co,\nsee far.example/a… or here\n\n\n#Ünï <3",
            &[
                ("@alice", Feature::Mention(did)),
                ("far.example/a…", far.clone()),
                ("here", far),
                ("#Ünï", Feature::Tag("Ünï".to_owned())),
            ],
        );
        let html = text_html(&text, |_| None);
        assert_eq!(
            html,
            "<p>Hi <span class=\"h-card\" translate=\"no\"><a href=\"https://bsky.app/profile/did:plc:abc\" class=\"u-url mention\">@<span>alice</span></a></span> &amp; co,<br>see <a href=\"https://far.example/a/very/long/path/to/a/page\" rel=\"nofollow noopener noreferrer\" translate=\"no\"><span class=\"invisible\">https://</span><span class=\"ellipsis\">far.example/a/very/long/path/t</span><span class=\"invisible\">o/a/page</span></a> or <a href=\"https://far.example/a/very/long/path/to/a/page\" rel=\"nofollow noopener noreferrer\">here</a></p><p><a href=\"https://bsky.app/hashtag/%C3%9Cn%C3%AF\" class=\"mention hashtag\" rel=\"tag\">#<span>Ünï</span></a> &lt;3</p>"
        );
    }

    #[test]
    fn a_link_cannot_pass_for_another_one() {
        let evil = Feature::Link("https://evil.example/".to_owned());
        let html = text_html(
            &rich("bank.example/login", &[("bank.example/login", evil)]),
            |_| None,
        );
        assert!(!html.contains("bank.example"), "{html}");
    }
}
