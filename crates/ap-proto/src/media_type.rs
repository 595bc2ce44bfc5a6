//! Which media types are ActivityPub, to ask for, to answer with, and to believe (ActivityPub 3.2).

/// What to send as `Accept` when fetching.
pub const ACCEPT: &str = "application/activity+json, \
    application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";

/// The `Content-Type` of our documents and deliveries.
pub const ACTIVITY_JSON: &str = "application/activity+json";

/// The `Content-Type` of WebFinger answers (RFC 7033).
pub const JRD_JSON: &str = "application/jrd+json";

const PROFILE: &str = "https://www.w3.org/ns/activitystreams";

/// Whether a `Content-Type` is ActivityPub: `application/activity+json`, or `application/ld+json` with
/// the profile of ActivityStreams, with any parameters in any order and any quoting.
///
/// Everything else is no ActivityPub document, whatever it contains: an upload that happens to be JSON
/// must not become an actor (CVE-2024-25623).
pub fn is_activity_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';');
    let essence = parts.next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case(ACTIVITY_JSON)
        || (essence.eq_ignore_ascii_case("application/ld+json") && parts.any(names_profile))
}

/// Whether an `Accept` header asks for ActivityPub rather than for a page.
pub fn accepts_activity_json(accept: &str) -> bool {
    accept.split(',').any(is_activity_json)
}

fn names_profile(parameter: &str) -> bool {
    parameter.split_once('=').is_some_and(|(name, value)| {
        name.trim().eq_ignore_ascii_case("profile")
            // A profile is a list of URIs with spaces between (RFC 6906).
            && value.trim().trim_matches('"').split_ascii_whitespace().any(|uri| uri == PROFILE)
    })
}

#[cfg(test)]
mod tests {
    use super::{ACCEPT, accepts_activity_json, is_activity_json};

    #[test]
    fn both_forms_are_known_however_written() {
        for yes in [
            "application/activity+json",
            "Application/Activity+JSON; charset=utf-8",
            "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
            "application/ld+json;charset=utf-8;profile=https://www.w3.org/ns/activitystreams",
            "application/ld+json; PROFILE=\"https://x.example https://www.w3.org/ns/activitystreams\"",
        ] {
            assert!(is_activity_json(yes), "{yes}");
        }
    }

    /// A14: nothing else is ActivityPub.
    #[test]
    fn nothing_else_is() {
        for no in [
            "",
            "application/json",
            "text/html",
            "application/ld+json",
            "application/ld+json; profile=\"https://example.org/\"",
            "application/octet-stream; profile=\"https://www.w3.org/ns/activitystreams\"",
            "application/activity+jsonx",
        ] {
            assert!(!is_activity_json(no), "{no}");
        }
    }

    #[test]
    fn a_browser_asks_for_a_page() {
        assert!(accepts_activity_json(ACCEPT));
        assert!(!accepts_activity_json(
            "text/html,application/xhtml+xml,*/*;q=0.8"
        ));
    }
}
