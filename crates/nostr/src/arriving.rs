//! What was brought here, by apps over our relay or by relays elsewhere.

use nostr_proto::Event;
use social::event::Kept;

use crate::Nostr;
use crate::error::Result;
use crate::keeping::kept_alone;

/// How an event came. Its id and its signature were verified before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Brought {
    /// Over our relay.
    ByApp,
    /// From a relay elsewhere that was asked.
    FromRelay,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// The core knows it now.
    Kept(Kept),
    /// It is not wanted: why, with the prefix that NIP-01 asks for.
    Refused(&'static str),
}

impl Nostr {
    /// Takes in an event whose id and signature are right.
    pub(crate) async fn take_in(&self, event: Event, how: Brought) -> Result<Taken> {
        let _ = how;
        let keep = kept_alone(&event);
        self.keep(&event, keep).await.map(Taken::Kept)
    }
}
