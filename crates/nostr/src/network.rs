//! Nostr as one of the core's networks.

use model::AccountId;
use social::event::Keyring;
use social::journal::Entry;
use social::network::{Face, Quoting};
use social::{BoxFuture, Found, Network, NetworkId, Presence, Result};

use crate::people::is_reference;
use crate::{ID, Nostr};

impl Network for Nostr {
    fn id(&self) -> NetworkId {
        ID
    }

    /// A name there is a key, which a member may change: it is told when they are first there.
    fn face(&self, _account: AccountId) -> Option<Face> {
        None
    }

    fn owns(&self, reference: &str) -> bool {
        is_reference(reference)
    }

    fn resolve<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<Option<Found>>> {
        Box::pin(async { Ok(Box::pin(self.find(reference)).await?) })
    }

    /// Nobody is asked there: whatever is public may be quoted.
    fn quoting(&self) -> Quoting {
        Quoting::ByRule
    }

    fn presence(&self, account: AccountId) -> BoxFuture<'_, Result<Option<Presence>>> {
        Box::pin(async move { Ok(Some(self.presence_of(account).await?)) })
    }

    fn keyring(&self) -> Option<&dyn Keyring> {
        Some(self)
    }

    fn publish<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<()>> {
        Box::pin(async { Ok(self.publish_entry(entry).await?) })
    }
}
