//! Reports that are to reach the home of whom they are about. The server's own account speaks, not the member.

use ap_proto::activity::{Activity, ActivityKind, ObjectRef};
use model::Id;
use social::journal::Entry;

use super::Sending;
use super::payload::Payload;
use crate::ActivityPub;
use crate::error::Result;
use crate::map::is_of_the_web;

impl ActivityPub {
    pub(super) async fn report_made(&self, entry: &Entry) -> Result<Option<Sending>> {
        if !Payload::of(entry).is_forwarded() {
            return Ok(None);
        }
        let (target, posts, comment) = self
            .social
            .report_for_home(Id::from(entry.subject_id))
            .await?;
        let Some(target) = self.elsewhere(target).await? else {
            return Ok(None);
        };
        let (actor, id) = (
            self.urls.actor(entry.account_id),
            self.urls.activity(entry.seq, 0),
        );
        let flag = Activity {
            content: Some(comment),
            more_objects: posts
                .into_iter()
                .filter(|uri| is_of_the_web(uri))
                .map(ObjectRef::Uri)
                .collect(),
            to: vec![target.uri.clone()],
            ..Activity::new(
                ActivityKind::Flag,
                &id,
                &actor,
                ObjectRef::Uri(target.uri.clone()),
            )
        };
        Ok(Some(Sending::new(&flag).with([target.account_id])))
    }
}
