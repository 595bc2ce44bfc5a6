//! What others pin to their profiles.

use model::{AccountId, Audience, PostId};

use crate::journal::{Change, Record};
use crate::{Error, NetworkId, Result, Social};

/// The most pinned posts of an account of another server that are shown.
const MAX_PINS: usize = 20;

impl Social {
    /// Somebody pins a post of theirs. `false` when there are too many already.
    pub async fn receive_pin(
        &self,
        network: NetworkId,
        from: AccountId,
        post: PostId,
    ) -> Result<bool> {
        let (pin, now) = (self.new_id().get(), self.now().micros());
        let (from, post) = (from.get(), post.get());
        let done = self.store().write(move |tx| {
            if !may_pin(tx, from, post)? {
                return Ok(Err(()));
            }
            let most = i64::try_from(MAX_PINS).unwrap_or(i64::MAX);
            if store::reaction::count_pins(tx, from)? >= most {
                return Ok(Ok(false));
            }
            if store::reaction::pin(tx, pin, post, from)? {
                Record::from_network(network.0, now, from, Change::PostPinned, post).append(tx)?;
            }
            Ok(Ok(true))
        });
        let done = done.await?;
        self.journal_grew();
        done.or(Err(Error::Forbidden("Only its author can pin a post.")))
    }

    /// Somebody pins a post of theirs no longer.
    pub async fn receive_unpin(
        &self,
        network: NetworkId,
        from: AccountId,
        post: PostId,
    ) -> Result<()> {
        let (from, post, now) = (from.get(), post.get(), self.now().micros());
        let done = self.store().write(move |tx| {
            if store::reaction::unpin(tx, post, from)? {
                Record::from_network(network.0, now, from, Change::PostUnpinned, post)
                    .append(tx)?;
            }
            Ok(())
        });
        done.await?;
        self.journal_grew();
        Ok(())
    }

    /// What somebody has pinned, all of it, as it stands on their profile: nothing else is pinned. What is not theirs is left
    /// out.
    pub async fn receive_pins(&self, from: AccountId, posts: &[PostId]) -> Result<()> {
        // The newest pin is shown first.
        let shown = posts.iter().take(MAX_PINS).rev();
        let pins: Vec<(i64, i64)> = shown
            .map(|post| (self.new_id().get(), post.get()))
            .collect();
        let from = from.get();
        let done = self.store().write(move |tx| {
            for post in store::timeline::pinned(tx, from)? {
                store::reaction::unpin(tx, post, from)?;
            }
            for (pin, post) in &pins {
                if may_pin(tx, from, *post)? {
                    store::reaction::pin(tx, *pin, *post, from)?;
                }
            }
            Ok(())
        });
        Ok(done.await?)
    }
}

/// Whether a post can be on its author's profile: it is theirs, no boost, and not for some people only.
fn may_pin(tx: &mut store::Tx, from: i64, post: i64) -> store::Result<bool> {
    let summary = store::post::summary(tx, post)?;
    Ok(summary.is_some_and(|post| {
        let is_for_some = matches!(
            Audience::from_code(post.audience),
            Audience::Mentioned | Audience::Circle
        );
        post.account_id == from && post.boost_of_id.is_none() && !is_for_some
    }))
}
