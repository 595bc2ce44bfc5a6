//! Stories told and ended, in Pixelfed's words: an `Add` that says where the story is and how to open it, and a
//! `Delete`. Mastodon leaves both alone: it knows no collection that the `Add` is about.

use ap_proto::activity::{Activity, ActivityKind, ObjectRef};
use ap_proto::object::Bearcap;
use model::Id;
use serde_json::json;
use social::Viewer;
use social::journal::Entry;

use super::Sending;
use super::payload::Payload;
use crate::ActivityPub;
use crate::error::Result;

impl ActivityPub {
    pub(super) async fn story_told(&self, entry: &Entry) -> Result<Option<Sending>> {
        let id = Id::from(entry.subject_id);
        let story = self
            .social
            .story(Viewer::Member(entry.account_id), id)
            .await?;
        let way = Bearcap {
            url: self.urls.story(id),
            token: self.social.story_token(id).await?,
        };
        let object = json!({ "type": "Story", "id": story.uri, "object": way.to_string() });
        Ok(Some(self.to_followers(entry, ActivityKind::Add, object)))
    }

    pub(super) fn story_ended(&self, entry: &Entry) -> Option<Sending> {
        let uri = Payload::of(entry).uri?;
        let object = json!({ "type": "Story", "id": uri });
        Some(self.to_followers(entry, ActivityKind::Delete, object))
    }

    fn to_followers(
        &self,
        entry: &Entry,
        kind: ActivityKind,
        object: serde_json::Value,
    ) -> Sending {
        let actor = self.urls.actor(entry.account_id);
        let id = self.urls.activity(entry.seq, 0);
        let activity = Activity {
            to: vec![self.urls.followers(entry.account_id)],
            ..Activity::new(kind, &id, &actor, ObjectRef::Inline(object))
        };
        Sending::new(&activity).with_followers(true)
    }
}
