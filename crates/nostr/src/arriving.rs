//! What was brought here, by apps over our relay or by relays elsewhere.
//!
//! Always true here:
//! - What is here is not taken twice: nothing happens a second time.
//! - What a member's key has signed is the member's doing (`apps`); all else is somebody else's (`hearing`).
//! - Whom staff have suspended, and whose server they keep out, says nothing here.

use model::AccountId;
use nostr_proto::{Event, Kind};
use social::Viewer;
use social::event::Kept;

use crate::error::{Error, Result};
use crate::kept::is_kept;
use crate::map::remote::is_post;
use crate::{ID, Nostr};

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

const SUSPENDED: Taken = Taken::Refused("blocked: this community takes nothing from you");
const OFF: Taken = Taken::Refused(
    "restricted: you have chosen not to be on this network; change it in your settings",
);
const FLEETING: Taken = Taken::Refused("invalid: events of this kind are not kept");
const NOT_TAKEN: Taken = Taken::Refused("restricted: this community does not take this");

impl Nostr {
    /// Takes an event in: keeps it, and makes it happen here as far as it means anything here.
    pub(crate) async fn take_in(&self, event: Event, how: Brought) -> Result<Taken> {
        if !is_kept(event.kind) {
            return Ok(FLEETING);
        }
        let member = self.member_of(event.pubkey).await?;
        if let Some(known) = self.social.event(event.id.0).await? {
            // A post of others may have been kept before it concerned anybody here, or just before everything stopped.
            let is_done = member.is_some() || known.subject.is_some() || !is_post(event.kind);
            if is_done {
                return Ok(Taken::Kept(Kept::Known));
            }
        }
        let taken = match member {
            Some(member) => Box::pin(self.take_own(member, &event, how)).await,
            None => Box::pin(self.take_others(&event, how)).await,
        };
        match taken {
            Err(Error::Core(error)) if is_refusal(&error) => {
                tracing::debug!(id = %event.id, kind = event.kind.0, %error, "an event was not taken");
                Ok(NOT_TAKEN)
            }
            taken => taken,
        }
    }

    async fn take_own(&self, member: AccountId, event: &Event, how: Brought) -> Result<Taken> {
        if let Some(refused) = self.refusal_of(member).await? {
            return Ok(refused);
        }
        let caller = self.social.on_behalf_of(member).await?;
        let _turn = self.turns.take(member).await;
        self.take_from_app(&caller, event, how).await
    }

    /// Why nothing at all is taken of a member.
    pub(crate) async fn refusal_of(&self, member: AccountId) -> Result<Option<Taken>> {
        let view = self.social.account(Viewer::Anyone, member).await?;
        if view.is_suspended {
            return Ok(Some(SUSPENDED));
        }
        let is_on = self.social.is_on(ID, member).await?;
        Ok((!is_on).then_some(OFF))
    }

    async fn take_others(&self, event: &Event, how: Brought) -> Result<Taken> {
        let known = self.known_elsewhere(event.pubkey).await?;
        if let Some(face) = &known {
            let view = self.social.account(Viewer::Anyone, face.account_id).await?;
            let border = self.social.border(&face.host).await?;
            if view.is_suspended || border.is_closed {
                return Ok(SUSPENDED);
            }
        }
        let known = known.map(|face| face.account_id);
        if event.kind == Kind::VANISH {
            return self.hear_vanishing(known, event).await;
        }
        self.hear(known, event, how).await
    }
}

/// Whether the core does not want something, rather than being unable to.
fn is_refusal(error: &social::Error) -> bool {
    !matches!(
        error,
        social::Error::Internal(_) | social::Error::Unavailable(_) | social::Error::Unreachable(_)
    )
}
