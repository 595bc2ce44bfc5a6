//! Likes, boosts and follows as records.

use std::sync::Arc;

use at_proto::data::Ipld;
use at_proto::syntax::Did;
use model::{AccountId, PostId, PublicPost, Time};
use social::journal::Entry;
use social::{PostView, Viewer};

use super::{nsid, number, rkey_of};
use crate::error::Result;
use crate::map::{StrongRef, deed};
use crate::repo::{Edit, Plan};
use crate::{AtProto, ID};

impl AtProto {
    pub(super) async fn publish_like(&self, entry: &Entry) -> Result<()> {
        let Some(like) = number(entry, "like_id") else {
            return Ok(());
        };
        let post = PostId::from(entry.subject_id);
        let post = self.social.post(Viewer::Anyone, post).await?;
        let Some(liked) = self.known_to_all(&post).await? else {
            return Ok(());
        };
        let record = deed::like(&liked, entry.at);
        self.add(entry.account_id, deed::LIKE, like, record).await
    }

    pub(super) async fn publish_boost(&self, account: AccountId, id: PostId) -> Result<()> {
        let boost = self.social.post(Viewer::Anyone, id).await?;
        let (audience, at) = (boost.audience, boost.created_at);
        let Some(boost) = PublicPost::new(boost, audience) else {
            return Ok(());
        };
        let Some(boosted) = self.known_to_all(boost.get().content()).await? else {
            return Ok(());
        };
        let record = deed::repost(&boosted, at);
        self.add(account, deed::REPOST, id.get(), record).await
    }

    /// The record of a post, if the post is for everyone and this network knows it.
    async fn known_to_all(&self, post: &PostView) -> Result<Option<StrongRef>> {
        match PublicPost::new(post, post.audience) {
            Some(_) => self.reference(post.id, &post.uri).await,
            None => Ok(None),
        }
    }

    /// Writes that one follows the other, once that is so.
    pub(super) async fn publish_follow(
        &self,
        follower: AccountId,
        followee: AccountId,
        at: Time,
    ) -> Result<()> {
        let Some(face) = self.social.identity_of(ID, followee).await? else {
            return Ok(());
        };
        let Some(follow) = self.social.find_follow(follower, followee).await? else {
            return Ok(());
        };
        if !face.is_local {
            // There, nobody is asked: who follows is written down, and that is all.
            let accepted = self.social.receive_follow_accepted(ID, follower, followee);
            accepted.await?;
            self.following_changed();
        } else if !follow.is_accepted {
            return Ok(());
        }
        let record = deed::follow(&Did::parse(&face.uri)?, at);
        self.add(follower, deed::FOLLOW, follow.id.get(), record)
            .await
    }

    /// Adds a record that something here is, unless it is one already.
    async fn add(
        &self,
        account: AccountId,
        collection: &'static str,
        subject: i64,
        record: Ipld,
    ) -> Result<()> {
        if self.open_repo(account).await?.is_none() {
            return Ok(());
        }
        let plan: Plan = Arc::new(move |reader| {
            let own = reader.of_subject(subject)?;
            if own.iter().any(|own| own.collection == collection) {
                return Ok(Vec::new());
            }
            Ok(vec![Edit {
                collection: nsid(collection)?,
                rkey: rkey_of(subject)?,
                record: Some(record.clone()),
                subject: Some(subject),
            }])
        });
        self.write(account, plan).await.map(drop)
    }
}
