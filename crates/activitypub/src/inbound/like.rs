//! `Like` and `EmojiReact`: somebody likes a post, or puts an emoji under it.

use model::{AccountId, PostId};

use super::{Delivery, Outcome};
use crate::error::Result;
use crate::map::reaction::{Felt, felt};
use crate::{ActivityPub, ID};

impl ActivityPub {
    /// Only posts we have are liked and reacted to; nothing is fetched for that.
    pub(crate) async fn on_like(&self, delivery: &Delivery<'_>) -> Result<Outcome> {
        let Some(post) = self.known_post(&delivery.activity.object).await? else {
            return Ok(Outcome::Ignored("unknown_post"));
        };
        let felt = felt(delivery.activity, self.social.domain());
        if felt == Felt::Unreadable {
            return Ok(Outcome::Ignored("no_emoji"));
        }
        let from = self.ensure_account(&delivery.activity.actor).await?;
        self.feel(delivery, from, post, &felt).await
    }

    async fn feel(
        &self,
        delivery: &Delivery<'_>,
        from: AccountId,
        post: PostId,
        felt: &Felt,
    ) -> Result<Outcome> {
        let Felt::Emoji(emoji) = felt else {
            let liked = self.social.receive_like(ID, from, post, delivery.id);
            liked.await?;
            return Ok(Outcome::Done);
        };
        let reacted = self
            .social
            .receive_reaction(ID, from, post, delivery.id, emoji);
        Ok(Outcome::of(reacted.await?, "no_room_for_emoji"))
    }
}
