//! Quotes: consent asked for, given, refused, taken back (FEP-044f).

use ap_proto::activity::{Activity, ActivityKind, ObjectRef};
use model::{AccountId, PostId, QuoteConsent};
use social::Viewer;
use social::journal::Entry;

use super::Sending;
use super::payload::Payload;
use super::post::goes_to_followers;
use crate::error::Result;
use crate::{ActivityPub, ID};

impl ActivityPub {
    /// A new post that quotes somebody elsewhere asks them. One that they may not see asks nothing: it stays a link.
    pub(super) async fn quote_asked(&self, entry: &Entry) -> Result<Option<Sending>> {
        let post = self.subject_post(entry).await?;
        let Some((quoted, QuoteConsent::Asked, _)) = self.social.quote_of(post.id).await? else {
            return Ok(None);
        };
        let quoted = self
            .social
            .post(Viewer::Member(entry.account_id), quoted)
            .await?;
        let Some(author) = self.elsewhere(quoted.account.id).await? else {
            return Ok(None);
        };
        let viewer = Viewer::Remote(author.account_id);
        let sees = self.social.post(viewer, post.id).await.is_ok();
        let Some(note) = self.note(&post).await?.filter(|_| sees) else {
            return Ok(None);
        };
        let request = Activity {
            instrument: Some(ObjectRef::Inline(note.to_value())),
            to: vec![author.uri],
            ..Activity::new(
                ActivityKind::QuoteRequest,
                &self.urls.quote_request(post.id),
                &self.urls.actor(entry.account_id),
                ObjectRef::Uri(quoted.uri),
            )
        };
        Ok(Some(Sending::new(&request).with([author.account_id])))
    }

    /// An answer to who asked; or a post of ours is told anew, because somebody answered.
    pub(super) async fn quote_answered(&self, entry: &Entry) -> Result<Option<Sending>> {
        let payload = Payload::of(entry);
        let Some(request) = payload.request else {
            return self.post_edited(entry).await;
        };
        let quoting = PostId::from(entry.subject_id);
        let Some((quoted, _, _)) = self.social.quote_of(quoting).await? else {
            return Ok(None);
        };
        let Some((uri, _)) = self.social.quoting_post(quoted, quoting).await? else {
            return Ok(None);
        };
        let Some(author) = self.author_elsewhere(&uri).await? else {
            return Ok(None);
        };
        let request = Activity {
            instrument: Some(ObjectRef::Uri(uri)),
            ..Activity::new(
                ActivityKind::QuoteRequest,
                &request,
                &author.uri,
                ObjectRef::Uri(self.urls.post(quoted)),
            )
        };
        let kind = if payload.accepted {
            ActivityKind::Accept
        } else {
            ActivityKind::Reject
        };
        let (id, actor) = (
            self.urls.activity(entry.seq, 0),
            self.urls.actor(entry.account_id),
        );
        let written = self.urls.quote_authorization(quoted, quoting);
        let answer = Activity {
            to: vec![author.uri],
            result: payload.accepted.then_some(written),
            ..Activity::of_activity(kind, &id, &actor, &request)
        };
        Ok(Some(Sending::new(&answer).with([author.account_id])))
    }

    /// Whoever shows the quote is told that it is not agreed to any more. Named by its id alone: what quoted is nobody's
    /// business here.
    pub(super) async fn quote_revoked(&self, entry: &Entry) -> Result<Option<Sending>> {
        let quoting = PostId::from(entry.subject_id);
        let Some((quoted, _, _)) = self.social.quote_of(quoting).await? else {
            return Ok(None);
        };
        let viewer = Viewer::Member(entry.account_id);
        let quoted = self.social.post(viewer, quoted).await?;
        let uri = self.social.quoting_post(quoted.id, quoting).await?;
        let author = match uri {
            Some((uri, _)) => self.author_elsewhere(&uri).await?,
            None => None,
        };
        let written = self.urls.quote_authorization(quoted.id, quoting);
        let delete = Activity {
            to: author.iter().map(|author| author.uri.clone()).collect(),
            cc: vec![self.urls.followers(entry.account_id)],
            ..Activity::new(
                ActivityKind::Delete,
                &self.urls.activity(entry.seq, 0),
                &self.urls.actor(entry.account_id),
                ObjectRef::Uri(written),
            )
        };
        let sending = Sending::new(&delete).with_followers(goes_to_followers(quoted.audience));
        let author: Vec<AccountId> = author.iter().map(|author| author.account_id).collect();
        Ok(Some(sending.with(author)))
    }

    /// Who wrote a post, if they are elsewhere.
    async fn author_elsewhere(&self, uri: &str) -> Result<Option<social::inbound::Identity>> {
        match self.social.find_author_by_uri(uri).await? {
            Some(author) => {
                let identity = self.social.identity_of(ID, author).await?;
                Ok(identity.filter(|identity| !identity.is_local))
            }
            None => Ok(None),
        }
    }
}
