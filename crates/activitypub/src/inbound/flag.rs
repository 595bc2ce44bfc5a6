//! `Flag`: somebody, mostly another server for one of its people, reports somebody here.

use ap_proto::activity::ObjectRef;
use ap_proto::origin::Origin;
use social::inbound::RemoteReport;

use super::{Delivery, Outcome};
use crate::error::Result;
use crate::urls::Here;
use crate::{ActivityPub, ID};

/// The most objects that are looked at.
const MAX_OBJECTS: usize = 60;

impl ActivityPub {
    /// What of the objects is not of this server is left out. Nothing is fetched but the one who reports.
    pub(crate) async fn on_flag(&self, delivery: &Delivery<'_>) -> Result<Outcome> {
        let activity = delivery.activity;
        let host = Origin::of(&activity.actor).map(|origin| origin.authority());
        let border = self.social.border(&host.unwrap_or_default()).await?;
        if border.rejects_reports {
            return Ok(Outcome::Ignored("rejects_reports"));
        }
        let objects = activity.objects().take(MAX_OBJECTS);
        let ours = objects.filter_map(ObjectRef::id);
        let ours = ours.filter_map(|uri| self.urls.parse(uri));
        let (mut target, mut posts) = (None, Vec::new());
        for here in ours {
            match here {
                Here::Actor(account) => target = target.or(Some(account)),
                Here::Post(post) | Here::PostPage(post) => posts.push(post),
                _ => {}
            }
        }
        if target.is_none() && posts.is_empty() {
            return Ok(Outcome::Ignored("reports_nobody_here"));
        }
        self.spend(&self.reports, &activity.actor)?;
        let report = RemoteReport {
            from: self.ensure_account(&activity.actor).await?,
            target,
            posts,
            comment: activity.content.clone().unwrap_or_default(),
        };
        let taken = self.social.receive_report(ID, report).await?;
        Ok(Outcome::of(taken, "no_report"))
    }
}
