//! Nostr as one of the core's networks.

use model::AccountId;
use social::journal::Entry;
use social::network::{Face, Quoting};
use social::{BoxFuture, Found, Network, NetworkId, Result};

use crate::{ID, Nostr, elsewhere};

impl Network for Nostr {
    fn id(&self) -> NetworkId {
        ID
    }

    /// A name there is a key, which is not made yet.
    fn face(&self, _account: AccountId) -> Option<Face> {
        None
    }

    fn owns(&self, reference: &str) -> bool {
        elsewhere::owns(reference)
    }

    fn resolve<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<Option<Found>>> {
        Box::pin(async { Ok(self.find_far(reference).await?) })
    }

    /// Nobody is asked there: whatever is public may be quoted.
    fn quoting(&self) -> Quoting {
        Quoting::ByRule
    }

    fn publish<'a>(&'a self, _entry: &'a Entry) -> BoxFuture<'a, Result<()>> {
        Box::pin(async { Ok(()) })
    }
}
