//! From a reference that somebody typed or pasted to what it stands for.

use model::{AccountId, Acct, Domain, PostId};
use url::Url;

use crate::network::Found;
use crate::{Result, Social};

/// Whether a text is an address or a URL rather than words.
pub(super) fn looks_like_reference(text: &str) -> bool {
    let one_word = !text.contains(char::is_whitespace);
    one_word
        && (text.starts_with("https://")
            || text.starts_with("http://")
            || text.trim_start_matches('@').contains('@')
            || text.starts_with("did:")
            || text.starts_with("at://")
            || is_named_by_key(text)
            || is_name_in_the_dns(text.trim_start_matches('@')))
}

/// Whether this could be a key, or something that was signed with one (NIP-19, NIP-21): longer than any name here.
fn is_named_by_key(text: &str) -> bool {
    let text = text.strip_prefix("nostr:").unwrap_or(text);
    let kinds = ["npub1", "nprofile1", "note1", "nevent1", "naddr1"];
    text.len() > 50 && kinds.iter().any(|kind| text.starts_with(kind))
}

/// Whether this could be a name that holds without a server behind it: `alice.example`. Nobody here has a dot in theirs.
fn is_name_in_the_dns(text: &str) -> bool {
    let is_label = |label: &str| {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        !label.is_empty() && label.chars().all(is_plain)
    };
    let top = text.rsplit('.').next().unwrap_or_default();
    text.contains('.')
        && text.split('.').all(is_label)
        && top.starts_with(|c: char| c.is_ascii_alphabetic())
}

impl Social {
    /// What a reference stands for: what is known here first, then the networks that it could belong to are asked, one
    /// after the other. That one of them cannot be reached is only said when no other knows it.
    pub async fn resolve(&self, reference: &str) -> Result<Option<Found>> {
        if let Some(found) = self.resolve_known(reference).await? {
            return Ok(Some(found));
        }
        if self.is_ours(reference) {
            return Ok(None);
        }
        let mut failure = None;
        for network in self
            .networks()
            .iter()
            .filter(|network| network.owns(reference))
        {
            match network.resolve(reference).await {
                Ok(Some(found)) => return Ok(Some(found)),
                Ok(None) => {}
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        failure.map_or(Ok(None), Err)
    }

    /// What a reference stands for, asking nobody.
    pub async fn resolve_known(&self, reference: &str) -> Result<Option<Found>> {
        let reference = reference.trim();
        if let Some(acct) = Acct::parse(reference) {
            return Ok(self.find_account_id(&acct).await?.map(Found::Account));
        }
        let uri = reference.to_owned();
        let (post, account) = self
            .store()
            .read(move |conn| {
                let post = match store::post::find(conn, &uri)? {
                    Some((id, _)) => Some(id),
                    None => store::post::find_by_url(conn, &uri)?,
                };
                let account = if post.is_none() {
                    store::identity::find_by_page(conn, &uri)?
                } else {
                    None
                };
                Ok((post, account))
            })
            .await?;
        if let Some(id) = post {
            return Ok(Some(Found::Post(PostId::from(id))));
        }
        if let Some(id) = account {
            return Ok(Some(Found::Account(AccountId::from(id))));
        }
        self.resolve_page(reference).await
    }

    /// Pages of this server: `/@name`, `/@name@server`, `/@name/ID`.
    async fn resolve_page(&self, reference: &str) -> Result<Option<Found>> {
        let Ok(url) = Url::parse(reference) else {
            return Ok(None);
        };
        if url.origin() != self.base_url().origin() {
            return Ok(None);
        }
        let mut parts = url.path().trim_matches('/').split('/');
        let Some(name) = parts.next().filter(|name| name.starts_with('@')) else {
            return Ok(None);
        };
        match (parts.next(), parts.next()) {
            (None, _) => match Acct::parse(name) {
                Some(acct) => Ok(self.find_account_id(&acct).await?.map(Found::Account)),
                None => Ok(None),
            },
            (Some(id), None) => Ok(id.parse().ok().map(Found::Post)),
            _ => Ok(None),
        }
    }

    fn is_ours(&self, reference: &str) -> bool {
        if is_named_by_key(reference) {
            return false;
        }
        if let Some(acct) = Acct::parse(reference) {
            let is_here = acct.domain.map(|domain| domain == *self.domain());
            return is_here.unwrap_or_else(|| !is_name_in_the_dns(&acct.username));
        }
        let host = Url::parse(reference)
            .ok()
            .and_then(|url| Domain::of_url(&url).ok());
        host.is_some_and(|host| Domain::of_url(self.base_url()).is_ok_and(|ours| ours == host))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_the_dns_are_references_and_words_are_not() {
        for reference in [
            "alice.example",
            "@alice.example",
            "did:plc:abc",
            "at://did:plc:abc",
        ] {
            assert!(looks_like_reference(reference), "{reference}");
        }
        for words in [
            "alice",
            "end.",
            "...",
            "3.14",
            "a b.example",
            "@alice",
            "ä.example",
        ] {
            assert!(!looks_like_reference(words), "{words}");
        }
    }
}
