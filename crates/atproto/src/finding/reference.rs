//! What people type and paste.

use at_proto::syntax::{AtIdentifier, AtUri, Handle, Nsid, RecordKey};
use model::Acct;

use crate::map::post::POST;

/// Where pages of the network are read.
const PAGES: &str = "https://bsky.app/profile/";

/// Something of this network that a text stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reference {
    /// Somebody.
    Account(AtIdentifier),
    /// Somebody, at the host where they are said to be.
    Named {
        /// The handle.
        handle: Handle,
        /// The host.
        host: String,
    },
    /// A post.
    Post(AtUri),
}

impl Reference {
    /// Reads `@alice.example`, `alice.example`, `did:…`, `at://…`, a page of bsky.app, and `@alice.example@host`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.starts_with("at://") {
            return Self::of_uri(text);
        }
        if let Some(path) = text.strip_prefix(PAGES) {
            return Self::of_page(path);
        }
        let name = text.strip_prefix('@').unwrap_or(text);
        if name.contains('@') {
            return Self::of_address(name);
        }
        let name = AtIdentifier::parse(name).ok()?;
        Some(Self::Account(name))
    }

    fn of_uri(text: &str) -> Option<Self> {
        let uri = AtUri::parse(text).ok()?;
        match (uri.collection(), uri.rkey()) {
            (None, _) => Some(Self::Account(uri.identifier().clone())),
            (Some(kind), Some(_)) if kind.as_str() == POST => Some(Self::Post(uri)),
            _ => None,
        }
    }

    /// What comes behind `https://bsky.app/profile/`.
    fn of_page(path: &str) -> Option<Self> {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let mut parts = path.trim_end_matches('/').split('/');
        let name = AtIdentifier::parse(parts.next()?).ok()?;
        match (parts.next(), parts.next(), parts.next()) {
            (None, ..) => Some(Self::Account(name)),
            (Some("post"), Some(rkey), None) => {
                let (kind, rkey) = (Nsid::parse(POST).ok()?, RecordKey::parse(rkey).ok()?);
                Some(Self::Post(AtUri::record(name, kind, rkey)))
            }
            _ => None,
        }
    }

    fn of_address(name: &str) -> Option<Self> {
        let acct = Acct::parse(name)?;
        Some(Self::Named {
            handle: Handle::parse(&acct.username).ok()?,
            host: acct.domain?.to_string(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_and_paste_is_read() {
        let account = |name: &str| Some(Reference::Account(AtIdentifier::parse(name).unwrap()));
        for (text, found) in [
            ("@Alice.Example", account("alice.example")),
            ("alice.example ", account("alice.example")),
            ("did:plc:abc", account("did:plc:abc")),
            ("at://did:plc:abc", account("did:plc:abc")),
            (
                "https://bsky.app/profile/alice.example",
                account("alice.example"),
            ),
            (
                "https://bsky.app/profile/did:plc:abc/?x=y",
                account("did:plc:abc"),
            ),
        ] {
            assert_eq!(Reference::parse(text), found, "{text}");
        }
        let uri = "at://alice.example/app.bsky.feed.post/3jzfcijpj2z2a";
        let post = Some(Reference::Post(AtUri::parse(uri).unwrap()));
        assert_eq!(Reference::parse(uri), post);
        let page = "https://bsky.app/profile/alice.example/post/3jzfcijpj2z2a";
        assert_eq!(Reference::parse(page), post);
        let named = Reference::Named {
            handle: Handle::parse("alice.bsky.social").unwrap(),
            host: "bsky.social".to_owned(),
        };
        assert_eq!(
            Reference::parse("@alice.bsky.social@bsky.social"),
            Some(named)
        );
    }

    #[test]
    fn what_is_of_other_networks_is_not_ours() {
        for text in [
            "alice",
            "@alice@moot.example",
            "https://moot.example/@alice",
            "https://bsky.app/",
            "https://bsky.app/profile/alice.example/feed/x",
            "https://bsky.app.evil.example/profile/alice.example",
            "at://alice.example/app.bsky.feed.like/3jzfcijpj2z2a",
            "words and words",
            "",
        ] {
            assert_eq!(Reference::parse(text), None, "{text}");
        }
    }
}
