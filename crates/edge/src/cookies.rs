//! Cookies: few, unreadable to scripts, never sent along by other sites' forms, and under https bound to this
//! very host by their name (`__Host-`, RFC 6265bis §4.1.3), so that no subdomain can plant one.

use std::time::Duration;

use http::{HeaderMap, HeaderValue, header};

/// Whether people reach this server over https. Cookies are marked and named accordingly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// As in production.
    Https,
    /// Plain http, in development: browsers would not keep a `Secure` cookie.
    Http,
}

/// How cookies are written and read on this server.
#[derive(Clone, Copy, Debug)]
pub struct Cookies {
    transport: Transport,
}

impl Cookies {
    /// Cookies for this transport.
    pub const fn new(transport: Transport) -> Self {
        Self { transport }
    }

    /// The value of the cookie that [`Cookies::set`] would set under this name. Only the exact, prefixed name
    /// is read.
    pub fn get<'h>(&self, headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
        let wanted = self.full_name(name);
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find_map(|(name, value)| (name == wanted).then_some(value))
    }

    /// A `Set-Cookie` value that lasts for `max_age`, or until the browser closes. Nothing if the value has
    /// characters that do not fit into a cookie; tokens in hex or base64url always fit.
    pub fn set(&self, name: &str, value: &str, max_age: Option<Duration>) -> Option<HeaderValue> {
        if !value.bytes().all(is_cookie_octet) {
            return None;
        }
        let name = self.full_name(name);
        let secure = match self.transport {
            Transport::Https => "; Secure",
            Transport::Http => "",
        };
        let age = max_age
            .map(|age| format!("; Max-Age={}", age.as_secs()))
            .unwrap_or_default();
        let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
        HeaderValue::try_from(cookie).ok()
    }

    /// A `Set-Cookie` value that removes the cookie.
    pub fn clear(&self, name: &str) -> Option<HeaderValue> {
        self.set(name, "", Some(Duration::ZERO))
    }

    fn full_name(self, name: &str) -> String {
        match self.transport {
            Transport::Https => format!("__Host-{name}"),
            Transport::Http => name.to_owned(),
        }
    }
}

/// RFC 6265 §4.1.1.
fn is_cookie_octet(byte: u8) -> bool {
    matches!(byte, 0x21 | 0x23..=0x2b | 0x2d..=0x3a | 0x3c..=0x5b | 0x5d..=0x7e)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(lines: &[&'static str]) -> HeaderMap {
        lines
            .iter()
            .map(|line| (header::COOKIE, HeaderValue::from_static(line)))
            .collect()
    }

    #[test]
    fn a_cookie_is_host_bound_unreadable_and_lax() {
        let cookie =
            Cookies::new(Transport::Https).set("session", "abc", Some(Duration::from_secs(9)));
        let expected = "__Host-session=abc; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=9";
        assert_eq!(cookie.unwrap(), expected);
        let plain = Cookies::new(Transport::Http).set("session", "abc", None);
        assert_eq!(
            plain.unwrap(),
            "session=abc; Path=/; HttpOnly; SameSite=Lax"
        );
        let gone = Cookies::new(Transport::Http).clear("session");
        assert_eq!(
            gone.unwrap(),
            "session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        );
    }

    #[test]
    fn a_value_that_would_add_attributes_is_refused() {
        for value in [
            "a; Domain=evil.example",
            "a\r\nSet-Cookie: b",
            "a b",
            "a,b",
            "\"a\"",
            "ä",
        ] {
            assert!(
                Cookies::new(Transport::Https)
                    .set("session", value, None)
                    .is_none(),
                "{value}"
            );
        }
    }

    #[test]
    fn only_the_exact_name_is_read() {
        let cookies = Cookies::new(Transport::Https);
        let headers = sent(&[
            "a=1; session=planted; __Host-session=real; b",
            "__Host-session=late",
        ]);
        assert_eq!(cookies.get(&headers, "session"), Some("real"));
        assert_eq!(cookies.get(&headers, "sess"), None);
        assert_eq!(cookies.get(&sent(&["session=planted"]), "session"), None);
        assert_eq!(
            Cookies::new(Transport::Http).get(&sent(&["session=x=="]), "session"),
            Some("x==")
        );
    }
}
