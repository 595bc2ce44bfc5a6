//! Where people may be sent back to with a code (security row F1; RFC 9700, section 2.1).

use url::Url;

use super::OUT_OF_BAND;
use crate::{Error, Result};

/// The most addresses of one app.
const MAX_URIS: usize = 20;
const MAX_BYTES: usize = 2_048;

/// Schemes that a browser runs or shows as a page instead of handing them on.
const FORBIDDEN: &[&str] = &[
    "about",
    "blob",
    "chrome",
    "data",
    "file",
    "filesystem",
    "ftp",
    "jar",
    "javascript",
    "mailto",
    "resource",
    "vbscript",
    "view-source",
    "ws",
    "wss",
];

/// Checks the addresses that an app registers. They are kept as they were written, because that is how they are
/// compared.
pub(super) fn check_all(uris: &[String]) -> Result<()> {
    if uris.is_empty() {
        return Err(Error::invalid("redirect_uris", "blank", "cannot be empty"));
    }
    if uris.len() > MAX_URIS {
        return Err(Error::invalid(
            "redirect_uris",
            "too_many",
            "may be 20 at most",
        ));
    }
    if uris.iter().all(|uri| is_allowed(uri)) {
        return Ok(());
    }
    let reason = "must be absolute addresses of the app, without fragment and user name";
    Err(Error::invalid("redirect_uris", "invalid", reason))
}

fn is_allowed(uri: &str) -> bool {
    if uri == OUT_OF_BAND {
        return true;
    }
    let is_plain = uri
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !b"\\\"<>^`{|}".contains(&byte));
    let Ok(url) = Url::parse(uri) else {
        return false;
    };
    let is_web = matches!(url.scheme(), "http" | "https");
    is_plain
        && uri.len() <= MAX_BYTES
        && !uri.contains('#')
        && !FORBIDDEN.contains(&url.scheme())
        && url.scheme() != "urn"
        && url.username().is_empty()
        && url.password().is_none()
        && (!is_web || (url.has_host() && has_two_slashes(uri)))
}

/// `https:evil.example` and `https:///evil.example` are read as `https://evil.example` by some and not by others.
fn has_two_slashes(uri: &str) -> bool {
    uri.split_once("://")
        .is_some_and(|(_, rest)| !rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::check_all;

    #[test]
    fn addresses_of_real_apps_are_taken() {
        for uri in [
            "urn:ietf:wg:oauth:2.0:oob",
            "https://elk.zone/api/mastodon.social/oauth/https%3A%2F%2Felk.zone",
            "http://localhost:3000/callback?x=1",
            "http://127.0.0.1:8000",
            "icecubesapp://",
            "com.tapbots.Ivory.22001:/request_token/",
            "oauth2redirect://com.keylesspalace.tusky/",
            "mastodon-android-auth://callback",
        ] {
            assert!(check_all(&[uri.to_owned()]).is_ok(), "{uri}");
        }
    }

    #[test]
    fn tricks_are_refused() {
        for uri in [
            "",
            "/callback",
            "callback",
            "//evil.example",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "https://app.example/#fragment",
            "https://app.example/#",
            "https://user@app.example/",
            "https://user:pw@app.example/",
            "https:app.example",
            "https:///app.example",
            "https:\\\\app.example",
            "https://app.example/ x",
            "https://app.example/\n",
            "https://app.example/\u{0}",
            "https://",
            "urn:other",
            "urn:ietf:wg:oauth:2.0:oob:auto ",
            "blob:https://app.example/x",
            "https://app.example/é",
        ] {
            assert!(check_all(&[uri.to_owned()]).is_err(), "{uri:?}");
        }
        assert!(check_all(&[]).is_err());
        assert!(check_all(&vec!["https://a.example".to_owned(); 21]).is_err());
        assert!(check_all(&[format!("https://a.example/{}", "x".repeat(2_048))]).is_err());
    }
}
