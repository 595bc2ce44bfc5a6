//! Whether a reader of a post's or a person's address wants the page or the object: both live at one URL.

use http::{HeaderMap, header};

/// What is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wants {
    /// The ActivityPub object, for another server.
    Activity,
    /// The page, for people.
    Page,
}

/// Media ranges looked at; a header with more is not read further.
const MAX_RANGES: usize = 32;

/// Reads the `Accept` headers (RFC 9110 §12.5.1). Only who names a JSON type gets the object; `*/*` and
/// silence get the page, as browsers, link previews and `curl` expect. Of two equally wanted the first
/// named wins.
pub fn wants(headers: &HeaderMap) -> Wants {
    let (mut best, mut answer) = (0, Wants::Page);
    let lines = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok());
    for range in lines.flat_map(|line| line.split(',')).take(MAX_RANGES) {
        let Some((kind, weight)) = parse_range(range) else {
            continue;
        };
        if weight > best {
            (best, answer) = (weight, kind);
        }
    }
    answer
}

/// What a media range asks for, and how much, in thousandths.
fn parse_range(range: &str) -> Option<(Wants, u32)> {
    let mut parts = range.split(';').map(str::trim);
    let kind = match parts.next()?.to_ascii_lowercase().as_str() {
        "application/activity+json" | "application/ld+json" | "application/json" => Wants::Activity,
        "text/html" | "application/xhtml+xml" => Wants::Page,
        _ => return None,
    };
    let weight = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
    Some((kind, weight.map_or(1000, parse_weight)))
}

/// `0`, `1`, or a fraction of up to three digits; anything else counts as nothing.
fn parse_weight(text: &str) -> u32 {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return 0;
    }
    match whole {
        "1" => 1000,
        "0" => format!("{fraction:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn asked(accept: &str) -> Wants {
        let value = HeaderValue::from_str(accept).unwrap();
        wants(&HeaderMap::from_iter([(header::ACCEPT, value)]))
    }

    #[test]
    fn servers_get_the_object() {
        for accept in [
            "application/activity+json",
            "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
            "application/activity+json, application/ld+json, text/html;q=0.1",
            "text/html;q=0.5, Application/Activity+JSON",
            "application/activity+json;q=0.8, */*;q=0.9",
            "application/json",
        ] {
            assert_eq!(asked(accept), Wants::Activity, "{accept}");
        }
    }

    #[test]
    fn people_get_the_page() {
        for accept in [
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
            "*/*",
            "",
            "image/png",
            "application/activity+json;q=0",
            "application/activity+json;q=2, text/html;q=0.1",
            "application/activity+json;q=0.1234",
            "text/html, application/activity+json",
            ";;;,,,q=1",
        ] {
            assert_eq!(asked(accept), Wants::Page, "{accept}");
        }
        assert_eq!(wants(&HeaderMap::new()), Wants::Page);
    }
}
