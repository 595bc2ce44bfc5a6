//! `Undo`: somebody takes back a follow, a like, an emoji, a boost or a block.

use ap_proto::activity::{Activity, ActivityKind};
use ap_proto::origin::same_origin;
use model::{AccountId, PostId};

use super::announce::announced;
use super::{Delivery, Outcome};
use crate::error::{Error, Result};
use crate::map::reaction::{Felt, felt};
use crate::{ActivityPub, ID};

impl ActivityPub {
    /// Only one's own activity can be taken back (security row A11).
    pub(crate) async fn on_undo(&self, delivery: &Delivery<'_>) -> Result<Outcome> {
        let Some(actor) = self.known(&delivery.activity.actor).await? else {
            return Ok(Outcome::Ignored("unknown_actor"));
        };
        match delivery.inner() {
            Some(undone) if undone.actor == delivery.activity.actor => {
                self.undo(actor.account_id, &undone).await
            }
            Some(_) => Err(Error::NotYours("Only one's own activity can be undone")),
            None => self.undo_by_uri(delivery, actor.account_id).await,
        }
    }

    async fn undo(&self, actor: AccountId, undone: &Activity) -> Result<Outcome> {
        match &undone.kind {
            ActivityKind::Follow => {
                let followee = undone
                    .object
                    .id()
                    .and_then(|uri| self.urls.parse_actor(uri));
                let followee = followee.ok_or(Error::NotFound("That account"))?;
                self.social.receive_unfollow(ID, actor, followee).await?;
            }
            ActivityKind::Like | ActivityKind::EmojiReact => {
                return self.undo_feeling(actor, undone).await;
            }
            ActivityKind::Announce => return self.undo_boost(actor, undone).await,
            ActivityKind::Block => {
                let target = undone
                    .object
                    .id()
                    .and_then(|uri| self.urls.parse_actor(uri));
                let target = target.ok_or(Error::NotFound("That account"))?;
                self.social.receive_unblock(ID, actor, target).await?;
            }
            _ => return Ok(Outcome::Ignored("unsupported")),
        }
        Ok(Outcome::Done)
    }

    /// What an emoji is taken back by is its id; where that is not known, the emoji and the post.
    async fn undo_feeling(&self, actor: AccountId, undone: &Activity) -> Result<Outcome> {
        let uri = undone.id.as_deref().unwrap_or_default();
        if self.social.receive_unreaction_of(ID, actor, uri).await? {
            return Ok(Outcome::Done);
        }
        let emoji = match felt(undone, self.social.domain()) {
            Felt::Emoji(emoji) => emoji,
            Felt::Unreadable => return Ok(Outcome::Ignored("no_emoji")),
            Felt::Like => {
                let post = self.unliked(actor, undone).await?;
                self.social.receive_unlike(ID, actor, post).await?;
                return Ok(Outcome::Done);
            }
        };
        let post = self.known_post(&undone.object).await?;
        let post = post.ok_or(Error::NotFound("That post"))?;
        let taken = self.social.receive_unreaction(ID, actor, post, &emoji);
        Ok(Outcome::of(taken.await?, "unknown_activity"))
    }

    /// The post of a like that is taken back: the one it names, or the one it was kept for.
    async fn unliked(&self, actor: AccountId, undone: &Activity) -> Result<PostId> {
        if let Some(post) = self.known_post(&undone.object).await? {
            return Ok(post);
        }
        let uri = undone.id.as_deref().unwrap_or_default();
        let liked = self.social.find_like(actor, uri).await?;
        liked.ok_or(Error::NotFound("That post"))
    }

    async fn undo_boost(&self, actor: AccountId, undone: &Activity) -> Result<Outcome> {
        let original = match announced(&undone.object) {
            Some(uri) => self.social.find_post_by_uri(&uri).await?,
            None => None,
        };
        let uri = undone.id.as_deref().unwrap_or_default();
        self.social
            .receive_unboost(ID, actor, uri, original)
            .await?;
        Ok(Outcome::Done)
    }

    /// What is undone is named by its id alone: boosts, likes and emoji keep their ids here, a follow is looked for among
    /// those the Undo is addressed to.
    async fn undo_by_uri(&self, delivery: &Delivery<'_>, actor: AccountId) -> Result<Outcome> {
        let uri = delivery.object_id()?;
        if !same_origin(uri, &delivery.activity.actor) {
            return Err(Error::NotYours("Only one's own activity can be undone"));
        }
        if self.social.find_post_by_uri(uri).await?.is_some() {
            self.social.receive_unboost(ID, actor, uri, None).await?;
            return Ok(Outcome::Done);
        }
        if let Some(post) = self.social.find_like(actor, uri).await? {
            self.social.receive_unlike(ID, actor, post).await?;
            return Ok(Outcome::Done);
        }
        if self.social.receive_unreaction_of(ID, actor, uri).await? {
            return Ok(Outcome::Done);
        }
        for followee in self.addressees(delivery) {
            let follow = self.social.find_follow(actor, followee).await?;
            if follow.is_some_and(|follow| follow.uri.as_deref() == Some(uri)) {
                self.social.receive_unfollow(ID, actor, followee).await?;
                return Ok(Outcome::Done);
            }
        }
        Ok(Outcome::Ignored("unknown_activity"))
    }
}
