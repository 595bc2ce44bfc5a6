//! Likes made and taken back. Only the author is told, and the groups it was posted in, where they are votes (FEP-1b12).

use ap_proto::activity::{Activity, ActivityKind, ObjectRef};
use model::AccountId;
use social::PostView;
use social::inbound::Identity;
use social::journal::Entry;

use super::Sending;
use super::payload::Payload;
use crate::ActivityPub;
use crate::error::Result;
use crate::map::is_of_the_web;

impl ActivityPub {
    pub(super) async fn like_created(&self, entry: &Entry) -> Result<Option<Sending>> {
        let post = self.subject_post(entry).await?;
        if !is_of_the_web(&post.uri) {
            return Ok(None);
        }
        let groups = self.groups_around(&post, Some(post.id)).await?;
        let like = self.like(entry, &post, &groups);
        Ok(Some(Sending::new(&like).with(told(&post, &groups))))
    }

    pub(super) async fn like_deleted(&self, entry: &Entry) -> Result<Option<Sending>> {
        let post = self.subject_post(entry).await?;
        if !is_of_the_web(&post.uri) {
            return Ok(None);
        }
        let (actor, id) = (
            self.urls.actor(entry.account_id),
            self.urls.activity(entry.seq, 0),
        );
        let groups = self.groups_around(&post, Some(post.id)).await?;
        let like = self.like(entry, &post, &groups);
        let undo = Activity {
            to: like.to.clone(),
            cc: like.cc.clone(),
            ..Activity::of_activity(ActivityKind::Undo, &id, &actor, &like)
        };
        Ok(Some(Sending::new(&undo).with(told(&post, &groups))))
    }

    fn like(&self, entry: &Entry, post: &PostView, groups: &[Identity]) -> Activity {
        let id = self.urls.like(Payload::of(entry).like_id());
        let actor = self.urls.actor(entry.account_id);
        Activity {
            to: vec![post.account.uri.clone()],
            cc: groups.iter().map(|group| group.uri.clone()).collect(),
            ..Activity::new(
                ActivityKind::Like,
                &id,
                &actor,
                ObjectRef::Uri(post.uri.clone()),
            )
        }
    }
}

fn told<'a>(post: &PostView, groups: &'a [Identity]) -> impl Iterator<Item = AccountId> + use<'a> {
    let groups = groups.iter().map(|group| group.account_id);
    std::iter::once(post.account.id).chain(groups)
}
