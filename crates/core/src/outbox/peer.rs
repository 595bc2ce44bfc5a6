//! What is known of peers, and what they have sent us already.

use model::{AccountId, Time};

use crate::{NetworkId, Result, Social};

impl Social {
    /// What an adapter noted about a peer, as JSON; `{}` when nothing.
    pub async fn peer_facts(&self, network: NetworkId, host: &str) -> Result<String> {
        let host = host.to_owned();
        let facts = self
            .store()
            .read(move |conn| store::outbox::peer_facts(conn, network.0, &host))
            .await?;
        Ok(facts.unwrap_or_else(|| "{}".to_owned()))
    }

    /// Notes something about a peer.
    pub async fn set_peer_facts(&self, network: NetworkId, host: &str, facts: &str) -> Result<()> {
        let (host, facts, now) = (host.to_owned(), facts.to_owned(), self.now().micros());
        Ok(self
            .store()
            .write(move |tx| store::outbox::set_peer_facts(tx, network.0, &host, &facts, now))
            .await?)
    }

    /// Whether something was received before, by the sender's own id for it.
    pub async fn has_received(&self, network: NetworkId, uri: &str) -> Result<bool> {
        Ok(self.received_at(network, uri).await?.is_some())
    }

    /// When something was received first, if it was.
    pub async fn received_at(&self, network: NetworkId, uri: &str) -> Result<Option<Time>> {
        let uri = uri.to_owned();
        let at = self
            .store()
            .read(move |conn| store::outbox::received_at(conn, network.0, &uri))
            .await?;
        Ok(at.map(Time::from_micros))
    }

    /// Notes that something was received and done, with its exact bytes. `false` when it was before.
    pub async fn mark_received(
        &self,
        network: NetworkId,
        uri: &str,
        from: AccountId,
        body: &[u8],
    ) -> Result<bool> {
        let (uri, body, now) = (uri.to_owned(), body.to_owned(), self.now().micros());
        Ok(self
            .store()
            .write(move |tx| {
                store::outbox::mark_received(tx, network.0, &uri, from.get(), &body, now)
            })
            .await?)
    }
}
