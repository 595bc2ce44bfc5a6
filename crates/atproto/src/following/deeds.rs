//! Likes, boosts, follows and blocks of others.

use at_proto::data::Ipld;
use at_proto::syntax::AtUri;
use model::{AccountId, Audience, PostId};

use super::apply::Done;
use crate::error::Result;
use crate::map::StrongRef;
use crate::map::deed::{self, BLOCK, Deed, FOLLOW, LIKE, REPOST};
use crate::{AtProto, ID};

impl AtProto {
    /// Takes what somebody did. Likes count where the post is known; for a boost of somebody who is followed here, the
    /// post is fetched; follows and blocks matter only when they are of people here.
    pub(super) async fn apply_deed(
        &self,
        done: &Done<'_>,
        deed: &Deed,
        record: &Ipld,
    ) -> Result<()> {
        let (from, uri) = (done.person.account, done.uri.as_str());
        match deed {
            Deed::Like(post) => match self.known_post(&post.uri).await? {
                Some(post) => Ok(self.social.receive_like(ID, from, post, uri).await?),
                None => Ok(()),
            },
            Deed::Repost(post) => self.receive_repost(from, done.uri, post, record).await,
            Deed::Follow(did) => {
                if let Some(followee) = self.own_account(did).await? {
                    self.social.receive_follow(ID, from, followee, uri).await?;
                }
                Ok(())
            }
            Deed::Block(did) => {
                if let Some(target) = self.own_account(did).await? {
                    self.social.receive_block(ID, from, target, uri).await?;
                }
                Ok(())
            }
        }
    }

    /// A boost. The post that is boosted is fetched if nobody here has it.
    pub(super) async fn receive_repost(
        &self,
        from: AccountId,
        uri: &AtUri,
        post: &StrongRef,
        record: &Ipld,
    ) -> Result<()> {
        let post = Box::pin(self.ensure_post(&post.uri)).await?;
        let at = deed::written_at(record).unwrap_or_else(|| self.social.now());
        let (uri, audience) = (uri.as_str(), Audience::Public);
        let boost = self.social.receive_boost(ID, from, post, uri, audience, at);
        boost.await?;
        Ok(())
    }

    /// Takes it back. What it was about is not said, and is found by the name of what is gone.
    pub(super) async fn apply_undone(&self, done: &Done<'_>) -> Result<()> {
        let (from, uri) = (done.person.account, done.uri.as_str());
        match done.collection {
            LIKE => {
                let liked: Option<PostId> = self.social.find_like(from, uri).await?;
                if let Some(post) = liked {
                    self.social.receive_unlike(ID, from, post).await?;
                }
            }
            REPOST => self.social.receive_unboost(ID, from, uri, None).await?,
            FOLLOW => {
                if let Some(followee) = self.social.find_followed(from, uri).await? {
                    self.social.receive_unfollow(ID, from, followee).await?;
                }
            }
            BLOCK => {
                if let Some(target) = self.social.find_blocked(from, uri).await? {
                    self.social.receive_unblock(ID, from, target).await?;
                }
            }
            _ => {}
        }
        Ok(())
    }
}
