//! Who may speak for whom (FEP-fe34): an origin is scheme, host and port, and a document has the
//! authority of the origin it was fetched from or whose key signed it, never of the one it names.

use std::fmt;

use crate::Refusal;
use crate::value::http_url;

/// Scheme, host and port of a URL, in one normal form.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    scheme: String,
    host: String,
    port: u16,
}

impl Origin {
    /// The origin of an http or https URL that [`http_url`] accepts.
    pub fn of(url: &str) -> Option<Self> {
        let url = url::Url::parse(http_url(url)?).ok()?;
        let host = url.host_str()?;
        // One dot at the end names the root of the DNS. More would be another name to some resolvers
        // and the same to others: `0..` is no address, but `0` is one.
        let host = host.strip_suffix('.').unwrap_or(host).to_owned();
        let port = url.port_or_known_default()?;
        let whole = host.split('.').all(|label| !label.is_empty());
        whole.then(|| Self {
            scheme: url.scheme().to_owned(),
            host,
            port,
        })
    }

    /// The host and, unless it is the usual one, the port: the name by which a peer is known.
    pub fn authority(&self) -> String {
        match (self.scheme.as_str(), self.port) {
            ("https", 443) | ("http", 80) => self.host.clone(),
            (_, port) => format!("{}:{port}", self.host),
        }
    }

    /// The host alone: lower case, IDNA ASCII form, no trailing dot; an IPv6 address in brackets.
    pub fn host(&self) -> &str {
        &self.host
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.authority())
    }
}

/// Whether two URLs belong to the same origin. Two that have none do not.
pub fn same_origin(left: &str, right: &str) -> bool {
    Origin::of(left).is_some_and(|origin| Origin::of(right) == Some(origin))
}

/// The one normal form of a host as people write it, with its port if it names one: lower case, IDNA
/// ASCII form, no trailing dot. `None` for anything with more in it (user names, paths, spaces).
pub fn normal_host(text: &str) -> Option<String> {
    if text.contains(['/', '@', '?', '#', '\\', '%']) {
        return None;
    }
    Some(Origin::of(&format!("https://{text}/"))?.authority())
}

/// What the `id` of a fetched document means for the URL it was fetched from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity {
    /// The document is what it says it is.
    Confirmed,
    /// The document claims another id: it says nothing until that id itself has been fetched and
    /// confirmed. Ask once, never follow a second claim.
    FetchClaimedId,
}

/// Compares the URL a document was really fetched from (after redirects) with the id it claims.
///
/// A server may not make documents of another server, nor of another path of its own that shows
/// something else (CVE-2024-23832): only the document at its own id counts.
pub fn identity(fetched_from: &str, claimed_id: &str) -> Identity {
    let normal = |text| url::Url::parse(text).ok();
    match (normal(fetched_from), normal(claimed_id)) {
        (Some(url), Some(id)) if url == id => Identity::Confirmed,
        _ => Identity::FetchClaimedId,
    }
}

/// Refuses `other` unless it belongs to the origin of `speaker`.
pub fn check_same_origin(speaker: &str, other: &str, field: &'static str) -> Result<(), Refusal> {
    if same_origin(speaker, other) {
        Ok(())
    } else {
        Err(Refusal::ForeignOrigin { field })
    }
}

/// The URL to fetch for a key id: the id without its fragment (`…/actor#main-key`).
pub fn key_document_url(key_id: &str) -> Option<&str> {
    let url = http_url(key_id)?;
    Some(url.split_once('#').map_or(url, |(document, _)| document))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Identity, Origin, identity, key_document_url, normal_host, same_origin};

    /// A15: one normal form for a host, however it is written.
    #[test]
    fn a_host_has_one_form() {
        for (text, normal) in [
            ("EXAMPLE.com", "example.com"),
            ("example.com.", "example.com"),
            ("example.com:443", "example.com"),
            ("example.com:8443", "example.com:8443"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("xn--bcher-kva.example", "xn--bcher-kva.example"),
            ("a。com", "a.com"),
            ("[::1]:3000", "[::1]:3000"),
            ("127.1", "127.0.0.1"),
            ("0x7f.1", "127.0.0.1"),
        ] {
            assert_eq!(normal_host(text).as_deref(), Some(normal), "{text}");
        }
    }

    #[test]
    fn what_is_more_than_a_host_is_none() {
        for text in [
            "",
            ".",
            "0..",
            "a..b",
            ".a",
            "a.com@b.com",
            "a.com/b",
            "a.com?b",
            "a.com#b",
            "a b",
            "a.com\\@b.com",
            "xn--",
            "%65xample.com",
            "a.com:99999",
            "a\0.com",
            "xn--a\u{80}.com",
        ] {
            assert_eq!(normal_host(text), None, "{text:?}");
        }
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        assert!(same_origin(
            "https://Example.com/a",
            "https://example.com:443/b"
        ));
        assert!(same_origin(
            "https://example.com./a",
            "https://example.com/b"
        ));
        for other in [
            "http://example.com/a",
            "https://example.com:444/a",
            "https://sub.example.com/a",
            "https://example.com@evil.example/a",
            "https://example.com.evil.example/a",
            "not a url",
        ] {
            assert!(!same_origin("https://example.com/a", other), "{other}");
        }
        assert!(!same_origin("nonsense", "nonsense"));
    }

    /// A1, A2: a document counts at its own id only.
    #[test]
    fn a_document_is_believed_at_its_own_id_only() {
        let at = "https://a.example/notes/1";
        assert_eq!(
            identity(at, "https://a.example/notes/1"),
            Identity::Confirmed
        );
        assert_eq!(
            identity(at, "https://A.example:443/notes/1"),
            Identity::Confirmed
        );
        assert_eq!(
            identity(at, "https://a.example/notes/2"),
            Identity::FetchClaimedId
        );
        assert_eq!(
            identity(at, "https://b.example/notes/1"),
            Identity::FetchClaimedId
        );
        assert_eq!(identity(at, ""), Identity::FetchClaimedId);
    }

    #[test]
    fn a_key_is_found_in_the_document_without_the_fragment() {
        let actor = "https://a.example/alice";
        assert_eq!(
            key_document_url("https://a.example/alice#main-key"),
            Some(actor)
        );
        assert_eq!(key_document_url(actor), Some(actor));
        assert_eq!(key_document_url("acct:alice@a.example"), None);
        assert_eq!(key_document_url("#main-key"), None);
    }

    proptest! {
        #[test]
        fn the_normal_form_is_its_own_normal_form(text in "[a-zA-Z0-9.:-]{1,20}") {
            if let Some(host) = normal_host(&text) {
                prop_assert_eq!(normal_host(&host), Some(host));
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,40}") {
            let _ = (normal_host(&text), Origin::of(&text), identity(&text, &text));
        }
    }
}
