//! What an app is called: the address of the document that describes it, or `http://localhost` while it is written
//! (<https://atproto.com/specs/oauth#clients>).

use url::{Host, Url};

use super::OAuthError;

const MAX_BYTES: usize = 2_048;

/// The name of an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientId {
    /// The address of its document.
    Document(Url),
    /// An app on the machine of the one who writes it. What would stand in its document stands in the query.
    Localhost {
        /// The name as it was given.
        text: String,
        /// Where people may be sent back to.
        redirect_uris: Vec<String>,
        /// The most that it may ask for.
        scope: String,
    },
}

impl ClientId {
    /// Reads a name. An address must be written in the one way that addresses are written, so that two apps never have
    /// two spellings of one name: `https`, a host with a point in it, a path that is not only `/`, nothing else but a query.
    pub fn parse(text: &str) -> Result<Self, OAuthError> {
        if text.len() > MAX_BYTES {
            return Err(OAuthError::ClientId);
        }
        let url = Url::parse(text).or(Err(OAuthError::ClientId))?;
        if url.scheme() == "http" {
            return localhost(text, &url);
        }
        let is_named = matches!(url.host(), Some(Host::Domain(host)) if is_on_the_web(host));
        let is_plain = url.username().is_empty()
            && url.password().is_none()
            && url.fragment().is_none()
            && url.path() != "/"
            && !url.path().ends_with('/');
        if url.scheme() == "https" && is_named && is_plain && url.as_str() == text {
            Ok(Self::Document(url))
        } else {
            Err(OAuthError::ClientId)
        }
    }

    /// The name as it was given.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Document(url) => url.as_str(),
            Self::Localhost { text, .. } => text,
        }
    }
}

/// A host of the public web: with a point in its name, and not one of those that are never there (RFC 6761).
pub(super) fn is_on_the_web(host: &str) -> bool {
    const NEVER: [&str; 5] = ["localhost", "local", "internal", "invalid", "test"];
    let last = host.rsplit('.').next().unwrap_or_default();
    host.contains('.') && !host.ends_with('.') && !NEVER.contains(&last)
}

fn localhost(text: &str, url: &Url) -> Result<ClientId, OAuthError> {
    let rest = text
        .strip_prefix("http://localhost")
        .ok_or(OAuthError::ClientId)?;
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    if !(rest.is_empty() || rest.starts_with('?')) || url.fragment().is_some() {
        return Err(OAuthError::ClientId);
    }
    let (mut redirect_uris, mut scope) = (Vec::new(), None);
    for (name, value) in url.query_pairs() {
        match name.as_ref() {
            "redirect_uri" => redirect_uris.push(value.into_owned()),
            "scope" if scope.is_none() => scope = Some(value.into_owned()),
            _ => return Err(OAuthError::ClientId),
        }
    }
    if redirect_uris.is_empty() {
        redirect_uris = ["http://127.0.0.1/", "http://[::1]/"]
            .map(str::to_owned)
            .to_vec();
    }
    Ok(ClientId::Localhost {
        text: text.to_owned(),
        redirect_uris,
        scope: scope.unwrap_or_else(|| "atproto".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::ClientId;

    #[test]
    fn an_app_is_called_by_the_address_of_its_document() {
        for good in [
            "https://app.example.com/client-metadata.json",
            "https://example.com/a/b?x=1",
            "https://example.com:8443/client.json",
        ] {
            assert_eq!(ClientId::parse(good).unwrap().as_str(), good);
        }
    }

    #[test]
    fn every_other_spelling_is_refused() {
        for bad in [
            "",
            "app",
            "https://example.com",
            "https://example.com/",
            "https://example.com/app/",
            "https://Example.com/client.json",
            "https://example.com:443/client.json",
            "https://example.com/a/../client.json",
            "https://a@example.com/client.json",
            "https://example.com/client.json#x",
            "https://localhost/client.json",
            "https://app.internal/client.json",
            "https://127.0.0.1/client.json",
            "https://[::1]/client.json",
            "https://2130706433/client.json",
            "https://example.com./client.json",
            "https://example/client.json",
            "http://example.com/client.json",
            "ftp://example.com/client.json",
            "javascript:alert(1)",
            &format!("https://example.com/{}", "a".repeat(3_000)),
        ] {
            assert!(ClientId::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_app_that_is_being_written_says_all_in_its_name() {
        let name = "http://localhost?redirect_uri=http%3A%2F%2F127.0.0.1%3A8080%2Fcb&scope=atproto%20transition%3Ageneric";
        let ClientId::Localhost {
            redirect_uris,
            scope,
            ..
        } = ClientId::parse(name).unwrap()
        else {
            panic!("an app on this machine");
        };
        assert_eq!(redirect_uris, ["http://127.0.0.1:8080/cb"]);
        assert_eq!(scope, "atproto transition:generic");
        assert!(
            ClientId::parse("http://localhost").is_ok()
                && ClientId::parse("http://localhost/").is_ok()
        );
        for bad in [
            "http://localhost:80",
            "http://localhost:3000/",
            "http://localhost/x",
            "http://localhost?x=1",
            "http://localhost?scope=a&scope=b",
            "http://localhost#x",
            "http://LOCALHOST",
            "http://localhost.evil.example",
            "http://a@localhost",
            "http://127.0.0.1",
        ] {
            assert!(ClientId::parse(bad).is_err(), "{bad}");
        }
    }
}
