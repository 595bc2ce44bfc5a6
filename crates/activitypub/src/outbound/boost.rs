//! Boosts made and taken back.

use ap_proto::activity::{Activity, ActivityKind, ObjectRef};
use ap_proto::value::PUBLIC;
use social::journal::Entry;

use super::Sending;
use super::payload::Payload;
use super::post::goes_to_followers;
use crate::ActivityPub;
use crate::error::Result;
use crate::map::is_of_the_web;
use crate::map::note::to_announce;
use model::Audience;

impl ActivityPub {
    /// The author of what is boosted is told, too.
    pub(super) async fn boost_created(&self, entry: &Entry) -> Result<Option<Sending>> {
        let boost = self.subject_post(entry).await?;
        let Some(announce) = to_announce(&boost, &self.urls) else {
            return Ok(None);
        };
        let sending = Sending::new(&announce).with_followers(goes_to_followers(boost.audience));
        Ok(Some(sending.with([boost.content().account.id])))
    }

    pub(super) fn boost_deleted(&self, entry: &Entry) -> Option<Sending> {
        let payload = Payload::of(entry);
        let is_local_only = payload.audience() == Audience::Local;
        let original = payload.original_uri.filter(|uri| is_of_the_web(uri));
        let (Some(uri), Some(original), false) = (payload.uri, original, is_local_only) else {
            return None;
        };
        let actor = self.urls.actor(entry.account_id);
        let announce = Activity::new(
            ActivityKind::Announce,
            &uri,
            &actor,
            ObjectRef::Uri(original),
        );
        let id = self.urls.activity(entry.seq, 0);
        let undo = Activity {
            to: vec![PUBLIC.to_owned()],
            cc: vec![self.urls.followers(entry.account_id)],
            ..Activity::of_activity(ActivityKind::Undo, &id, &actor, &announce)
        };
        let sending = Sending::new(&undo).with_followers(true);
        Some(sending.with(payload.original_author))
    }
}
