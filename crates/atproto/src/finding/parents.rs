//! What a post answers, and what that answers: fetched later, never while somebody waits, a part at a time, and never without
//! end.

use at_proto::syntax::AtUri;

use crate::AtProto;
use crate::error::Result;
use crate::map::note::answered;
use crate::wishes::Wish;

/// How many posts above one are fetched at a time (security row C11).
const AT_A_TIME: usize = 40;
/// How many times that is done for one post; others have their turn in between.
pub(crate) const PARTS: u8 = 5;

impl AtProto {
    /// Fetches a post and those above it, until one is known or there are enough; the rest comes later, in as many parts as
    /// are left. A loop ends, because what was fetched is known.
    pub(crate) async fn fetch_parents(&self, uri: &AtUri, parts: u8) -> Result<()> {
        let mut next = Some(uri.clone());
        for _ in 0..AT_A_TIME {
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
        let left = parts.saturating_sub(1);
        if let Some(from) = next.filter(|_| left > 0) {
            self.wish(Wish::Parents { from, parts: left });
        }
        Ok(())
    }
}
