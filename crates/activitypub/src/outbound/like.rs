//! Likes made and taken back. Only the author is told.

use ap_proto::activity::{Activity, ActivityKind, ObjectRef};
use social::PostView;
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
        Ok(Some(
            Sending::new(&self.like(entry, &post)).with([post.account.id]),
        ))
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
        let undo = Activity {
            to: vec![post.account.uri.clone()],
            ..Activity::of_activity(ActivityKind::Undo, &id, &actor, &self.like(entry, &post))
        };
        Ok(Some(Sending::new(&undo).with([post.account.id])))
    }

    fn like(&self, entry: &Entry, post: &PostView) -> Activity {
        let id = self.urls.like(Payload::of(entry).like_id());
        let actor = self.urls.actor(entry.account_id);
        Activity {
            to: vec![post.account.uri.clone()],
            ..Activity::new(
                ActivityKind::Like,
                &id,
                &actor,
                ObjectRef::Uri(post.uri.clone()),
            )
        }
    }
}
