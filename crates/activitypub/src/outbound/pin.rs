//! Posts pinned to a profile and unpinned: followers are told.

use ap_proto::activity::{Activity, ActivityKind, ObjectRef};
use ap_proto::value::PUBLIC;
use social::journal::Entry;

use super::Sending;
use crate::ActivityPub;
use crate::error::Result;

impl ActivityPub {
    pub(super) async fn post_pinned(&self, entry: &Entry) -> Result<Option<Sending>> {
        self.featured_activity(ActivityKind::Add, entry).await
    }

    pub(super) async fn post_unpinned(&self, entry: &Entry) -> Result<Option<Sending>> {
        self.featured_activity(ActivityKind::Remove, entry).await
    }

    /// Only what everybody may read is in the collection.
    async fn featured_activity(
        &self,
        kind: ActivityKind,
        entry: &Entry,
    ) -> Result<Option<Sending>> {
        let post = self.subject_post(entry).await?;
        if !post.audience.is_open() {
            return Ok(None);
        }
        let (actor, id) = (
            self.urls.actor(entry.account_id),
            self.urls.activity(entry.seq, 0),
        );
        let activity = Activity {
            target: Some(self.urls.featured(entry.account_id)),
            to: vec![PUBLIC.to_owned()],
            cc: vec![self.urls.followers(entry.account_id)],
            ..Activity::new(kind, &id, &actor, ObjectRef::Uri(post.uri))
        };
        Ok(Some(Sending::new(&activity).with_followers(true)))
    }
}
