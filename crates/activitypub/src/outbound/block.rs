//! Blocks made and ended: the other server is told, so that it can hold to it.

use ap_proto::activity::{Activity, ActivityKind, ObjectRef};
use social::inbound::Identity;
use social::journal::Entry;

use super::Sending;
use super::payload::Payload;
use crate::ActivityPub;
use crate::error::Result;

impl ActivityPub {
    pub(super) async fn block_created(&self, entry: &Entry) -> Result<Option<Sending>> {
        let Some(target) = self.other(entry).await? else {
            return Ok(None);
        };
        Ok(Some(
            Sending::new(&self.block(entry, &target)).with([target.account_id]),
        ))
    }

    pub(super) async fn block_deleted(&self, entry: &Entry) -> Result<Option<Sending>> {
        let Some(target) = self.other(entry).await? else {
            return Ok(None);
        };
        let (actor, id) = (
            self.urls.actor(entry.account_id),
            self.urls.activity(entry.seq, 0),
        );
        let undo = Activity {
            to: vec![target.uri.clone()],
            ..Activity::of_activity(ActivityKind::Undo, &id, &actor, &self.block(entry, &target))
        };
        Ok(Some(Sending::new(&undo).with([target.account_id])))
    }

    fn block(&self, entry: &Entry, target: &Identity) -> Activity {
        let id = self.urls.block(Payload::of(entry).block_id());
        let actor = self.urls.actor(entry.account_id);
        Activity {
            to: vec![target.uri.clone()],
            ..Activity::new(
                ActivityKind::Block,
                &id,
                &actor,
                ObjectRef::Uri(target.uri.clone()),
            )
        }
    }
}
