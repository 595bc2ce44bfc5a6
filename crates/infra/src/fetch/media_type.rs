//! Which answers are taken for what. A file that somebody uploaded must never pass for an activity
//! (CVE-2024-25623), so only the two registered media types do.

/// The profile that makes JSON-LD an activity.
const ACTIVITY_STREAMS: &str = "https://www.w3.org/ns/activitystreams";

/// What is asked for, and therefore what is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accept {
    /// An ActivityPub object: `application/activity+json`, or `application/ld+json` with the profile.
    Activity,
    /// A WebFinger answer (RFC 7033): `application/jrd+json`, or `application/json`.
    Jrd,
    /// Plain JSON, as NodeInfo gives it, with any profile.
    Json,
    /// A host-meta document (RFC 6415): `application/xrd+xml`, or any XML.
    Xrd,
    /// A web page.
    Html,
    /// Anything; the caller looks at the bytes.
    Any,
}

impl Accept {
    /// The value of the `Accept` header.
    pub fn header(self) -> &'static str {
        match self {
            Self::Activity => {
                "application/activity+json, \
                 application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\""
            }
            Self::Jrd => "application/jrd+json, application/json;q=0.9",
            Self::Json => "application/json",
            Self::Xrd => "application/xrd+xml, application/xml;q=0.9, text/xml;q=0.8",
            Self::Html => "text/html, application/xhtml+xml;q=0.9",
            Self::Any => "*/*",
        }
    }

    /// Whether an answer of this `Content-Type` is what was asked for.
    pub fn allows(self, content_type: &str) -> bool {
        let essence = essence(content_type);
        let is_one_of = |types: &[&str]| types.iter().any(|t| essence.eq_ignore_ascii_case(t));
        match self {
            Self::Activity => is_activity_json(content_type),
            Self::Jrd => is_one_of(&["application/jrd+json", "application/json"]),
            Self::Json => is_one_of(&["application/json"]),
            Self::Xrd => is_one_of(&["application/xrd+xml", "application/xml", "text/xml"]),
            Self::Html => is_one_of(&["text/html", "application/xhtml+xml"]),
            Self::Any => true,
        }
    }
}

/// Whether this `Content-Type` is that of an ActivityPub object: `application/activity+json`, or
/// `application/ld+json` with the ActivityStreams profile among its parameters, in any order, quoted or not
/// (ActivityPub §3.2). Nothing else is, not even `application/json`.
pub fn is_activity_json(content_type: &str) -> bool {
    let essence = essence(content_type);
    if essence.eq_ignore_ascii_case("application/activity+json") {
        return true;
    }
    essence.eq_ignore_ascii_case("application/ld+json")
        && parameters(content_type).any(|(name, value)| {
            name.eq_ignore_ascii_case("profile")
                && value
                    .split_ascii_whitespace()
                    .any(|profile| profile == ACTIVITY_STREAMS)
        })
}

/// The `type/subtype` before any parameter.
fn essence(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

/// The parameters after the first semicolon, unquoted. (RFC 9110 §8.3.1; a quoted pair such as `\"` has no
/// place in any value we look for, so a value that has one simply does not match.)
fn parameters(content_type: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut quoted = false;
    content_type
        .split(move |c| {
            if c == '"' {
                quoted = !quoted;
            }
            c == ';' && !quoted
        })
        .skip(1)
        .filter_map(|parameter| parameter.split_once('='))
        .map(|(name, value)| (name.trim(), value.trim().trim_matches('"').trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_registered_types_are_activities_in_every_spelling() {
        for yes in [
            "application/activity+json",
            "Application/Activity+JSON; charset=utf-8",
            "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
            "application/ld+json;charset=utf-8;profile=https://www.w3.org/ns/activitystreams",
            "application/ld+json; Profile = \"https://www.w3.org/ns/activitystreams\" ; charset=\"utf-8\"",
            "application/ld+json; profile=\"http://x.example https://www.w3.org/ns/activitystreams\"",
            "application/ld+json; odd=\"a;b\"; profile=\"https://www.w3.org/ns/activitystreams\"",
        ] {
            assert!(is_activity_json(yes), "{yes}");
        }
    }

    #[test]
    fn nothing_else_is_an_activity() {
        for no in [
            "",
            ";",
            "application/json",
            "application/json; profile=\"https://www.w3.org/ns/activitystreams\"",
            "application/ld+json",
            "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams.evil\"",
            "application/ld+json; x=\"; profile=https://www.w3.org/ns/activitystreams\"",
            "text/html",
            "text/plain; application/activity+json",
            "application/activity+json, text/html",
            "application/octet-stream",
            "application/activity+jsonp",
        ] {
            assert!(!is_activity_json(no), "{no}");
        }
    }

    #[test]
    fn web_finger_answers_may_be_plain_json() {
        assert!(Accept::Jrd.allows("application/json; charset=utf-8"));
        assert!(!Accept::Jrd.allows("text/html"));
        assert!(!Accept::Json.allows("application/activity+json"));
    }
}
