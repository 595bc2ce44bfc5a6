//! `Move`: somebody has a new account (FEP-7628).

use ap_proto::actor::Actor;
use model::AccountId;
use social::Viewer;

use super::{Delivery, Outcome};
use crate::error::{Error, Result};
use crate::urls::Here;
use crate::{ActivityPub, ID};

const ONE_SIDED: Error = Error::NotYours("The two accounts do not say so of each other");

/// Whether an account is a home for another one: it says to be the same person's, and has not moved on itself.
fn takes_in(new: &Actor, old: &str) -> bool {
    new.moved_to.is_none() && new.also_known_as.iter().any(|known_as| known_as == old)
}

impl ActivityPub {
    /// Believed when both accounts, fetched anew, say so: the old one names the new one as where it moved to, and the new
    /// one names the old one among those it is known as. Who is on the way somewhere else themselves is nobody's new home.
    pub(crate) async fn on_move(&self, delivery: &Delivery<'_>) -> Result<Outcome> {
        let actor = &delivery.activity.actor;
        if delivery.object_id()? != actor {
            return Err(Error::NotYours("Somebody moves only themselves"));
        }
        let target = delivery.activity.target.as_deref();
        let target = target.ok_or(ap_proto::Refusal::Missing("target"))?;
        let Some(known) = self.known(actor).await?.filter(|known| !known.is_local) else {
            return Ok(Outcome::Ignored("unknown_actor"));
        };
        if target == actor {
            return Ok(Outcome::Ignored("moves_nowhere"));
        }
        let old = self.refetch_actor(actor).await?;
        if old.id != *actor || old.moved_to.as_deref() != Some(target) {
            return Err(ONE_SIDED);
        }
        let to = match self.urls.parse(target) {
            Some(Here::Actor(to)) => self.taken_in_here(to, known.account_id).await?,
            Some(_) => return Ok(Outcome::Ignored("moves_nowhere")),
            None => self.taken_in_there(target, actor).await?,
        };
        if self.social.receive_move(ID, known.account_id, to).await? {
            Ok(Outcome::Done)
        } else {
            Ok(Outcome::Ignored("moved_lately"))
        }
    }

    /// The new account, which is of this community and names the old one.
    async fn taken_in_here(&self, to: AccountId, from: AccountId) -> Result<AccountId> {
        let new = self.social.account(Viewer::Anyone, to).await?;
        let aliases = self.social.aliases(to).await?;
        if new.moved_to.is_some() || !aliases.iter().any(|alias| alias.id == from) {
            return Err(ONE_SIDED);
        }
        Ok(to)
    }

    /// The new account elsewhere, fetched anew.
    async fn taken_in_there(&self, target: &str, old: &str) -> Result<AccountId> {
        let new = self.refetch_actor(target).await?;
        if new.id != target || !takes_in(&new, old) {
            return Err(ONE_SIDED);
        }
        self.learn_actor(&new).await
    }

    /// Whether an actor elsewhere, fetched anew, is where somebody of this community may move to.
    pub(crate) async fn is_new_home(&self, from: AccountId, target: &str) -> Result<bool> {
        let new = self.refetch_actor(target).await?;
        let is_home = new.id == target && takes_in(&new, &self.urls.actor(from));
        self.learn_actor(&new).await?;
        Ok(is_home)
    }
}
