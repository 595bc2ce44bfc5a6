//! `Like`: somebody likes a post.

use super::{Delivery, Outcome};
use crate::error::Result;
use crate::{ActivityPub, ID};

impl ActivityPub {
    /// Only posts we have are liked; nothing is fetched for a like.
    pub(crate) async fn on_like(&self, delivery: &Delivery<'_>) -> Result<Outcome> {
        let Some(post) = self.known_post(&delivery.activity.object).await? else {
            return Ok(Outcome::Ignored("unknown_post"));
        };
        let from = self.ensure_account(&delivery.activity.actor).await?;
        self.social
            .receive_like(ID, from, post, delivery.id)
            .await?;
        Ok(Outcome::Done)
    }
}
