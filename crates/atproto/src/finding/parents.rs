//! What a post answers, and what that answers: fetched later, never while somebody waits, and never far.

use at_proto::syntax::AtUri;

use crate::AtProto;
use crate::error::Result;
use crate::map::note::answered;

/// How many posts above one are fetched (security row C11).
const MAX_PARENTS: usize = 40;

impl AtProto {
    /// Fetches a post and those above it, until one is known or there are enough. A loop ends, because what was fetched is
    /// known.
    pub(crate) async fn fetch_parents(&self, uri: &AtUri) -> Result<()> {
        let mut next = Some(uri.clone());
        for _ in 0..MAX_PARENTS {
            let Some(uri) = next.take() else {
                return Ok(());
            };
            if self.known_post(&uri).await?.is_some()
                || self.social.is_tombstone(uri.as_str()).await?
            {
                return Ok(());
            }
            let (.., record) = self.fetch_post(&uri).await?;
            next = answered(&record).map(|(_, parent)| parent.uri);
        }
        Ok(())
    }
}
