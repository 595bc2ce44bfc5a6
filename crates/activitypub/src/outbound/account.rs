//! Profiles changed, accounts deleted: followers are told.

use ap_proto::activity::{Activity, ActivityKind, ObjectRef};
use ap_proto::build::actor_context;
use ap_proto::value::PUBLIC;
use social::Viewer;
use social::journal::Entry;

use super::Sending;
use crate::ActivityPub;
use crate::error::Result;

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
