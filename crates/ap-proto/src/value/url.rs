//! URLs and Links.

use serde_json::Value;

use super::{MAX_IDS, first_str, first_u64, id_of, values};

/// The longest URL that is kept.
const MAX_URL_BYTES: usize = 2_048;

/// A URL with what was said about it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Link {
    /// An http or https URL.
    pub href: String,
    /// Its media type, if named.
    pub media_type: Option<String>,
    /// Its link relation, if named.
    pub rel: Option<String>,
    /// Width in pixels.
    pub width: Option<u64>,
    /// Height in pixels.
    pub height: Option<u64>,
}

/// A text that is an http or https URL we would follow: with a host, without user name or password,
/// without any space or control character (which URL parsers drop silently, so that two readers would
/// see two URLs), at most 2048 bytes. Returned as it was written, since ids are compared by the letter.
pub fn http_url(text: &str) -> Option<&str> {
    if text.len() > MAX_URL_BYTES || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return None;
    }
    let parsed = url::Url::parse(text).ok()?;
    let web = matches!(parsed.scheme(), "http" | "https") && parsed.has_host();
    let anonymous = parsed.username().is_empty() && parsed.password().is_none();
    (web && anonymous && !text.contains('\\')).then_some(text)
}

/// The links of a property: strings, Link objects, objects with a `url` of their own.
pub fn links(object: &Value, property: &str) -> Vec<Link> {
    values(object, property)
        .filter_map(link)
        .take(MAX_IDS)
        .collect()
}

/// The URLs of a property.
pub fn urls(object: &Value, property: &str) -> Vec<String> {
    links(object, property)
        .into_iter()
        .map(|link| link.href)
        .collect()
}

/// A string, a Link object, or an object with a `url` of its own.
pub(crate) fn link(value: &Value) -> Option<Link> {
    let href = match value {
        Value::String(text) => text,
        Value::Object(_) => first_str(value, "href")
            .or_else(|| values(value, "url").find_map(id_of))
            .or_else(|| first_str(value, "id"))?,
        _ => return None,
    };
    Some(Link {
        href: http_url(href)?.to_owned(),
        media_type: first_str(value, "mediaType").map(str::to_owned),
        rel: first_str(value, "rel").map(str::to_owned),
        width: first_u64(value, "width"),
        height: first_u64(value, "height"),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::{http_url, links, urls};

    #[test]
    fn only_plain_web_addresses_are_urls() {
        let long = format!("https://example.org/{}", "x".repeat(3_000));
        assert_eq!(
            http_url("https://example.org/ö?q#f"),
            Some("https://example.org/ö?q#f")
        );
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "https://",
            "https://good.example@evil.example/",
            "https://user:pw@example.org/",
            "https://example.org/\r\nX-Evil: 1",
            "https://exam\tple.org/",
            " https://example.org/",
            "https://example.org/a b",
            "https:\\\\example.org\\x",
            "/relative",
            "",
            &long,
        ] {
            assert_eq!(http_url(bad), None, "{bad}");
        }
    }

    #[test]
    fn links_come_in_all_shapes() {
        let object = json!({"url": [
            "https://example.org/1",
            {"type": "Link", "href": "https://example.org/2", "mediaType": "video/mp4", "height": 720},
            {"type": "Image", "url": "https://example.org/3"},
            {"type": "Image", "url": {"href": "https://example.org/4"}},
            {"type": "Link", "href": "javascript:x"},
            null, 7,
        ]});
        let found = links(&object, "url");
        assert_eq!(found.len(), 4);
        assert_eq!(found[1].media_type.as_deref(), Some("video/mp4"));
        assert_eq!(found[1].height, Some(720));
        assert_eq!(urls(&object, "url")[3], "https://example.org/4");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,60}") {
            let _ = http_url(&text);
            let _ = http_url(&format!("https://{text}"));
        }
    }
}
