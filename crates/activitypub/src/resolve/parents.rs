//! What a post answers, and what that answers: fetched later, never while somebody waits, and never far.

use ap_proto::object::Note;

use crate::error::Result;
use crate::{ActivityPub, Chore};

/// How many posts above one are fetched (security row C11).
const MAX_PARENTS: usize = 12;

impl ActivityPub {
    /// Wishes that what a post answers be fetched, if we do not have it.
    pub(crate) fn wish_parents(&self, note: &Note) {
        if let Some(parent) = &note.in_reply_to {
            self.wish(Chore::FetchParents(parent.clone()));
        }
    }

    /// Fetches a post and those above it, until one is known or there are enough. A loop ends, because what was
    /// fetched is known.
    pub(crate) async fn fetch_parents(&self, uri: &str) -> Result<()> {
        let mut uri = uri.to_owned();
        for _ in 0..MAX_PARENTS {
            if self.social.find_post_by_uri(&uri).await?.is_some()
                || self.social.is_tombstone(&uri).await?
            {
                return Ok(());
            }
            let note = self.fetch_note(&uri).await?;
            self.learn_post(&note).await?;
            let Some(parent) = note.in_reply_to else {
                return Ok(());
            };
            uri = parent;
        }
        Ok(())
    }
}
