//! Finding a relay by the address that its keepers give out (FEP-ae0c).

use ap_proto::document::Document;
use ap_proto::value::{PUBLIC, http_url};
use social::relay::RelayFace;

use crate::ActivityPub;
use crate::error::Result;

impl ActivityPub {
    /// An address that ends in `/inbox` is that of a relay as Mastodon knows them, where one follows the public. Any other
    /// leads to the actor of one as Pleroma knows them, which is followed itself.
    pub(crate) async fn find_relay(&self, address: &str) -> Result<Option<RelayFace>> {
        let is_ours = self.urls.parse(address).is_some();
        let Some(url) = http_url(address).filter(|_| !is_ours) else {
            return Ok(None);
        };
        // Kept out, or no server at all.
        if Box::pin(self.host_to_ask(url)).await.is_err() {
            return Ok(None);
        }
        if url.trim_end_matches('/').ends_with("/inbox") {
            return Ok(Some(RelayFace {
                inbox: url.to_owned(),
                followed: PUBLIC.to_owned(),
            }));
        }
        match self.fetch_document(url).await {
            Ok(Document::Actor(actor)) => Ok(Some(RelayFace {
                inbox: actor.inbox.clone(),
                followed: actor.id,
            })),
            _ => Ok(None),
        }
    }
}
