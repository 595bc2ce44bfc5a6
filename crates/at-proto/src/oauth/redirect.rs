//! Where people may be sent back to (<https://atproto.com/specs/oauth#client-and-authorization-server-metadata>,
//! RFC 8252).

use url::{Host, Url};

use super::client_id::is_on_the_web;

const MAX_BYTES: usize = 2_048;

/// Whether an app on the web may register this: an `https` address of the public web.
pub(super) fn may_be_web(uri: &str) -> bool {
    plain(uri).is_some_and(|url| is_https(&url))
}

/// Whether an app on a device may register this: an `https` address of the host of its document, an address of the device
/// itself, or a scheme of its own, which is that host read backwards.
pub(super) fn may_be_native(uri: &str, client: &Url) -> bool {
    let Some(url) = plain(uri) else { return false };
    match url.scheme() {
        "https" => is_https(&url) && url.origin() == client.origin(),
        "http" => is_loopback(&url),
        scheme => client.host_str().is_some_and(|host| {
            let backwards: Vec<&str> = host.rsplit('.').collect();
            scheme == backwards.join(".") && has_single_slash(uri, scheme)
        }),
    }
}

/// Whether an app that is being written may name this: an address of the machine itself.
pub(super) fn may_be_localhost(uri: &str) -> bool {
    plain(uri).is_some_and(|url| is_loopback(&url))
}

/// Whether an address that was asked for is one that was registered: the same text, and for addresses of the machine itself
/// at any port (RFC 8252, section 7.3).
pub(super) fn is_registered(asked: &str, registered: &[String]) -> bool {
    registered.iter().any(|one| {
        one == asked
            || match (without_port(one), without_port(asked)) {
                (Some(one), Some(asked)) => one == asked,
                _ => false,
            }
    })
}

fn without_port(uri: &str) -> Option<Url> {
    let mut url = plain(uri).filter(is_loopback)?;
    url.set_port(None).ok()?;
    Some(url)
}

/// An address without fragment and without a name and password, written as addresses are written: no program in between
/// reads it differently.
fn plain(uri: &str) -> Option<Url> {
    if uri.len() > MAX_BYTES
        || uri
            .chars()
            .any(|c| c.is_control() || c.is_whitespace() || c == '\\')
    {
        return None;
    }
    let url = Url::parse(uri).ok()?;
    let is_plain =
        url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
    (is_plain && uri.starts_with(url.scheme()) && !uri.contains('#')).then_some(url)
}

fn is_https(url: &Url) -> bool {
    let is_named = matches!(url.host(), Some(Host::Domain(host)) if is_on_the_web(host));
    url.scheme() == "https" && is_named
}

fn is_loopback(url: &Url) -> bool {
    let is_here = match url.host() {
        Some(Host::Ipv4(ip)) => ip.octets() == [127, 0, 0, 1],
        Some(Host::Ipv6(ip)) => ip.segments() == [0, 0, 0, 0, 0, 0, 0, 1],
        _ => false,
    };
    url.scheme() == "http" && is_here
}

fn has_single_slash(uri: &str, scheme: &str) -> bool {
    uri.strip_prefix(scheme)
        .and_then(|rest| rest.strip_prefix(":/"))
        .is_some_and(|rest| !rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::{is_registered, may_be_localhost, may_be_native, may_be_web};

    #[test]
    fn each_kind_of_app_has_its_own_addresses() {
        let client = Url::parse("https://app.example.com/client.json").unwrap();
        assert!(may_be_web("https://anywhere.example.org/cb?x=1"));
        for good in [
            "com.example.app:/cb",
            "https://app.example.com/cb",
            "http://127.0.0.1/cb",
            "http://[::1]:8080/cb",
        ] {
            assert!(may_be_native(good, &client), "{good}");
        }
        for bad in [
            "http://app.example.com/cb",
            "https://localhost/cb",
            "https://127.0.0.1/cb",
            "https://a@app.example.com/cb",
            "https://app.example.com/cb#x",
            "https://app.example.com/cb#",
            "https://app.example.com\\@evil.example/",
            "https:// app.example.com/",
            "HTTPS://app.example.com/",
            "javascript:alert(1)",
            "data:text/html,x",
            "com.example.app://cb",
            "com.example.app:cb",
            "com.example.other:/cb",
            "http://localhost/cb",
            "http://127.0.0.2/cb",
            "",
        ] {
            assert!(!may_be_web(bad) && !may_be_native(bad, &client), "{bad}");
        }
        assert!(!may_be_native("https://other.example.com/cb", &client));
        assert!(
            may_be_localhost("http://127.0.0.1:1/x") && !may_be_localhost("http://localhost/x")
        );
    }

    /// Security row F1.
    #[test]
    fn only_the_very_address_was_registered() {
        let registered = [
            "https://app.example.com/cb".to_owned(),
            "http://127.0.0.1/cb".to_owned(),
        ];
        assert!(is_registered("https://app.example.com/cb", &registered));
        assert!(is_registered("http://127.0.0.1:4321/cb", &registered));
        for bad in [
            "https://app.example.com/cb/",
            "https://app.example.com/cb?x",
            "https://app.example.com/c",
            "https://app.example.com:443/cb",
            "https://app.example.com:8443/cb",
            "https://app.example.com.evil.example/cb",
            "https://app.example.com//cb",
            "https://APP.example.com/cb",
            "http://127.0.0.1:4321/other",
            "http://[::1]/cb",
            "http://localhost/cb",
            "http://x@127.0.0.1/cb",
        ] {
            assert!(!is_registered(bad, &registered), "{bad}");
        }
    }
}
