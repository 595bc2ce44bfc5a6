//! Pinning one's own posts to the top of one's profile.

use model::{Audience, PostId};

use crate::journal::{Change, Record};
use crate::{Caller, Error, PostView, Result, Social};

/// The most posts somebody can pin.
const MAX_PINS: i64 = 5;

impl Social {
    /// Pins a post.
    pub async fn pin(&self, caller: &Caller, id: PostId) -> Result<PostView> {
        let post = self.own_post(caller, id).await?;
        if post.boost_of.is_some() {
            return Err(Error::invalid(
                "post",
                "invalid",
                "is a boost, and boosts cannot be pinned",
            ));
        }
        if post.audience == Audience::Mentioned {
            return Err(Error::invalid(
                "post",
                "invalid",
                "is private, so it cannot be pinned",
            ));
        }
        let (pin, now, account) = (
            self.new_id().get(),
            self.now().micros(),
            caller.account_id.get(),
        );
        let pinned = self
            .store()
            .write(move |tx| {
                if store::reaction::count_pins(tx, account)? >= MAX_PINS && !post.mine.pinned {
                    return Ok(false);
                }
                if store::reaction::pin(tx, pin, id.get(), account)? {
                    Record::local(now, account, Change::PostPinned, id.get()).append(tx)?;
                }
                Ok(true)
            })
            .await?;
        if !pinned {
            return Err(Error::invalid(
                "post",
                "too_many",
                format!("cannot be pinned: {MAX_PINS} are pinned already"),
            ));
        }
        self.journal_grew();
        self.post(caller.viewer(), id).await
    }

    /// Takes the pin out.
    pub async fn unpin(&self, caller: &Caller, id: PostId) -> Result<PostView> {
        self.own_post(caller, id).await?;
        let (now, account) = (self.now().micros(), caller.account_id.get());
        self.store()
            .write(move |tx| {
                if store::reaction::unpin(tx, id.get(), account)? {
                    Record::local(now, account, Change::PostUnpinned, id.get()).append(tx)?;
                }
                Ok(())
            })
            .await?;
        self.journal_grew();
        self.post(caller.viewer(), id).await
    }
}
