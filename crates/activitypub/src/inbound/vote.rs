//! Votes in polls of people here: a `Note` with a name and without a text (FEP-9967).

use ap_proto::activity::ObjectRef;
use ap_proto::object::Note;
use ap_proto::origin::same_origin;

use super::{Delivery, Outcome};
use crate::error::Result;
use crate::{ActivityPub, ID};

/// The most votes of one activity that are looked at: no poll here has so many options.
const MAX_VOTES: usize = 64;

impl ActivityPub {
    /// A vote is never a post, whatever becomes of it. One activity may bring several; `first` is the one that was read.
    pub(super) async fn on_vote(&self, delivery: &Delivery<'_>, first: Note) -> Result<Outcome> {
        let more = delivery.activity.more_objects.iter().take(MAX_VOTES);
        let actor = &delivery.activity.actor;
        let votes = std::iter::once(first).chain(more.filter_map(|object| vote(object, actor)));
        let mut has_counted = false;
        for vote in votes {
            has_counted |= self.count(&vote, delivery).await?;
        }
        Ok(Outcome::of(has_counted, "vote"))
    }

    async fn count(&self, vote: &Note, delivery: &Delivery<'_>) -> Result<bool> {
        let (Some(poll), Some(name)) = (&vote.in_reply_to, &vote.name) else {
            return Ok(false);
        };
        let post = match self.urls.parse(poll) {
            Some(_) => self.social.find_post_by_uri(poll).await?,
            None => None,
        };
        let Some(post) = post else {
            return Ok(false);
        };
        let from = self.ensure_account(&delivery.activity.actor).await?;
        Ok(self.social.receive_vote(ID, from, post, name).await?)
    }
}

/// A vote that the actor carries along as their own.
fn vote(object: &ObjectRef, actor: &str) -> Option<Note> {
    let vote = Note::parse(object.inline()?).ok()?;
    let is_theirs = same_origin(actor, &vote.id) && vote.attributed_to.iter().any(|by| by == actor);
    (is_theirs && vote.is_vote()).then_some(vote)
}
