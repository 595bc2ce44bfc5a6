//! What was brought here, by apps over our relay or by relays elsewhere.

use nostr_proto::Event;
use social::event::{KeepEvent, Kept, SignedEvent};

use crate::Nostr;
use crate::error::Result;

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
    /// Keeps an event.
    pub(crate) async fn take_in(&self, event: Event, how: Brought) -> Result<Taken> {
        let _ = how;
        let kept = KeepEvent {
            event: SignedEvent {
                id: event.id.0,
                author: event.pubkey.0,
                kind: event.kind.0,
                created_at: i64::try_from(event.created_at).unwrap_or(i64::MAX),
                body: event.to_json(),
                tags: Vec::new(),
                address: event.address().map(ToOwned::to_owned),
                expires_at: None,
                words: String::new(),
                readers: Vec::new(),
            },
            account: None,
            subject: None,
            posts: Vec::new(),
            deletes: Vec::new(),
            vanishes_until: None,
        };
        Ok(Taken::Kept(self.social.keep_event(kept).await?))
    }
}
