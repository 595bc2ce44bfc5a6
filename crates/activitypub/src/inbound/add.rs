//! `Add` and `Remove`: somebody pins a post to their profile, or tells a story, as Pixelfed does it.

use ap_proto::object::{Bearcap, Story};
use ap_proto::origin::same_origin;
use model::AccountId;

use super::{Delivery, Outcome};
use crate::error::{Error, Result};
use crate::map::account::ActorNotes;
use crate::map::story::from_story;
use crate::{ActivityPub, ID};

impl ActivityPub {
    /// What was added to a conversation is looked at as what a group passes on (FEP-171b): of the activity inside, whoever
    /// began the conversation is only the bearer. A story is got from where its owner says it is, with the word that opens it, if somebody here follows them.
    pub(crate) async fn on_add(&self, delivery: &Delivery<'_>) -> Result<Outcome> {
        let activity = delivery.activity;
        if delivery.inner().is_some() {
            return self.on_passed_on(delivery).await;
        }
        let Some(object) = activity
            .object
            .inline()
            .filter(|object| Story::is_one(object))
        else {
            return self.pin(delivery).await;
        };
        delivery.check_same_server()?;
        let way = Bearcap::of(object).ok_or(ap_proto::Refusal::Missing("object"))?;
        if !same_origin(&activity.actor, &way.url) {
            return Err(Error::NotYours("The story is on another server"));
        }
        let Some(owner) = self.known(&activity.actor).await? else {
            return Ok(Outcome::Ignored("unknown_actor"));
        };
        if !self.has_followers_here(owner.account_id).await? {
            return Ok(Outcome::Ignored("concerns_nobody"));
        }
        let story = Story::parse(&self.fetch_opened(&way).await?)?;
        if story.attributed_to != activity.actor {
            return Err(Error::NotYours("The story is attributed to somebody else"));
        }
        let Some(story) = from_story(story, owner.account_id) else {
            return Ok(Outcome::Ignored("no_picture"));
        };
        self.social.receive_story(story).await?;
        Ok(Outcome::Done)
    }

    /// A post that is not here is fetched when somebody here follows the one who pins it.
    async fn pin(&self, delivery: &Delivery<'_>) -> Result<Outcome> {
        let Some(owner) = self.owner_of_target(delivery).await? else {
            return Ok(Outcome::Ignored("unsupported"));
        };
        delivery.check_same_server()?;
        let post = match self.known_post(&delivery.activity.object).await? {
            Some(post) => post,
            None if self.has_followers_here(owner).await? => {
                self.ensure_post(delivery.object_id()?).await?
            }
            None => return Ok(Outcome::Ignored("concerns_nobody")),
        };
        let pinned = self.social.receive_pin(ID, owner, post).await?;
        Ok(Outcome::of(pinned, "too_many_pins"))
    }

    /// Only pinned posts can be taken out of anything here; a story ends with its `Delete`.
    pub(crate) async fn on_remove(&self, delivery: &Delivery<'_>) -> Result<Outcome> {
        let Some(owner) = self.owner_of_target(delivery).await? else {
            return Ok(Outcome::Ignored("unsupported"));
        };
        let Some(post) = self.known_post(&delivery.activity.object).await? else {
            return Ok(Outcome::Ignored("unknown_post"));
        };
        self.social.receive_unpin(ID, owner, post).await?;
        Ok(Outcome::Done)
    }

    /// The actor, if the collection is that of their own pinned posts, as their profile names it.
    async fn owner_of_target(&self, delivery: &Delivery<'_>) -> Result<Option<AccountId>> {
        let activity = delivery.activity;
        let known = self.known(&activity.actor).await?;
        let owner = known.filter(|known| {
            let featured = ActorNotes::read(&known.document).featured;
            featured.is_some() && featured == activity.target
        });
        Ok(owner.map(|owner| owner.account_id))
    }
}
