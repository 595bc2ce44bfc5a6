//! Which URLs may be asked for: strictly parsed, of an allowed scheme, to an allowed literal address, and
//! from one hop to the next.

use std::net::IpAddr;

use http::{HeaderMap, HeaderValue, header::LOCATION};
use url::{Host, Url};

use super::{config::LoopbackPolicy, error::FetchError, guard::Guard};

/// The longest URL that is looked at, in bytes.
const MAX_URL: usize = 4096;

/// Parses a URL that a stranger may have written.
///
/// Stricter than [`Url::parse`], which silently drops tabs and line breaks and mends much else: here
/// anything but printable characters, user info, an empty host, and a host with a trailing dot are refused,
/// so that one server has one name. The fragment is dropped: it is never sent.
pub fn parse_url(text: &str) -> Result<Url, FetchError> {
    if text.len() > MAX_URL {
        return Err(FetchError::BadUrl("too long"));
    }
    if text
        .chars()
        .any(|c| c.is_control() || c.is_whitespace() || c == '\\')
    {
        return Err(FetchError::BadUrl(
            "a control character, space or backslash",
        ));
    }
    let Ok(url) = Url::parse(text) else {
        return Err(FetchError::BadUrl("it does not parse"));
    };
    check_parts(url)
}

/// The rules that hold for a parsed URL too, such as one that a redirect was joined to.
fn check_parts(mut url: Url) -> Result<Url, FetchError> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(FetchError::Scheme(url.scheme().to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(FetchError::BadUrl("user info"));
    }
    match url.host() {
        None => return Err(FetchError::BadUrl("no host")),
        Some(Host::Domain(name)) if name.split('.').any(str::is_empty) => {
            return Err(FetchError::BadUrl("an empty label in the host"));
        }
        Some(_) => {}
    }
    if url.port() == Some(0) {
        return Err(FetchError::BadUrl("port 0"));
    }
    url.set_fragment(None);
    Ok(url)
}

/// Whether plain http is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PlainHttp {
    Refuse,
    Allow,
}

/// What every hop is held against.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    pub(super) plain_http: PlainHttp,
    pub(super) guard: Guard,
}

impl Rules {
    pub(super) fn new(loopback: LoopbackPolicy) -> Self {
        match loopback {
            LoopbackPolicy::Refuse => Self {
                plain_http: PlainHttp::Refuse,
                guard: Guard::strict(),
            },
            LoopbackPolicy::DevelopmentOnly => Self {
                plain_http: PlainHttp::Allow,
                guard: Guard::development(),
            },
        }
    }

    /// Parses a URL and checks it as the first hop.
    pub(super) fn parse(&self, text: &str) -> Result<Url, FetchError> {
        self.check(parse_url(text)?)
    }

    /// Where a redirect leads, checked as if it had been asked for.
    pub(super) fn next_hop(&self, from: &Url, headers: &HeaderMap) -> Result<Url, FetchError> {
        let location = location(headers)?;
        let Ok(joined) = from.join(location) else {
            return Err(FetchError::BadUrl("the redirect's target does not parse"));
        };
        if joined.as_str().len() > MAX_URL {
            return Err(FetchError::BadUrl("too long"));
        }
        let next = self.check(check_parts(joined)?)?;
        if from.scheme() == "https" && next.scheme() != "https" {
            return Err(FetchError::Scheme(next.scheme().to_owned()));
        }
        Ok(next)
    }

    /// A literal address is judged here, because the client would dial it without asking any resolver.
    fn check(&self, url: Url) -> Result<Url, FetchError> {
        if url.scheme() != "https" && self.plain_http == PlainHttp::Refuse {
            return Err(FetchError::Scheme(url.scheme().to_owned()));
        }
        match literal_ip(&url) {
            Some(ip) if !self.guard.allows(ip) => Err(FetchError::BlockedAddress(ip.to_string())),
            _ => Ok(url),
        }
    }
}

/// The address a URL names without the DNS. `Url` has already read decimal, octal and hexadecimal forms.
fn literal_ip(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(ip) => Some(ip.into()),
        Host::Ipv6(ip) => Some(ip.into()),
        Host::Domain(_) => None,
    }
}

/// The one `Location`, held to the same characters as any URL.
fn location(headers: &HeaderMap) -> Result<&str, FetchError> {
    let mut all = headers.get_all(LOCATION).iter();
    let (Some(only), None) = (all.next(), all.next()) else {
        return Err(FetchError::BadUrl("a redirect without one target"));
    };
    printable(only).ok_or(FetchError::BadUrl("a redirect to something unprintable"))
}

fn printable(value: &HeaderValue) -> Option<&str> {
    let text = std::str::from_utf8(value.as_bytes()).ok()?;
    let is_clean = !text
        .chars()
        .any(|c| c.is_control() || c.is_whitespace() || c == '\\');
    is_clean.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn production() -> Rules {
        Rules::new(LoopbackPolicy::Refuse)
    }

    fn code(result: Result<Url, FetchError>) -> &'static str {
        result.map_or_else(|error| error.code(), |_| "ok")
    }

    fn redirect(from: &str, to: &str) -> &'static str {
        let mut headers = HeaderMap::new();
        headers.insert(LOCATION, HeaderValue::from_bytes(to.as_bytes()).unwrap());
        code(production().next_hop(&Url::parse(from).unwrap(), &headers))
    }

    #[test]
    fn odd_spellings_of_a_private_address_are_refused() {
        for host in [
            "2130706433",
            "017700000001",
            "0x7f000001",
            "0x7f.1",
            "127.1",
            "127.0.0.1.",
            "0",
            "0x0",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
            "127。0。0。1",
            "１２７.0.0.1",
            "%31%32%37.0.0.1",
            "169.254.169.254",
            "10.0.0.1",
        ] {
            let found = code(production().parse(&format!("https://{host}/")));
            assert_eq!(found, "fetch_blocked_address", "{host}");
        }
    }

    #[test]
    fn one_server_has_one_name() {
        for (spelled, host) in [
            ("https://EXAMPLE.com/", "example.com"),
            ("https://a。example/", "a.example"),
            ("https://bücher.example/", "xn--bcher-kva.example"),
            ("https://example.com:443/", "example.com"),
        ] {
            assert_eq!(parse_url(spelled).unwrap().host_str(), Some(host));
            assert_eq!(parse_url(spelled).unwrap().port(), None);
        }
        assert_eq!(
            parse_url("https://example.com/a#b").unwrap().as_str(),
            "https://example.com/a"
        );
    }

    #[test]
    fn what_is_no_plain_web_address_is_refused() {
        for text in [
            "https://a.com@b.com/",
            "https://a:b@c.com/",
            "https://example.com./",
            "https://a..b/",
            "https://",
            "https:///",
            "//example.com/",
            "example.com",
            "https://exa mple.com/",
            "https://example.com/a\r\nX-Evil: 1",
            "https://example.com/\0",
            "https://example.com/a b",
            "https://ex\tample.com/",
            "https:\\\\example.com",
            "https://example.com\\@evil.com/",
            "https://xn--a/",
            "https://[::1/",
            "https://1.2.3.4.5/",
            "https://example.com:0/",
            "https://example.com:99999/",
            "",
        ] {
            assert_eq!(code(parse_url(text)), "fetch_bad_url", "{text:?}");
        }
        assert_eq!(
            code(parse_url(&format!(
                "https://a.example/{}",
                "x".repeat(5000)
            ))),
            "fetch_bad_url"
        );
    }

    #[test]
    fn other_schemes_are_refused() {
        for text in [
            "file:///etc/passwd",
            "data:text/plain,a",
            "gopher://a.example/",
            "ftp://a/",
        ] {
            assert_eq!(code(parse_url(text)), "fetch_scheme", "{text}");
            assert_eq!(
                redirect("https://a.example/", text),
                "fetch_scheme",
                "{text}"
            );
        }
        assert_eq!(
            code(production().parse("http://a.example/")),
            "fetch_scheme"
        );
    }

    #[test]
    fn a_redirect_is_held_to_the_same_rules() {
        let from = "https://a.example/x";
        assert_eq!(redirect(from, "/y"), "ok");
        assert_eq!(redirect(from, "https://b.example/y"), "ok");
        assert_eq!(redirect(from, "http://a.example/y"), "fetch_scheme");
        assert_eq!(redirect(from, "//127.0.0.1/"), "fetch_blocked_address");
        assert_eq!(
            redirect(from, "https://[fd00::1]/"),
            "fetch_blocked_address"
        );
        assert_eq!(redirect(from, "https://u@b.example/"), "fetch_bad_url");
        assert_eq!(redirect(from, "/a b"), "fetch_bad_url");
        assert_eq!(
            code(production().next_hop(&Url::parse(from).unwrap(), &HeaderMap::new())),
            "fetch_bad_url"
        );
    }

    #[test]
    fn development_still_never_goes_from_https_to_http() {
        let mut headers = HeaderMap::new();
        headers.insert(LOCATION, HeaderValue::from_static("http://127.0.0.1/"));
        let rules = Rules::new(LoopbackPolicy::DevelopmentOnly);
        let from = Url::parse("https://127.0.0.1/").unwrap();
        assert_eq!(code(rules.next_hop(&from, &headers)), "fetch_scheme");
        let from = Url::parse("http://127.0.0.1:1/").unwrap();
        assert_eq!(code(rules.next_hop(&from, &headers)), "ok");
    }
}
