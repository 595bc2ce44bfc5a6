//! `Accept`: a follow of somebody here, or a quote, was granted.

use model::AccountId;

use super::{Delivery, Outcome};
use crate::error::{Error, Result};
use crate::{ActivityPub, Chore, ID};

/// How many people here one Accept that names its Follow only by id is tried for.
const MAX_CANDIDATES: usize = 5;

impl ActivityPub {
    /// Matched by who follows whom, not by the Follow's id: peers repeat it without or with another (gotcha 27). That
    /// the follow was asked for is the core's to know (security row E11).
    pub(crate) async fn on_accept(&self, delivery: &Delivery<'_>) -> Result<Outcome> {
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
                    .receive_follow_accepted(ID, follower, followee)
                    .await?;
                self.wish_past(&delivery.activity.actor);
                let actor = delivery.activity.actor.clone();
                self.wish(Chore::FetchFeatured(actor));
                Ok(Outcome::Done)
            }
            None => Ok(Outcome::Ignored("no_such_follow")),
        }
    }

    /// Whose follow an Accept or Reject answers.
    pub(super) async fn answered_follower(
        &self,
        delivery: &Delivery<'_>,
        followee: AccountId,
    ) -> Result<Option<AccountId>> {
        if let Some(follow) = delivery.inner() {
            if follow.object.id() != Some(delivery.activity.actor.as_str()) {
                return Err(Error::NotYours("Only the one who was asked may answer"));
            }
            return Ok(self.urls.parse_actor(&follow.actor));
        }
        self.follower_by_uri(delivery, followee).await
    }

    /// The follow whose id an Accept, Reject or Undo names, among the follows of those it is addressed to.
    async fn follower_by_uri(
        &self,
        delivery: &Delivery<'_>,
        followee: AccountId,
    ) -> Result<Option<AccountId>> {
        let uri = delivery.object_id()?;
        for follower in self.addressees(delivery) {
            let follow = self.social.find_follow(follower, followee).await?;
            let ours = follow.is_some_and(|follow| {
                follow.uri.as_deref() == Some(uri) || self.urls.follow(follow.id) == uri
            });
            if ours {
                return Ok(Some(follower));
            }
        }
        Ok(None)
    }

    /// The people here a delivery is for: the owner of the inbox, then those addressed.
    pub(super) fn addressees(&self, delivery: &Delivery<'_>) -> Vec<AccountId> {
        let addresses = delivery.activity.to.iter().chain(&delivery.activity.cc);
        let named = addresses.filter_map(|address| self.urls.parse_actor(address));
        delivery
            .inbox
            .into_iter()
            .chain(named)
            .take(MAX_CANDIDATES)
            .collect()
    }
}
