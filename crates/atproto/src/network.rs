//! The AT Protocol as one of the core's networks.

use model::AccountId;
use social::journal::Entry;
use social::network::{Face, Quoting};
use social::{BoxFuture, Found, Health, Network, NetworkId, Presence, Result};

use crate::{AtProto, ID};

impl Network for AtProto {
    fn id(&self) -> NetworkId {
        ID
    }

    /// A name there is made of keys, which are not made yet: it is begun right after.
    fn face(&self, _account: AccountId) -> Option<Face> {
        None
    }

    fn owns(&self, reference: &str) -> bool {
        Self::is_reference(reference)
    }

    fn resolve<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<Option<Found>>> {
        Box::pin(async { Ok(Box::pin(self.find(reference)).await?) })
    }

    fn quoting(&self) -> Quoting {
        Quoting::ByRule
    }

    fn presence(&self, account: AccountId) -> BoxFuture<'_, Result<Option<Presence>>> {
        Box::pin(async move { Ok(Some(self.presence_of(account).await?)) })
    }

    fn health(&self) -> BoxFuture<'_, Result<Option<Health>>> {
        Box::pin(async { Ok(Some(self.signs_of_health().await?)) })
    }

    fn publish<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<()>> {
        Box::pin(async { Ok(self.publish_entry(entry).await?) })
    }
}
