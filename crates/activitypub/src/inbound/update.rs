//! `Update`: somebody changed a post or their profile.

use ap_proto::document::Document;
use social::inbound::Arrival;

use super::{Delivery, Outcome};
use crate::ActivityPub;
use crate::error::{Error, Result};

impl ActivityPub {
    /// A profile is fetched again rather than believed: then it stands at its own id. A post is changed only by
    /// its author, and its audience never (security row E7): the core keeps the one it was published with. A post that
    /// was not here before is taken as if it had just been written: its `Create` may come later, or never.
    pub(crate) async fn on_update(&self, delivery: &Delivery<'_>) -> Result<Outcome> {
        if delivery.object_id()? == delivery.activity.actor {
            return self.update_actor(delivery).await;
        }
        if is_actor(delivery) {
            return Err(Error::NotYours("An actor changes only itself"));
        }
        delivery.check_same_server()?;
        let Some(note) = self.own_note(delivery).await? else {
            return Ok(Outcome::Ignored("no_post_of_its_actor"));
        };
        let Some(author) = self.known(&delivery.activity.actor).await? else {
            return Ok(Outcome::Ignored("unknown_post"));
        };
        let uri = &delivery.activity.actor;
        let post = self
            .translate(&note, author.account_id, uri, Arrival::Pushed)
            .await?;
        if Box::pin(self.social.receive_edit(post)).await?.is_some() {
            return Ok(Outcome::Done);
        }
        if note.is_vote() || !self.concerns_us(&note, delivery).await? {
            return Ok(Outcome::Ignored("unknown_post"));
        }
        self.keep_pushed(&note, delivery).await?;
        Ok(Outcome::Done)
    }

    async fn update_actor(&self, delivery: &Delivery<'_>) -> Result<Outcome> {
        let uri = &delivery.activity.actor;
        if self.known(uri).await?.is_none() {
            return Ok(Outcome::Ignored("unknown_actor"));
        }
        self.refresh_actor(uri).await?;
        Ok(Outcome::Done)
    }
}

fn is_actor(delivery: &Delivery<'_>) -> bool {
    let document = delivery.activity.object.inline().map(Document::parse);
    matches!(document, Some(Ok(Document::Actor(_))))
}
