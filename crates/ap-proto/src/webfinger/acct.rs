//! Handles: `user@host` (RFC 7565).

use std::fmt;

use url::Url;

use crate::origin::normal_host;

/// The longest user part, in bytes.
const MAX_USER_BYTES: usize = 256;
/// The longest host: a name of the DNS and a port.
const MAX_HOST_BYTES: usize = 253 + 6;

/// A handle. The host is in its one normal form (see [`normal_host`]); the user part is kept as
/// written, and compared without regard to ASCII case.
#[derive(Debug, Clone, Eq)]
pub struct Acct {
    /// The part before the `@`.
    pub user: String,
    /// The part after it, with its port if it names one.
    pub host: String,
}

impl Acct {
    /// Reads `acct:user@host`, `@user@host` or `user@host`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix("acct:").unwrap_or(text);
        let text = text.strip_prefix('@').unwrap_or(text);
        let (user, host) = text.split_once('@')?;
        let odd = |c: char| c.is_whitespace() || c.is_control() || "/?#\\\"<>:".contains(c);
        if user.is_empty() || user.len() > MAX_USER_BYTES || user.contains(odd) {
            return None;
        }
        // Letters of other alphabets are longer in the form that names have in the DNS.
        let host = normal_host(host).filter(|host| host.len() <= MAX_HOST_BYTES)?;
        Some(Self {
            user: user.to_owned(),
            host,
        })
    }

    /// As a URI: `acct:user@host`.
    pub fn uri(&self) -> String {
        format!("acct:{self}")
    }

    /// The URL to ask (RFC 7033 section 4). `scheme` is `https`; plain `http` exists in development
    /// only.
    pub fn webfinger_url(&self, scheme: &str) -> Option<Url> {
        let mut url =
            Url::parse(&format!("{scheme}://{}/.well-known/webfinger", self.host)).ok()?;
        url.query_pairs_mut().append_pair("resource", &self.uri());
        Some(url)
    }
}

impl PartialEq for Acct {
    fn eq(&self, other: &Self) -> bool {
        self.host == other.host && self.user.eq_ignore_ascii_case(&other.user)
    }
}

impl fmt::Display for Acct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.user, self.host)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Acct;

    /// Found by the fuzzer: what was accepted was not accepted again.
    #[test]
    fn a_host_is_no_longer_than_a_name_can_be() {
        let long = format!("a@{}example", "東京東京東京東京東京東京東京.".repeat(12));
        assert_eq!(Acct::parse(&long), None);
    }

    #[test]
    fn a_handle_has_many_spellings() {
        for text in [
            "acct:Alice@Example.ORG",
            "@alice@example.org",
            "alice@example.org.",
        ] {
            assert_eq!(
                Acct::parse(text),
                Acct::parse("ALICE@example.org"),
                "{text}"
            );
        }
        assert_eq!(
            Acct::parse("a@bücher.example").unwrap().host,
            "xn--bcher-kva.example"
        );
        assert_eq!(
            Acct::parse("a@localhost:3000").unwrap().to_string(),
            "a@localhost:3000"
        );
    }

    #[test]
    fn what_is_no_handle_is_none() {
        let long = format!("{}@example.org", "a".repeat(300));
        for text in [
            "",
            "alice",
            "@alice",
            "alice@",
            "@",
            "a b@example.org",
            "a@b@c",
            "a@b/c",
            "a/b@c",
            &long,
        ] {
            assert_eq!(Acct::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_question_is_escaped() {
        let url = Acct::parse("a+b&c@example.org")
            .unwrap()
            .webfinger_url("https")
            .unwrap();
        assert_eq!(
            url.as_str(),
            "https://example.org/.well-known/webfinger?resource=acct%3Aa%2Bb%26c%40example.org"
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,40}") {
            if let Some(acct) = Acct::parse(&text) {
                prop_assert_eq!(Acct::parse(&acct.uri()), Some(acct));
            }
        }
    }
}
