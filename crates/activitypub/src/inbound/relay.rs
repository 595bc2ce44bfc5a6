//! Relays (FEP-ae0c): what they answer, and what they bring.

use ap_proto::activity::ActivityKind;
use ap_proto::object::Note;
use ap_proto::origin::same_origin;
use ap_proto::value::is_public;
use model::{AccountId, Id};
use social::relay::RelayView;

use super::{Delivery, Outcome};
use crate::error::{Error, Result};
use crate::urls::Here;
use crate::{ActivityPub, ID};

impl ActivityPub {
    /// Whether somebody is a relay that we asked and that said yes. How much is taken from it in a minute is counted.
    pub(super) async fn is_relay(&self, actor: &str) -> Result<bool> {
        let is_relay = self.social.is_relay(ID, actor).await?;
        if is_relay {
            self.spend(&self.relayed, actor)?;
        }
        Ok(is_relay)
    }

    /// The relay that an Accept or Reject is about: some repeat the id of our Follow, and some only what it said.
    pub(super) async fn answered_relay(
        &self,
        delivery: &Delivery<'_>,
    ) -> Result<Option<RelayView>> {
        let asked = delivery
            .activity
            .object
            .id()
            .and_then(|id| self.urls.parse(id));
        let by_id = match asked {
            Some(Here::Relay(id)) => Some(id),
            _ if self.is_of_the_server(delivery).await? => None,
            _ => return Ok(None),
        };
        let actor = &delivery.activity.actor;
        let mut relays = self.social.relays_on(ID).await?.into_iter();
        let found = relays.find(|relay| match by_id {
            Some(id) => relay.id == id,
            None => same_origin(&relay.inbox, actor),
        });
        match found {
            Some(relay) if !same_origin(&relay.inbox, actor) => {
                Err(Error::NotYours("Only the relay that was asked may answer"))
            }
            found => Ok(found),
        }
    }

    /// Whether the Follow inside is one of the server's own account.
    async fn is_of_the_server(&self, delivery: &Delivery<'_>) -> Result<bool> {
        let Some(follow) = delivery.inner() else {
            return Ok(false);
        };
        let server = self.social.server_account().await?;
        Ok(follow.kind == ActivityKind::Follow && follow.actor == self.urls.actor(server))
    }

    pub(super) async fn on_relay_answer(
        &self,
        delivery: &Delivery<'_>,
        relay: Id,
    ) -> Result<Outcome> {
        let is_accepted = delivery.activity.kind == ActivityKind::Accept;
        let actor = &delivery.activity.actor;
        self.social
            .receive_relay_answer(relay, actor, is_accepted)
            .await?;
        Ok(Outcome::Done)
    }

    /// A relay that was followed follows the server in turn. Whoever else wants to follow the server is told that nobody
    /// does that.
    pub(super) async fn on_relay_follow(
        &self,
        delivery: &Delivery<'_>,
        followee: AccountId,
    ) -> Result<Option<Outcome>> {
        if followee != self.social.server_account().await? {
            return Ok(None);
        }
        let actor = &delivery.activity.actor;
        let mut relays = self.social.relays_on(ID).await?.into_iter();
        let relay = relays.find(|relay| relay.followed == *actor);
        let relay = relay.ok_or(Error::NotFound("That account"))?;
        self.social
            .receive_relay_follow(relay.id, actor, delivery.id)
            .await?;
        Ok(Some(Outcome::Done))
    }

    /// A post that a relay boosts is kept, from its origin, and counts as nobody's boost.
    pub(super) async fn on_relayed(&self, uri: &str) -> Result<Outcome> {
        let note = self.fetch_note(uri).await?;
        if !is_for_everyone(&note) {
            return Ok(Outcome::Ignored("not_for_everyone"));
        }
        self.learn_post(&note).await?;
        self.wish_parents(&note);
        Ok(Outcome::Done)
    }
}

/// Relays are for what is for everyone, and nothing else.
pub(super) fn is_for_everyone(note: &Note) -> bool {
    note.to.iter().any(|to| is_public(to))
}
