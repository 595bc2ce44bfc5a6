//! Profiles changed, accounts deleted: followers are told.

use ap_proto::activity::{Activity, ActivityKind, ObjectRef};
use ap_proto::build::actor_context;
use ap_proto::value::PUBLIC;
use social::Viewer;
use social::journal::Entry;

use super::Sending;
use super::payload::Payload;
use crate::error::Result;
use crate::{ActivityPub, ID};

impl ActivityPub {
    /// Carries the whole actor, under the context that defines its keys.
    pub(super) async fn account_updated(&self, entry: &Entry) -> Result<Option<Sending>> {
        let account = self
            .social
            .account(Viewer::Anyone, entry.account_id)
            .await?;
        let actor = self.actor_document(&account).await?;
        let mut sending = self.to_all(ActivityKind::Update, entry, ObjectRef::Inline(actor));
        if let Some(activity) = sending.activity.as_object_mut() {
            activity.insert("@context".to_owned(), actor_context());
        }
        Ok(Some(sending))
    }

    /// The `Move` of somebody who went to another account (FEP-7628): for their followers, who decide themselves what it means.
    pub(super) async fn account_moved(&self, entry: &Entry) -> Result<Option<Sending>> {
        let Some(target) = Payload::of(entry).moved_to else {
            return Ok(None);
        };
        let Some(target) = self.social.identity_of(ID, target).await? else {
            return Ok(None);
        };
        let actor = self.urls.actor(entry.account_id);
        let activity = Activity {
            target: Some(target.uri),
            to: vec![self.urls.followers(entry.account_id)],
            ..Activity::new(
                ActivityKind::Move,
                &self.urls.activity(entry.seq, 1),
                &actor,
                ObjectRef::Uri(actor.clone()),
            )
        };
        Ok(Some(Sending::new(&activity).with_followers(true)))
    }

    pub(super) fn account_deleted(&self, entry: &Entry) -> Sending {
        let actor = self.urls.actor(entry.account_id);
        self.to_all(ActivityKind::Delete, entry, ObjectRef::Uri(actor))
    }

    fn to_all(&self, kind: ActivityKind, entry: &Entry, object: ObjectRef) -> Sending {
        let (actor, id) = (
            self.urls.actor(entry.account_id),
            self.urls.activity(entry.seq, 0),
        );
        let activity = Activity {
            to: vec![PUBLIC.to_owned()],
            cc: vec![self.urls.followers(entry.account_id)],
            ..Activity::new(kind, &id, &actor, object)
        };
        Sending::new(&activity).with_followers(true)
    }
}
