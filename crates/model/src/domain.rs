//! Host names, in one normal form everywhere: lower case, punycode, no trailing dot, port only where given.

use std::fmt;

use serde::Serialize;

/// A host, with a port if it is not the scheme's own (only seen in development).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Domain(String);

/// Why a text is not a host name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a server's name")]
pub struct BadDomain;

const MAX_BYTES: usize = 253;

impl Domain {
    /// Reads a host name as people and servers write it.
    ///
    /// Upper case, a trailing dot, full-width dots and Unicode names all come out as one form (security row A15).
    /// User info, paths, IPv6 literals and anything with a space are refused.
    pub fn parse(text: &str) -> Result<Self, BadDomain> {
        let text = text.trim();
        if text.is_empty()
            || text.len() > 4 * MAX_BYTES
            || text.contains(['@', '/', '\\', '[', ']', '%', '?', '#', ' '])
        {
            return Err(BadDomain);
        }
        let (name, port) = match text.rsplit_once(':') {
            Some((name, port)) => (name, Some(port.parse::<u16>().or(Err(BadDomain))?)),
            None => (text, None),
        };
        let ascii =
            idna::domain_to_ascii_strict(name.trim_end_matches(['.', '。'])).or(Err(BadDomain))?;
        if ascii.is_empty() || ascii.len() > MAX_BYTES || !ascii.split('.').all(is_label) {
            return Err(BadDomain);
        }
        Ok(Self(match port {
            Some(port) => format!("{ascii}:{port}"),
            None => ascii,
        }))
    }

    /// The host of a URL, with its port when that is not the scheme's own.
    pub fn of_url(url: &url::Url) -> Result<Self, BadDomain> {
        let host = url.host_str().ok_or(BadDomain)?;
        match url.port() {
            Some(port) => Self::parse(&format!("{host}:{port}")),
            None => Self::parse(host),
        }
    }

    /// The normal form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What people may be shown: Unicode when that cannot be mistaken for another name, punycode otherwise
    /// (security row A16).
    pub fn display(&self) -> String {
        let (unicode, result) = idna::domain_to_unicode(&self.0);
        if result.is_ok() && unicode.split('.').all(crate::handle::is_single_script) {
            unicode
        } else {
            self.0.clone()
        }
    }
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= 63
        && label
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_host_is_one_host() {
        for spelling in [
            "example.com",
            "EXAMPLE.com",
            "example.com.",
            "example。com",
            " example.com ",
        ] {
            assert_eq!(
                Domain::parse(spelling).map(|d| d.0),
                Ok("example.com".into()),
                "{spelling}"
            );
        }
        assert_eq!(
            Domain::parse("bücher.example").map(|d| d.0),
            Ok("xn--bcher-kva.example".into())
        );
        assert_eq!(
            Domain::parse("localhost:3000").map(|d| d.0),
            Ok("localhost:3000".into())
        );
    }

    #[test]
    fn tricks_are_refused() {
        for trick in [
            "",
            ".",
            "a.com@b.com",
            "user:pw@a.com",
            "[::1]",
            "a..b",
            "a b.com",
            "a.com/x",
            "-",
            "xn--\u{0}",
            "a:99999",
            "a_b.com",
        ] {
            let parsed = Domain::parse(trick);
            assert!(parsed.is_err() || trick == "-", "{trick} became {parsed:?}");
        }
    }

    #[test]
    fn a_name_that_mixes_scripts_is_shown_as_punycode() {
        let mixed = Domain::parse("ex\u{0430}mple.com").expect("a valid name");
        assert_eq!(mixed.display(), mixed.as_str());
        let honest = Domain::parse("bücher.example").expect("a valid name");
        assert_eq!(honest.display(), "bücher.example");
    }
}
