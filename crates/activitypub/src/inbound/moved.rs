//! `Move`: somebody has a new account (FEP-7628).

use super::{Delivery, Outcome};
use crate::error::{Error, Result};
use crate::{ActivityPub, ID};

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
        if target == actor || self.urls.parse(target).is_some() {
            return Ok(Outcome::Ignored("moves_nowhere"));
        }
        let (old, new) = (
            self.refetch_actor(actor).await?,
            self.refetch_actor(target).await?,
        );
        let is_mutual = old.id == *actor
            && old.moved_to.as_deref() == Some(&new.id)
            && new.also_known_as.contains(&old.id);
        if !is_mutual || new.moved_to.is_some() {
            return Err(Error::NotYours(
                "The two accounts do not say so of each other",
            ));
        }
        let to = self.learn_actor(&new).await?;
        if self.social.receive_move(ID, known.account_id, to).await? {
            Ok(Outcome::Done)
        } else {
            Ok(Outcome::Ignored("moved_lately"))
        }
    }
}
