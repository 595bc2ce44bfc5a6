//! `QuoteRequest` and what answers it (FEP-044f): consent to quotes, asked for, given, refused, taken back.

use ap_proto::activity::{ActivityKind, ObjectRef};
use ap_proto::document::Document;
use ap_proto::object::Note;
use ap_proto::origin::same_origin;
use model::{AccountId, PostId};
use social::Viewer;
use social::inbound::Arrival;

use super::{Delivery, Outcome};
use crate::error::{Error, Result};
use crate::urls::Here;
use crate::{ActivityPub, ID};

impl ActivityPub {
    /// Somebody asks whether their post may quote one of ours. The core decides by the rules of its author; the answer
    /// leaves as any other change here does. A post of ours that they may not see is one that is not there.
    pub(crate) async fn on_quote_request(&self, delivery: &Delivery<'_>) -> Result<Outcome> {
        let quoted_uri = delivery.object_id()?;
        let Some(Here::Post(quoted)) = self.urls.parse(quoted_uri) else {
            return Ok(Outcome::Ignored("no_post_of_ours"));
        };
        let note = self.asking_note(delivery).await?;
        if self.quoted_uri(&note).as_deref() != Some(&self.urls.post(quoted)) {
            return Err(Error::NotYours("The post does not quote that one"));
        }
        let author = self.ensure_identity(&delivery.activity.actor).await?;
        // Seen before anything is kept for it.
        let viewer = Viewer::Remote(author.account_id);
        self.social.post(viewer, quoted).await?;
        let post = self.translate(&note, &author, Arrival::Pushed).await?;
        let quoting = Box::pin(self.social.receive_post(post)).await?;
        self.social
            .receive_quote_request(author.account_id, quoting, quoted, delivery.id)
            .await?;
        Ok(Outcome::Done)
    }

    /// The post that asks: carried along by its author, or fetched from them.
    pub(super) async fn asking_note(&self, delivery: &Delivery<'_>) -> Result<Note> {
        let instrument = delivery.activity.instrument.as_ref();
        let instrument = instrument.ok_or(ap_proto::Refusal::Missing("instrument"))?;
        let actor = &delivery.activity.actor;
        let id = instrument.id().unwrap_or_default();
        if !same_origin(id, actor) {
            return Err(Error::NotYours("The post that asks is of another server"));
        }
        let note = match instrument {
            ObjectRef::Inline(value) => match Document::parse(value)? {
                Document::Note(note) => *note,
                _ => return Err(Error::BadRequest("Only a post can ask")),
            },
            ObjectRef::Uri(uri) => self.fetch_note(uri).await?,
        };
        if note.author() == actor && same_origin(&note.id, actor) {
            Ok(note)
        } else {
            Err(Error::NotYours("The post that asks is somebody else's"))
        }
    }

    /// The post of ours whose quote an Accept or Reject answers.
    pub(super) fn answered_quote(&self, delivery: &Delivery<'_>) -> Option<PostId> {
        let by_id = delivery
            .activity
            .object
            .id()
            .and_then(|id| match self.urls.parse(id) {
                Some(Here::QuoteRequest(post)) => Some(post),
                _ => None,
            });
        by_id.or_else(|| {
            let request = delivery.inner()?;
            let instrument = request.instrument.as_ref()?.id()?;
            match self.urls.parse(instrument) {
                Some(Here::Post(post)) if request.kind == ActivityKind::QuoteRequest => Some(post),
                _ => None,
            }
        })
    }

    /// The author of a quoted post says yes, and where that is written, or no. Of another author's post nobody says so.
    pub(super) async fn on_quote_answer(
        &self,
        delivery: &Delivery<'_>,
        quoting: PostId,
    ) -> Result<Outcome> {
        let actor = &delivery.activity.actor;
        let author = self
            .known(actor)
            .await?
            .ok_or(Error::NotFound("That account"))?;
        let Some((quoted, _, _)) = self.social.quote_of(quoting).await? else {
            return Ok(Outcome::Ignored("no_such_quote"));
        };
        if self.author_of(quoted, author.account_id).await? != Some(author.account_id) {
            return Err(Error::NotYours(
                "Only the author of the quoted post may answer",
            ));
        }
        if delivery.activity.kind == ActivityKind::Reject {
            self.social
                .receive_quote_refused(ID, quoting, quoted)
                .await?;
            return Ok(Outcome::Done);
        }
        let written = delivery.activity.result.as_deref();
        let written = written.filter(|written| same_origin(written, actor));
        let written = written.ok_or(ap_proto::Refusal::Missing("result"))?;
        self.social
            .receive_quote_authorization(ID, quoting, quoted, written)
            .await?;
        Ok(Outcome::Done)
    }

    async fn author_of(&self, post: PostId, viewer: AccountId) -> Result<Option<AccountId>> {
        match self.social.post(Viewer::Remote(viewer), post).await {
            Ok(post) => Ok(Some(post.account.id)),
            Err(social::Error::NotFound(_) | social::Error::Gone(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}
