//! `ReplyRequest`, and what answers it or an answer itself (GoToSocial's interaction policies): whether an answer may be there.

use ap_proto::activity::{ActivityKind, ObjectRef};
use ap_proto::origin::same_origin;
use model::PostId;
use social::Viewer;
use social::inbound::Arrival;

use super::{Delivery, Outcome};
use crate::error::{Error, Result};
use crate::urls::Here;
use crate::{ActivityPub, ID};

impl ActivityPub {
    /// Somebody asks whether their post may answer one of ours. A post of ours that they may not see is one that is not there.
    pub(super) async fn on_reply_request(&self, delivery: &Delivery<'_>) -> Result<Outcome> {
        let Some(Here::Post(parent)) = self.urls.parse(delivery.object_id()?) else {
            return Ok(Outcome::Ignored("no_post_of_ours"));
        };
        let note = self.asking_note(delivery).await?;
        if note.in_reply_to.as_deref() != Some(&self.urls.post(parent)) {
            return Err(Error::NotYours("The post does not answer that one"));
        }
        let author = self.ensure_identity(&delivery.activity.actor).await?;
        // Seen before anything is kept for it.
        let viewer = Viewer::Remote(author.account_id);
        self.social.post(viewer, parent).await?;
        let post = self.translate(&note, &author, Arrival::Asked).await?;
        let answer = Box::pin(self.social.receive_post(post)).await?;
        self.social
            .receive_answer_request(author.account_id, answer, delivery.id)
            .await?;
        Ok(Outcome::Done)
    }

    /// The answer of ours that an Accept or Reject is about: by its id, by that of its Create, or as what asked for it.
    pub(super) fn judged_answer(&self, delivery: &Delivery<'_>) -> Option<PostId> {
        let inner = delivery.inner();
        let asked = inner.as_ref().and_then(|inner| match inner.kind {
            ActivityKind::ReplyRequest => inner.instrument.as_ref()?.id(),
            ActivityKind::Create => inner.object.id(),
            _ => None,
        });
        let named = match &delivery.activity.object {
            ObjectRef::Uri(uri) => Some(uri.as_str()),
            ObjectRef::Inline(_) if inner.is_none() => delivery.activity.object.id(),
            ObjectRef::Inline(_) => None,
        };
        match self.urls.parse(asked.or(named)?)? {
            Here::Post(post) | Here::PostActivity(post) => Some(post),
            _ => None,
        }
    }

    /// Only whoever was answered may say so, and where it is written is on their own server.
    pub(super) async fn on_answer_judged(
        &self,
        delivery: &Delivery<'_>,
        answer: PostId,
    ) -> Result<Outcome> {
        let activity = delivery.activity;
        let owner = self.known(&activity.actor).await?;
        let owner = owner.ok_or(Error::NotFound("That account"))?;
        let written = activity.result.as_deref();
        let written = written.filter(|written| same_origin(written, &activity.actor));
        let is_accepted = activity.kind == ActivityKind::Accept;
        if is_accepted && written.is_none() {
            return Err(ap_proto::Refusal::Missing("result").into());
        }
        let judged = self.social.receive_answer_judged(
            ID,
            answer,
            owner.account_id,
            written.filter(|_| is_accepted),
        );
        if judged.await? {
            Ok(Outcome::Done)
        } else {
            Err(Error::NotYours("Only whoever was answered may say so"))
        }
    }
}
