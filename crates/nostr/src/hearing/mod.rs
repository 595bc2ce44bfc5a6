//! What others have signed, as far as it concerns somebody here: what answers or names members, what those write whom somebody
//! here follows, and what is done with posts that are here.
//!
//! Always true here:
//! - Over our relay, nothing else of others is taken. What a relay elsewhere was asked for is kept, though nothing may come of it.
//! - Whom a member has blocked says nothing to them.

mod deed;
mod follows;
mod post;

use model::AccountId;
use nostr_proto::{Event, Kind, PublicKey};
use social::Viewer;
use social::event::Kept;

use crate::arriving::{Brought, Taken};
use crate::error::Result;
use crate::map::reference::{Named, people};
use crate::map::remote::is_post;
use crate::{ID, Nostr};

/// The most people of one event who are looked for among the members.
const MAX_PEOPLE: usize = 50;

pub(crate) const NOT_CONCERNED: Taken = Taken::Refused(
    "restricted: this relay takes what its members write, and what answers or names them",
);
pub(crate) const BLOCKED: Taken = Taken::Refused("blocked: somebody you write to does not want it");

impl Nostr {
    /// Takes what somebody else has signed. `known`: their account, if they are known.
    pub(crate) async fn hear(
        &self,
        known: Option<AccountId>,
        event: &Event,
        how: Brought,
    ) -> Result<Taken> {
        match event.kind {
            Kind::PROFILE => self.hear_profile(known, event, how).await,
            kind if is_post(kind) => self.hear_post(known, event, how).await,
            Kind::REACTION => self.hear_reaction(event, how).await,
            Kind::REPOST | Kind::GENERIC_REPOST => self.hear_boost(known, event, how).await,
            Kind::DELETION => self.hear_deletion(known, event, how).await,
            Kind::FOLLOWS => self.hear_follows(known, event, how).await,
            _ => self.hear_other(known, event, how).await,
        }
    }

    /// A profile matters when its author is known; of others it is kept for when they are, if it was asked for.
    async fn hear_profile(
        &self,
        known: Option<AccountId>,
        event: &Event,
        how: Brought,
    ) -> Result<Taken> {
        if known.is_none() && how == Brought::ByApp {
            return Ok(NOT_CONCERNED);
        }
        let kept = self.keep_of(event, known).await?;
        if kept == Kept::New && known.is_some() {
            self.learn_account(event.pubkey, Some(event)).await?;
        }
        Ok(Taken::Kept(kept))
    }

    /// Everything else is kept when it is for a member or about something that is here, or its author is known.
    async fn hear_other(
        &self,
        known: Option<AccountId>,
        event: &Event,
        how: Brought,
    ) -> Result<Taken> {
        if how == Brought::ByApp && known.is_none() && !self.concerns_us(event).await? {
            return Ok(NOT_CONCERNED);
        }
        if self.is_blocked_by_named(known, event).await? {
            return Ok(BLOCKED);
        }
        Ok(Taken::Kept(self.keep_of(event, known).await?))
    }

    /// Whether an event names a member, or something that is here.
    pub(crate) async fn concerns_us(&self, event: &Event) -> Result<bool> {
        if !self.members_named(event).await?.is_empty() {
            return Ok(true);
        }
        for id in event
            .values("e")
            .take(MAX_PEOPLE)
            .filter_map(|id| id.parse().ok())
        {
            let named = Named::Id(id);
            if self.named(&named).await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The members whom an event names.
    pub(crate) async fn members_named(&self, event: &Event) -> Result<Vec<AccountId>> {
        self.members_among(&people(event, MAX_PEOPLE)).await
    }

    /// Those of some people who are members and want to be on this network.
    pub(crate) async fn members_among(&self, keys: &[PublicKey]) -> Result<Vec<AccountId>> {
        let mut members = Vec::new();
        for key in keys {
            if let Some(member) = self.member_of(*key).await?
                && self.social.is_on(ID, member).await?
            {
                members.push(member);
            }
        }
        Ok(members)
    }

    /// Whether one of the members whom an event names has blocked its author.
    pub(crate) async fn is_blocked_by_named(
        &self,
        known: Option<AccountId>,
        event: &Event,
    ) -> Result<bool> {
        let Some(author) = known else {
            return Ok(false);
        };
        for member in self.members_named(event).await? {
            let caller = self.social.on_behalf_of(member).await?;
            let relations = self.social.relations(&caller, &[author]).await?;
            if relations.iter().any(|relation| relation.blocking) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Somebody wants everything of theirs forgotten (NIP-62): here, or everywhere.
    pub(crate) async fn hear_vanishing(
        &self,
        known: Option<AccountId>,
        event: &Event,
    ) -> Result<Taken> {
        let mut relays = event.values("relay");
        let is_meant = relays.any(|relay| {
            let ours = self.relay_url().trim_end_matches('/');
            relay == "ALL_RELAYS" || relay.trim_end_matches('/') == ours
        });
        if !is_meant {
            return Ok(Taken::Refused("invalid: this names other relays"));
        }
        let kept = self.keep_of(event, known).await?;
        if let Some(account) = known.filter(|_| kept == Kept::New) {
            self.social.receive_account_deleted(ID, account).await?;
        }
        Ok(Taken::Kept(kept))
    }

    /// Whether somebody here follows an account.
    pub(crate) async fn is_followed_here(&self, account: AccountId) -> Result<bool> {
        let view = self.social.account(Viewer::Anyone, account).await?;
        Ok(view.followers_count > 0)
    }
}
