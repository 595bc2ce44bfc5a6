//! `Delete`: somebody deleted a post, or their account.

use super::{Delivery, Outcome};
use crate::error::{Error, Result};
use crate::{ActivityPub, ID};

impl ActivityPub {
    /// A deleted id is remembered even if we never had it, so that a late copy cannot come to life.
    pub(crate) async fn on_delete(&self, delivery: &Delivery<'_>) -> Result<Outcome> {
        let uri = delivery.object_id()?;
        if uri == delivery.activity.actor {
            return self.delete_actor(delivery).await;
        }
        delivery.check_same_server()?;
        if self.known(uri).await?.is_some() {
            return Err(Error::NotYours("An account is deleted only by itself"));
        }
        let Some(author) = self.known(&delivery.activity.actor).await? else {
            return Ok(Outcome::Ignored("unknown_actor"));
        };
        let is_consent = self
            .social
            .receive_authorization_deleted(ID, author.account_id, uri)
            .await?;
        if !is_consent {
            self.social
                .receive_delete(ID, author.account_id, uri)
                .await?;
        }
        Ok(Outcome::Done)
    }

    /// The actor itself is gone.
    pub(super) async fn delete_actor(&self, delivery: &Delivery<'_>) -> Result<Outcome> {
        let Some(actor) = self.known(&delivery.activity.actor).await? else {
            return Ok(Outcome::Ignored("unknown_actor"));
        };
        self.social
            .receive_account_deleted(ID, actor.account_id)
            .await?;
        Ok(Outcome::Done)
    }
}
