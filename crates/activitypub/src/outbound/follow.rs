//! Follows asked for, answered and ended. Only the other one is told.

use ap_proto::activity::{Activity, ActivityKind, ObjectRef};
use model::AccountId;
use social::inbound::Identity;
use social::journal::Entry;

use super::Sending;
use super::payload::Payload;
use crate::ActivityPub;
use crate::error::Result;

impl ActivityPub {
    pub(super) async fn follow_asked(&self, entry: &Entry) -> Result<Option<Sending>> {
        let Some(followee) = self.other(entry).await? else {
            return Ok(None);
        };
        let follow = self.our_follow(entry, &followee);
        Ok(Some(Sending::new(&follow).with([followee.account_id])))
    }

    pub(super) async fn follow_ended(&self, entry: &Entry) -> Result<Option<Sending>> {
        let Some(followee) = self.other(entry).await? else {
            return Ok(None);
        };
        let follow = self.our_follow(entry, &followee);
        Ok(Some(self.about(
            ActivityKind::Undo,
            entry,
            &followee,
            &follow,
        )))
    }

    pub(super) async fn follow_accepted(&self, entry: &Entry) -> Result<Option<Sending>> {
        self.answer(ActivityKind::Accept, entry).await
    }

    pub(super) async fn follow_rejected(&self, entry: &Entry) -> Result<Option<Sending>> {
        self.answer(ActivityKind::Reject, entry).await
    }

    /// An Accept or Reject carries the Follow it answers, under the id it came with.
    async fn answer(&self, kind: ActivityKind, entry: &Entry) -> Result<Option<Sending>> {
        let Some(follower) = self.other(entry).await? else {
            return Ok(None);
        };
        let object = ObjectRef::Uri(self.urls.actor(entry.account_id));
        let follow = Activity {
            id: Payload::of(entry).uri,
            ..Activity::new(ActivityKind::Follow, "", &follower.uri, object)
        };
        Ok(Some(self.about(kind, entry, &follower, &follow)))
    }

    fn about(
        &self,
        kind: ActivityKind,
        entry: &Entry,
        other: &Identity,
        follow: &Activity,
    ) -> Sending {
        let (actor, id) = (
            self.urls.actor(entry.account_id),
            self.urls.activity(entry.seq, 0),
        );
        let activity = Activity {
            to: vec![other.uri.clone()],
            ..Activity::of_activity(kind, &id, &actor, follow)
        };
        Sending::new(&activity).with([other.account_id])
    }

    fn our_follow(&self, entry: &Entry, followee: &Identity) -> Activity {
        let id = self.urls.follow(Payload::of(entry).follow_id());
        let actor = self.urls.actor(entry.account_id);
        Activity {
            to: vec![followee.uri.clone()],
            ..Activity::new(
                ActivityKind::Follow,
                &id,
                &actor,
                ObjectRef::Uri(followee.uri.clone()),
            )
        }
    }

    /// The account an entry is about, if it is elsewhere.
    pub(super) async fn other(&self, entry: &Entry) -> Result<Option<Identity>> {
        self.elsewhere(AccountId::from(entry.subject_id)).await
    }
}
