//! `Follow`: somebody wants to follow somebody here.

use super::{Delivery, Outcome};
use crate::error::{Error, Result};
use crate::{ActivityPub, ID};

impl ActivityPub {
    /// The core answers: the Accept or Reject leaves as any other change here does. A repeated Follow is answered
    /// again (gotcha 27).
    pub(crate) async fn on_follow(&self, delivery: &Delivery<'_>) -> Result<Outcome> {
        let followee = self.urls.parse_actor(delivery.object_id()?);
        let followee = followee.ok_or(Error::NotFound("That account"))?;
        if let Some(answered) = self.on_relay_follow(delivery, followee).await? {
            return Ok(answered);
        }
        let follower = self.ensure_account(&delivery.activity.actor).await?;
        self.social
            .receive_follow(ID, follower, followee, delivery.id)
            .await?;
        Ok(Outcome::Done)
    }
}
