//! Votes of people here in polls of others, and what came of polls of people here (FEP-9967).

use ap_proto::activity::{Activity, ActivityKind};
use social::journal::Entry;

use super::Sending;
use super::post::{goes_to_followers, told};
use crate::ActivityPub;
use crate::error::Result;
use crate::map::is_of_the_web;
use crate::map::note::to_vote;

impl ActivityPub {
    /// One activity an option, to nobody but the author of the poll.
    pub(super) async fn poll_voted(&self, entry: &Entry) -> Result<Vec<Sending>> {
        let post = self.subject_post(entry).await?;
        let chosen = post.poll.as_ref().and_then(|poll| poll.mine.clone());
        if post.is_local || !is_of_the_web(&post.uri) {
            return Ok(Vec::new());
        }
        let votes = chosen.unwrap_or_default().into_iter();
        let votes = votes.filter_map(|place| to_vote(&post, entry.account_id, place, &self.urls));
        let sent = votes.map(|vote| {
            let id = format!("{}/activity", vote.id);
            let create = Activity::of_note(ActivityKind::Create, &id, &vote);
            Sending::new(&create).with([post.account.id])
        });
        Ok(sent.collect())
    }

    /// The post again, with its counts and without a moment of an edit, to all who have it and to those who voted.
    pub(super) async fn poll_counted(&self, entry: &Entry) -> Result<Option<Sending>> {
        let post = self.subject_post(entry).await?;
        if !post.is_local {
            return Ok(None);
        }
        let Some(note) = self.note(&post).await? else {
            return Ok(None);
        };
        let id = self.urls.activity(entry.seq, 0);
        let update = Activity::of_note(ActivityKind::Update, &id, &note);
        let voters = self.social.voters_elsewhere(post.id).await?;
        let sending = Sending::new(&update).with_followers(goes_to_followers(post.audience));
        Ok(Some(sending.with(told(&post)).with(voters)))
    }
}
