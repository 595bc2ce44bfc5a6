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
            || text.starts_with("did:"))
}

impl Social {
    /// What a reference stands for: what is known here first, then the network that it belongs to is asked.
    pub async fn resolve(&self, reference: &str) -> Result<Option<Found>> {
        if let Some(found) = self.resolve_known(reference).await? {
            return Ok(Some(found));
        }
        if self.is_ours(reference) {
            return Ok(None);
        }
        for network in self.networks() {
            if network.owns(reference) {
                return network.resolve(reference).await;
            }
        }
        Ok(None)
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
        if let Some(acct) = Acct::parse(reference) {
            return acct.domain.is_none_or(|domain| domain == *self.domain());
        }
        let host = Url::parse(reference)
            .ok()
            .and_then(|url| Domain::of_url(&url).ok());
        host.is_some_and(|host| Domain::of_url(self.base_url()).is_ok_and(|ours| ours == host))
    }
}
