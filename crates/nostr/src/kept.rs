//! Events as members say them, and as they are found again.

use model::AccountId;
use nostr_proto::{Class, Event, Kind, Unsigned};
use social::event::{KeepEvent, Kept, KeptEvent};

use crate::Nostr;
use crate::error::Result;
use crate::keeping::kept_alone;
use crate::keys::Signer;
use crate::map::reference::Named;

impl Nostr {
    /// Signs something for a member and keeps it. `subject`: what it is here.
    pub(crate) async fn say(
        &self,
        signer: &Signer,
        unsigned: Unsigned,
        subject: Option<i64>,
    ) -> Result<Event> {
        let event = unsigned.sign(&signer.keys);
        let keep = KeepEvent {
            subject,
            account: Some(signer.account),
            ..kept_alone(&event)
        };
        self.keep(&event, keep).await?;
        Ok(event)
    }

    /// Keeps an event of somebody else.
    pub(crate) async fn keep_of(&self, event: &Event, account: Option<AccountId>) -> Result<Kept> {
        let keep = KeepEvent {
            account,
            ..kept_alone(event)
        };
        self.keep(event, keep).await
    }

    /// An event by how others name it.
    pub(crate) async fn named(&self, named: &Named) -> Result<Option<KeptEvent>> {
        Ok(match named {
            Named::Id(id) => self.social.event(id.0).await?,
            Named::Address(address) => {
                let (author, kind) = (address.author.0, address.kind.0);
                self.social.newest_event(author, kind, &address.d).await?
            }
        })
    }

    /// What an author says now of a kind that is said once.
    pub(crate) async fn standing(&self, author: [u8; 32], kind: Kind) -> Result<Option<Event>> {
        let kept = self.social.newest_event(author, kind.0, "").await?;
        Ok(kept.as_ref().and_then(read))
    }
}

/// An event that was kept. What cannot be read any more is none.
pub(crate) fn read(kept: &KeptEvent) -> Option<Event> {
    Event::parse(&kept.body).ok()
}

/// Whether events of a kind are kept at all.
pub(crate) fn is_kept(kind: Kind) -> bool {
    kind.class() != Class::Ephemeral
}
