//! `Create`: somebody wrote something.

use std::sync::atomic::Ordering;

use ap_proto::document::Document;
use ap_proto::object::Note;
use social::inbound::{Arrival, Letter};

use super::relay::is_for_everyone;
use super::{Delivery, Outcome, id_of};
use crate::ActivityPub;
use crate::error::{Error, Result};

impl ActivityPub {
    /// A post is kept if it concerns us: somebody here follows its author, is named in it, or wrote, or has at hand,
    /// what it answers; or a relay brought it.
    pub(crate) async fn on_create(&self, delivery: &Delivery<'_>) -> Result<Outcome> {
        let Some(note) = self.own_note(delivery).await? else {
            return Ok(Outcome::Ignored("no_post_of_its_actor"));
        };
        if note.is_vote() {
            return self.on_vote(delivery, note).await;
        }
        if !self.concerns_us(&note, delivery).await? {
            return Ok(Outcome::Ignored("concerns_nobody"));
        }
        self.keep_pushed(&note, delivery).await?;
        Ok(Outcome::Done)
    }

    /// The post an activity carries, if it is its actor's own. One of another origin is not looked at (security row
    /// A13); one named only by id is fetched.
    pub(super) async fn own_note(&self, delivery: &Delivery<'_>) -> Result<Option<Note>> {
        let activity = delivery.activity;
        if !ap_proto::origin::same_origin(&activity.actor, id_of(&activity.object)) {
            return Ok(None);
        }
        let document = match activity.trusted_object() {
            Some(inline) => Document::parse(inline)?,
            None => self.fetch_document(delivery.object_id()?).await?,
        };
        let Document::Note(note) = document else {
            return Ok(None);
        };
        if note.attributed_to.contains(&activity.actor) {
            Ok(Some(*note))
        } else {
            Err(Error::NotYours("The post is attributed to somebody else"))
        }
    }

    /// Keeps a post that its author delivered.
    pub(super) async fn keep_pushed(&self, note: &Note, delivery: &Delivery<'_>) -> Result<()> {
        let author = match &delivery.sender {
            Some(known) => {
                self.wish_fresh(known);
                known.clone()
            }
            None => self.ensure_identity(&delivery.activity.actor).await?,
        };
        let post = self.translate(note, &author, Arrival::Pushed).await?;
        let letter = Letter {
            mark: delivery.mark.clone(),
            body: delivery.body.to_owned(),
        };
        Box::pin(self.social.receive_post_by(post, Some(letter))).await?;
        delivery.is_remembered.store(true, Ordering::Relaxed);
        self.wish_parents(note);
        self.wish_quote(note);
        Ok(())
    }

    /// Whether anybody here has to do with a post of this actor's.
    pub(super) async fn concerns_us(&self, note: &Note, delivery: &Delivery<'_>) -> Result<bool> {
        if !self.named_here(note).await?.is_empty() {
            return Ok(true);
        }
        if delivery.is_relayed && is_for_everyone(note) {
            return Ok(true);
        }
        if let Some(parent) = &note.in_reply_to
            && self.social.find_post_by_uri(parent).await?.is_some()
        {
            return Ok(true);
        }
        if let Some(quoted) = self.quoted_uri(note)
            && self.urls.parse(&quoted).is_some()
            && self.social.find_post_by_uri(&quoted).await?.is_some()
        {
            return Ok(true);
        }
        Ok(delivery.is_followed)
    }
}
