//! What apps write with a member's key: events that are something here become it, in the same words that every other door uses;
//! all others are kept as they are.
//!
//! Always true here:
//! - A post and the event that it is share a transaction. All else is kept first, happens then, and is noted: should the core refuse
//!   it, the event stays alone.
//! - What is older than a day is history that an app brings along: it is kept, and nothing happens.

mod deed;
mod list;
mod post;
mod profile;

use std::time::Duration;

use nostr_proto::{Event, Kind};
use social::Caller;
use social::event::Kept;

use crate::Nostr;
use crate::arriving::{Brought, Taken};
use crate::error::{Error, Result};
use crate::kept::is_kept;
use crate::map::moment;
use crate::map::remote::is_post;

/// How old an event may be and still be news.
const NEWS: Duration = Duration::from_hours(24);

impl Nostr {
    /// Takes what a member's key has signed. Whoever calls it has taken the turn of the account.
    pub(crate) async fn take_from_app(
        &self,
        caller: &Caller,
        event: &Event,
        _how: Brought,
    ) -> Result<Taken> {
        let age = self.social.now().since(moment(event.created_at));
        let is_news = age <= NEWS;
        if is_post(event.kind) && is_news {
            return self.take_post(caller, event).await;
        }
        if event.kind == Kind::DELETION {
            return self.take_deletion(caller, event).await;
        }
        let account = Some(caller.account_id);
        let before = match event.address() {
            Some("") => self.standing(event.pubkey.0, event.kind).await?,
            _ => None,
        };
        let kept = self.keep_of(event, account).await?;
        if kept == Kept::New && is_news {
            let happened = Box::pin(self.happen(caller, event, before.as_ref())).await;
            let subject = refused_is_none(happened)?.flatten();
            if let Some(subject) = subject {
                self.social.set_event_subject(event.id.0, subject).await?;
            }
        }
        Ok(Taken::Kept(kept))
    }

    /// Whether all that there is to do with what a member's key has signed is to keep it.
    pub(crate) fn is_kept_only(&self, event: &Event) -> bool {
        let acts = matches!(
            event.kind,
            Kind::REACTION
                | Kind::REPOST
                | Kind::GENERIC_REPOST
                | Kind::POLL_RESPONSE
                | Kind::REPORT
                | Kind::PROFILE
                | Kind::FOLLOWS
                | Kind::MUTES
                | Kind::PINS
        );
        // What takes something back does so however old it is.
        let takes_back = matches!(event.kind, Kind::DELETION | Kind::VANISH);
        let is_news = || self.social.now().since(moment(event.created_at)) <= NEWS;
        is_kept(event.kind) && !takes_back && !((acts || is_post(event.kind)) && is_news())
    }

    /// Makes something happen here, if it is anything here. Gives what it is.
    async fn happen(
        &self,
        caller: &Caller,
        event: &Event,
        before: Option<&Event>,
    ) -> Result<Option<i64>> {
        match event.kind {
            Kind::REACTION => self.happen_reaction(caller, event).await,
            Kind::REPOST | Kind::GENERIC_REPOST => self.happen_boost(caller, event).await,
            Kind::POLL_RESPONSE => self.happen_vote(caller, event).await.map(|()| None),
            Kind::REPORT => self.happen_report(caller, event).await.map(|()| None),
            Kind::PROFILE => self
                .happen_profile(caller, event, before)
                .await
                .map(|()| None),
            Kind::FOLLOWS => self
                .happen_follows(caller, event, before)
                .await
                .map(|()| None),
            Kind::MUTES => self
                .happen_mutes(caller, event, before)
                .await
                .map(|()| None),
            Kind::PINS => self.happen_pins(caller, event, before).await.map(|()| None),
            _ => Ok(None),
        }
    }
}

/// What the core does not want does not happen; only what is broken is an error.
pub(crate) fn refused_is_none<T>(done: Result<T>) -> Result<Option<T>> {
    match done {
        Ok(done) => Ok(Some(done)),
        Err(Error::Core(error @ (social::Error::Internal(_) | social::Error::Unavailable(_)))) => {
            Err(error.into())
        }
        Err(error) => {
            tracing::debug!(%error, "an event stays an event");
            Ok(None)
        }
    }
}
