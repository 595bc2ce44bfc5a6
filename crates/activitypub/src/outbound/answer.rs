//! What somebody here says to an answer to their post (GoToSocial's interaction policies).

use ap_proto::activity::{Activity, ActivityKind, ObjectRef};
use model::PostId;
use social::Viewer;
use social::journal::Entry;
use social::post::Judgement;

use super::Sending;
use super::payload::Payload;
use crate::ActivityPub;
use crate::error::Result;

impl ActivityPub {
    /// An answer that has to wait goes to nobody but whoever lets it in. It goes as it is, and not as a `ReplyRequest`: servers
    /// that let answers in took them like that before they knew how to be asked.
    pub(super) async fn answer_asked(&self, entry: &Entry) -> Result<Option<Sending>> {
        let id = PostId::from(entry.subject_id);
        let asked = self.social.answer(id).await?;
        let Some(asked) = asked.filter(|asked| asked.judgement == Judgement::Waits) else {
            return Ok(None);
        };
        let Some(owner) = self.elsewhere(asked.owner).await? else {
            return Ok(None);
        };
        let viewer = Viewer::Member(entry.account_id);
        let Some(note) = self.note(&self.social.post(viewer, id).await?).await? else {
            return Ok(None);
        };
        let create = Activity::of_note(ActivityKind::Create, &self.urls.post_activity(id), &note);
        Ok(Some(Sending::new(&create).with([owner.account_id])))
    }

    /// Accept or Reject, to who answered: of what asked, or of the answer itself where nothing did.
    pub(super) async fn answer_judged(&self, entry: &Entry) -> Result<Option<Sending>> {
        let answer = PostId::from(entry.subject_id);
        let Some(judged) = self.social.answer(answer).await? else {
            return Ok(None);
        };
        let Some(author) = self.elsewhere(judged.author).await? else {
            return Ok(None);
        };
        let Payload {
            accepted, request, ..
        } = Payload::of(entry);
        let object = match request {
            Some(request) => {
                let parent = ObjectRef::Uri(self.urls.post(judged.parent));
                let asked = Activity {
                    instrument: Some(ObjectRef::Uri(judged.uri)),
                    ..Activity::new(ActivityKind::ReplyRequest, &request, &author.uri, parent)
                };
                ObjectRef::Inline(asked.to_value())
            }
            None => ObjectRef::Uri(judged.uri),
        };
        let kind = if accepted {
            ActivityKind::Accept
        } else {
            ActivityKind::Reject
        };
        let written = self.urls.reply_authorization(judged.parent, answer);
        let (id, me) = (
            self.urls.activity(entry.seq, 0),
            self.urls.actor(entry.account_id),
        );
        let answered = Activity {
            to: vec![author.uri],
            result: accepted.then_some(written),
            ..Activity::new(kind, &id, &me, object)
        };
        Ok(Some(Sending::new(&answered).with([author.account_id])))
    }
}
