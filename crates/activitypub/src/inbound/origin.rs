//! What somebody passed on without a proof: its origin is asked, and what it says is done.

use ap_proto::activity::ActivityKind;
use ap_proto::object::Note;
use social::inbound::Arrival;

use super::{Delivery, Outcome, forgive};
use crate::error::{Error, Result};
use crate::{ActivityPub, ID};

impl ActivityPub {
    /// The body that was passed on is not looked at; only which object it is about.
    pub(super) async fn ask_origin(&self, delivery: &Delivery<'_>) -> Result<Outcome> {
        delivery.check_same_server()?;
        let uri = delivery.object_id()?;
        match self.fetch_note(uri).await {
            Ok(note) if delivery.activity.kind == ActivityKind::Delete => {
                drop(note);
                Ok(Outcome::Ignored("still_there"))
            }
            Ok(note) => self.keep_forwarded(delivery, &note).await.or_else(forgive),
            Err(error) if error.is_gone() || error.is_missing() => {
                self.forget_forwarded(delivery, uri).await.or_else(forgive)
            }
            Err(error) => Err(error),
        }
    }

    async fn keep_forwarded(&self, delivery: &Delivery<'_>, note: &Note) -> Result<Outcome> {
        if !note.attributed_to.contains(&delivery.activity.actor) {
            return Err(Error::NotYours("The post is attributed to somebody else"));
        }
        if self.social.find_post_by_uri(&note.id).await?.is_some() {
            let author = self.ensure_identity(&delivery.activity.actor).await?;
            let post = self.translate(note, &author, Arrival::Fetched).await?;
            Box::pin(self.social.receive_edit(post)).await?;
            self.wish_quote(note);
            return Ok(Outcome::Done);
        }
        if note.is_vote() || !self.concerns_us(note, delivery).await? {
            return Ok(Outcome::Ignored("concerns_nobody"));
        }
        self.learn_post(note).await?;
        self.wish_parents(note);
        self.wish_quote(note);
        Ok(Outcome::Done)
    }

    async fn forget_forwarded(&self, delivery: &Delivery<'_>, uri: &str) -> Result<Outcome> {
        let Some(author) = self.known(&delivery.activity.actor).await? else {
            return Ok(Outcome::Ignored("unknown_actor"));
        };
        self.social
            .receive_delete(ID, author.account_id, uri)
            .await?;
        Ok(Outcome::Done)
    }
}
