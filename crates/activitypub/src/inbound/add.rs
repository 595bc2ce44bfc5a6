//! `Add`: somebody tells a story, as Pixelfed does it.

use ap_proto::object::{Bearcap, Story};
use ap_proto::origin::same_origin;

use super::{Delivery, Outcome};
use crate::ActivityPub;
use crate::error::{Error, Result};
use crate::map::story::from_story;

impl ActivityPub {
    /// A story is got from where its owner says it is, with the word that opens it, if somebody here follows them.
    pub(crate) async fn on_add(&self, delivery: &Delivery<'_>) -> Result<Outcome> {
        let activity = delivery.activity;
        let Some(object) = activity
            .object
            .inline()
            .filter(|object| Story::is_one(object))
        else {
            return Ok(Outcome::Ignored("unsupported"));
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
}
