//! `Update`: somebody changed a post or their profile.

use ap_proto::document::Document;
use ap_proto::object::Note;
use model::{AccountId, InteractionPolicy};
use social::Viewer;
use social::inbound::Arrival;

use super::{Delivery, Outcome};
use crate::error::{Error, Result};
use crate::{ActivityPub, ID};

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
        let Some(author) = &delivery.sender else {
            return Ok(Outcome::Ignored("unknown_post"));
        };
        let post = self.translate(&note, author, Arrival::Pushed).await?;
        let policy = post.policy;
        let is_beside = self
            .take_over_beside(&note, author.account_id, policy)
            .await?;
        if note.updated.is_none() && is_beside {
            return Ok(Outcome::Done);
        }
        if Box::pin(self.social.receive_edit(post)).await?.is_some() {
            return Ok(Outcome::Done);
        }
        if note.is_vote() || !self.concerns_us(&note, delivery).await? {
            return Ok(Outcome::Ignored("unknown_post"));
        }
        self.keep_pushed(&note, delivery).await?;
        Ok(Outcome::Done)
    }

    /// Takes over what may change about a post without its being edited: its rules, and the consent to what it quotes.
    /// Whether anything of that is new: then an Update that names no time of an edit is none.
    async fn take_over_beside(
        &self,
        note: &Note,
        author: AccountId,
        policy: InteractionPolicy,
    ) -> Result<bool> {
        let Some(id) = self.social.find_post_by_uri(&note.id).await? else {
            return Ok(false);
        };
        let known = self.social.post(Viewer::Remote(author), id).await?;
        let has_new_rules = known.policy != policy;
        if has_new_rules {
            self.social
                .receive_policy(ID, author, &note.id, policy)
                .await?;
        }
        let quote = self.social.quote_of(id).await?;
        let written = quote.and_then(|(_, _, written)| written);
        let is_agreed = note.quote_authorization.is_some() && note.quote_authorization != written;
        self.wish_quote(note);
        Ok(has_new_rules || is_agreed)
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
