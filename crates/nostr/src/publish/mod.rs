//! What happened here becomes events.
//!
//! Always true here:
//! - A post becomes an event only as a [`model::PublicPost`] that anyone may read now.
//! - Publishing again changes nothing: what an event is here is noted with it.
//! - What an app has written stays: lists are merged, and what says the same is left as it is.
//! - Nothing is signed for a member who keeps their key: what they do here waits for nothing and is not told there.
//!
//! Mutes and blocks stay here: there, everybody could read them. An app may keep a list of its own; it is read (`apps`).

mod deed;
mod leaving;
mod list;
mod post;
mod profile;
mod reference;

pub(crate) use post::People;

use model::{AccountId, PostId};
use nostr_proto::{Event, Kind};
use serde_json::Value;
use social::journal::{Change, Entry};

use crate::error::{Error, Result};
use crate::keys::Signer;
use crate::map::deed::deletion;
use crate::map::seconds;
use crate::{ID, Nostr, kept};

impl Nostr {
    /// Says what one entry of the journal means there.
    pub(crate) async fn publish_entry(&self, entry: &Entry) -> Result<()> {
        if !entry.is_local() {
            return Ok(());
        }
        match Box::pin(self.publish_change(entry)).await {
            // Gone before we came to it.
            Err(Error::Core(social::Error::NotFound(_) | social::Error::Gone(_))) => Ok(()),
            other => other,
        }
    }

    async fn publish_change(&self, entry: &Entry) -> Result<()> {
        let (account, subject) = (entry.account_id, entry.subject_id);
        let other = AccountId::from(subject);
        // Follows are said by those who follow.
        let who = match entry.change {
            Change::AccountDeleted => return self.take_leave_of_deleted(entry).await,
            Change::FollowAccepted | Change::FollowRejected => other,
            _ => account,
        };
        let is_on = self.social.is_on(ID, who).await?;
        if !is_on && entry.change != Change::NetworksChosen {
            return Ok(());
        }
        let _turn = self.turns.take(who).await;
        let Some(signer) = self.signer(who).await? else {
            return Ok(());
        };
        let post = PostId::from(subject);
        match entry.change {
            Change::PostCreated => self.publish_post(&signer, post).await,
            Change::PostEdited => self.publish_edit(&signer, post).await,
            Change::PostDeleted | Change::BoostDeleted => self.retract(&signer, subject).await,
            Change::BoostCreated => self.publish_boost(&signer, post).await,
            Change::LikeCreated => self.publish_like(&signer, entry).await,
            Change::ReactionCreated => self.publish_reaction(&signer, entry).await,
            Change::LikeDeleted => self.retract_told(&signer, entry, "like_id").await,
            Change::ReactionDeleted => self.retract_told(&signer, entry, "reaction_id").await,
            Change::FollowAsked => self.publish_follow(&signer, other).await,
            Change::FollowAccepted => self.publish_follow(&signer, account).await,
            Change::FollowEnded => self.publish_unfollow(&signer, other).await,
            Change::FollowRejected => self.publish_unfollow(&signer, account).await,
            Change::PostPinned | Change::PostUnpinned => self.publish_pin(&signer, entry).await,
            Change::AccountCreated | Change::AccountUpdated => self.publish_profile(&signer).await,
            Change::NetworksChosen if is_on => self.publish_profile(&signer).await,
            Change::NetworksChosen => self.take_leave(&signer).await,
            // Nothing that is said there: what is private, what has no words there, and what other entries say.
            _ => Ok(()),
        }
    }

    /// The events that something here is, as its author signed them.
    pub(crate) async fn own_events(&self, signer: &Signer, subject: i64) -> Result<Vec<Event>> {
        let kept = self.social.events_of_subject(subject).await?;
        let own = signer.keys.public().0;
        let own = kept.iter().filter(|kept| kept.author == own);
        let own = own.filter_map(kept::read);
        Ok(own.filter(|event| event.kind != Kind::DELETION).collect())
    }

    /// Takes back every event that something here was.
    async fn retract(&self, signer: &Signer, subject: i64) -> Result<()> {
        let events = self.own_events(signer, subject).await?;
        self.take_back(signer, &events, None).await
    }

    /// The same of what the payload of an entry names.
    async fn retract_told(&self, signer: &Signer, entry: &Entry, name: &str) -> Result<()> {
        match number(entry, name) {
            Some(subject) => self.retract(signer, subject).await,
            None => Ok(()),
        }
    }

    /// Takes events back. `subject`: what they were, if it stays: who names them still means it.
    async fn take_back(
        &self,
        signer: &Signer,
        events: &[Event],
        subject: Option<i64>,
    ) -> Result<()> {
        if events.is_empty() {
            return Ok(());
        }
        // What takes something back is not older than that.
        let newest = events.iter().map(|event| event.created_at).max();
        let now = seconds(self.social.now()).max(newest.unwrap_or(0));
        let unsigned = deletion(events, now);
        self.say(signer, unsigned, subject).await.map(drop)
    }
}

/// A number in the payload of an entry.
fn number(entry: &Entry, name: &str) -> Option<i64> {
    payload(entry).get(name)?.as_i64()
}

/// The payload of an entry.
fn payload(entry: &Entry) -> Value {
    serde_json::from_str(&entry.payload).unwrap_or_default()
}
