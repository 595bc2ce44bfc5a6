//! What a post quotes: fetched later, once, with what its author says to it (lexicon `app.bsky.feed.postgate`).
//!
//! Nobody is asked on this network: who may quote stands beside the quoted post. Of our own posts the core knows it; of
//! others it is looked at here, because the gate may have come, or have been written, after the post.

use at_proto::syntax::{AtUri, RecordKey};
use model::{AccountId, PostId, QuoteConsent};

use crate::error::Result;
use crate::map::gate::{self, POSTGATE};
use crate::people::Age;
use crate::{AtProto, ID};

impl AtProto {
    /// Looks at a post that another one quotes, and fetches it if nobody here has it, but nothing around it; then has it
    /// shown there or not, as the gate beside it says. When that cannot be asked for, everything stays as it is.
    pub(crate) async fn fetch_quoted(&self, by: &AtUri, quoted: &AtUri) -> Result<()> {
        let (Some(quoting), Some(did)) = (self.known_post(by).await?, quoted.identifier().did())
        else {
            return Ok(());
        };
        if self.own_account(did).await?.is_some() {
            return Ok(());
        }
        let known = match self.known_post(quoted).await? {
            Some(known) => known,
            None if self.social.is_tombstone(quoted.as_str()).await? => return Ok(()),
            None => self.fetch_post(quoted).await?.0,
        };
        let is_own = by.identifier() == quoted.identifier();
        let consent = if is_own {
            QuoteConsent::Accepted
        } else {
            let document = self.document(did, Age::Remembered).await?;
            let rkey = quoted.rkey().map(RecordKey::as_str).unwrap_or_default();
            let gate = self.fetch_record(&document, POSTGATE, rkey).await?;
            gate::consent(gate.as_ref().map(|(_, gate)| gate), by)
        };
        let received = self.social.receive_quote(ID, quoting, known, consent);
        Ok(received.await?)
    }

    /// Takes over in which posts somebody does not want their post to be shown.
    pub(crate) async fn take_detached(
        &self,
        author: AccountId,
        quoted: PostId,
        detached: &[AtUri],
    ) -> Result<()> {
        let mut posts = Vec::new();
        for uri in detached {
            posts.extend(self.known_post(uri).await?);
        }
        let received = self.social.receive_detached(ID, author, quoted, &posts);
        Ok(received.await?)
    }
}
