//! `Block`: somebody elsewhere blocks somebody here.

use super::{Delivery, Outcome};
use crate::error::{Error, Result};
use crate::{ActivityPub, ID};

impl ActivityPub {
    /// The blocked one is not told; the follows between the two end.
    pub(crate) async fn on_block(&self, delivery: &Delivery<'_>) -> Result<Outcome> {
        let target = self.urls.parse_actor(delivery.object_id()?);
        let target = target.ok_or(Error::NotFound("That account"))?;
        let from = self.ensure_account(&delivery.activity.actor).await?;
        self.social
            .receive_block(ID, from, target, delivery.id)
            .await?;
        Ok(Outcome::Done)
    }
}
