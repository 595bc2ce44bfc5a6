//! `Reject`: a follow of somebody here was refused, or ended by the one followed.

use super::{Delivery, Outcome};
use crate::error::Result;
use crate::{ActivityPub, ID};

impl ActivityPub {
    /// Matched like an Accept.
    pub(crate) async fn on_reject(&self, delivery: &Delivery<'_>) -> Result<Outcome> {
        if let Some(quoting) = self.answered_quote(delivery) {
            return self.on_quote_answer(delivery, quoting).await;
        }
        if let Some(answer) = self.judged_answer(delivery) {
            return self.on_answer_judged(delivery, answer).await;
        }
        if let Some(relay) = self.answered_relay(delivery).await? {
            return self.on_relay_answer(delivery, relay.id).await;
        }
        let followee = self.ensure_account(&delivery.activity.actor).await?;
        match self.answered_follower(delivery, followee).await? {
            Some(follower) => {
                self.social
                    .receive_follow_rejected(ID, follower, followee)
                    .await?;
                Ok(Outcome::Done)
            }
            None => Ok(Outcome::Ignored("no_such_follow")),
        }
    }
}
